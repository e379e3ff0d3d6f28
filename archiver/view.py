"""Rows in a file, in the order of their ids and in the order that people read, for any number of processes at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

from archiver.model import Kind, Record, State, Value
from archiver.packed import Shown, Told, Unpack, choosing, spelling, telling, unpacking

OF_KIND, OF_FAMILY = (f"{name} = (SELECT number FROM names WHERE name = ?)" for name in ("kind", "family"))
BY_ID, AS_READ = "ORDER BY id", "AND shown IS NOT NULL ORDER BY shown, id"
MANY = 100
"""Rows that are read at once; some have the whole of a document with them."""
T = TypeVar("T")


class Rows:
    """What a file of rows answers, of the ``kinds`` that are known. Any method may raise ``sqlite3.Error``."""

    def __init__(self, rows: sqlite3.Connection, kinds: dict[str, Kind]) -> None:
        self._rows, self._kinds = rows, kinds

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def kinds(self) -> Sequence[Kind]:
        """The kinds known here that have rows, in the order of the workbooks."""
        query = f"SELECT 1 FROM rows WHERE {OF_KIND} LIMIT 1"
        return [kind for key, kind in self._kinds.items() if self._rows.execute(query, (key,)).fetchone()]

    def kind(self, key: str) -> Kind | None:
        """A kind known here, with its columns."""
        return self._kinds.get(key)

    def count(self, kind: Kind) -> int:
        """How many rows a kind has."""
        return int(self._rows.execute(f"SELECT count(*) FROM rows WHERE {OF_KIND}", (kind.key,)).fetchone()[0])

    def rows(self, kind: Kind) -> Iterator[Record]:
        """The rows of a kind in the order that people read them."""
        return self._read(kind, as_read(kind), unpacking(kind))

    def by_id(self, kind: Kind) -> Iterator[Record]:
        """The rows of a kind by id, in the order of code points."""
        return self._read(kind, BY_ID, unpacking(kind))

    def row(self, kind: Kind, id_: str) -> Record | None:
        """One row of a kind, if it is there."""
        query = f"SELECT packed FROM rows WHERE {OF_KIND} AND id = ?"
        found = self._rows.execute(query, (kind.key, id_)).fetchone()
        return unpacking(kind)(found)[0] if found else None

    def told(self, kind: Kind) -> Iterator[Told]:
        """The same as ``rows``, in a third of the time, for whoever writes the values out again as text."""
        return self._read(kind, as_read(kind), telling(kind))

    def spelled(self, kind: Kind) -> Iterator[Record]:
        """The same as ``by_id``, but days and numbers are still the text that they are kept as."""
        return self._read(kind, BY_ID, spelling(kind))

    def stated(
        self, kind: Kind, keys: Sequence[str], *, by_id: bool = False
    ) -> Iterator[tuple[State, tuple[Value, ...]]]:
        """Some columns of every row with its state, in the order that people read them, or by id."""
        return self._read(kind, BY_ID if by_id else as_read(kind), choosing(kind, keys))

    def columns(self, kind: Kind, keys: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """Some columns of the live rows, in the order that people read them."""
        return (values for state, values in self.stated(kind, keys) if state is State.LIVE)

    def _read(self, kind: Kind, order: str, unpack: Unpack[T]) -> Iterator[T]:
        return chain.from_iterable(self._blocks(kind, order, unpack))

    def _blocks(self, kind: Kind, order: str, unpack: Unpack[T]) -> Iterator[Sequence[T]]:
        # A cursor of its own for each reader: several kinds are read at once.
        rows = self._rows.execute(f"SELECT packed FROM rows WHERE {OF_KIND} {order}", (kind.key,))
        while some := rows.fetchmany(MANY):
            yield unpack([packed for (packed,) in some])


def as_read(kind: Kind) -> str:
    """How people read a kind; by id, where nothing says how."""
    return AS_READ if Shown(kind).orders else BY_ID


class View(Rows):
    """A draft that changes no more. Sent to another process, it is the same rows, by a connection of that process."""

    def __init__(self, file: Path, kinds: dict[str, Kind]) -> None:
        # Nobody writes any more: there is nothing to lock, and no journal to look at.
        super().__init__(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True), kinds)
        self._file = file

    def __reduce__(self) -> tuple[type[View], tuple[Path, dict[str, Kind]]]:
        return View, (self._file, self._kinds)
