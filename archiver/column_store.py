"""Rows by column, in a file of their own: whoever adds up looks at a few columns of many rows, and many add up.

In a row one value lies behind the other, and to see the last of them all are passed. Here each column lies by itself, a
thousand of its values at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from archiver.model import Kind, State, Value
from archiver.packed import column, states

BLOCK = 1_000
"""Rows whose columns lie together. Of a kind with fewer, to pass its rows takes less time than to take them apart."""
TABLE = "CREATE TABLE columns (kind TEXT, block INTEGER, place INTEGER, packed BLOB)"
INDEX = "CREATE UNIQUE INDEX by_place ON columns (kind, place, block)"

Columns = Sequence[bytes]
"""The states of some rows, then each of their columns, as ``packed.columns`` gives them."""


class ColumnStore:
    """The columns of some kinds, in an order of rows that whoever enters them knows. Errors: ``sqlite3.Error``."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file, isolation_level=None)
        # Whatever happens, nobody reads it again: what is entered by halves is known to none.
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(TABLE)
        self._file.execute(INDEX)
        self._known: dict[str, bool] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def forget(self, kind: str | None = None) -> None:
        """The rows of a kind, or of any, are about to be others."""
        for each in [kind] if kind else list(self._known):
            if self._known.pop(each, False):
                self._file.execute("DELETE FROM columns WHERE kind = ?", (each,))

    def knows(self, kind: Kind, blocks: Callable[[], Iterator[Columns]]) -> bool:
        """Whether it has the columns of a kind: the first time it enters those of ``blocks``, if they are worth it."""
        if kind.key not in self._known:
            self._known[kind.key] = self._enter(kind.key, blocks())
        return self._known[kind.key]

    def _enter(self, kind: str, blocks: Iterator[Columns]) -> bool:
        first = next(blocks, None)
        if first is None or (second := next(blocks, None)) is None:
            return False
        self._file.execute("DELETE FROM columns WHERE kind = ?", (kind,))
        self._file.execute("BEGIN")
        try:
            for number, block in enumerate(_chained(first, second, blocks)):
                rows = ((kind, number, place, packed) for place, packed in enumerate(block))
                self._file.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", rows)
        finally:
            if self._file.in_transaction:  # a full disk has ended it by itself, and what is full is what is told
                self._file.execute("COMMIT")
        return True

    def stated(self, kind: Kind, keys: Sequence[str]) -> Iterator[tuple[State, tuple[Value, ...]]]:
        """The state of every row of a kind that it knows, with its values in the order of ``keys``, at least one."""
        places = [0, *(kind.keys.index(key) + 1 for key in keys)]
        query = "SELECT packed FROM columns WHERE kind = ? AND place = ? ORDER BY block"
        found = [self._file.execute(query, (kind.key, place)) for place in places]
        ways = [column(kind, key) for key in keys]
        for (told,), *others in zip(*found, strict=True):
            values = [way(packed) for way, (packed,) in zip(ways, others, strict=True)]
            yield from zip(states(told), zip(*values, strict=True), strict=True)


def _chained(first: Columns, second: Columns, others: Iterable[Columns]) -> Iterator[Columns]:
    yield first
    yield second
    yield from others
