"""Tables of a ``.manager`` file that nobody knows, such as e-mails in a newer version: each on a sheet of its own."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.books.manager import others
from archiver.books.manager.objects import guid
from archiver.books.manager.snapshot import damages
from archiver.books.manager.worked import KEY
from archiver.books.rest.names import Names
from archiver.books.rest.values import Item
from archiver.model import Kind, Record

KNOWN = frozenset({"Objects", "Blobs", "Images", "Changes"})
LONGEST = 4_096
"""Bytes of a field that are shown; of a longer one, how many there are, and their digest."""


def unknown(tables: sqlite3.Connection, path: Path) -> list[str]:
    """The names of tables that are not read otherwise."""
    with damages(path):
        told = tables.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return [name for (name,) in told if name not in KNOWN and not name.startswith("sqlite_")]


@dataclass(frozen=True, slots=True)
class Table:
    """One such table: a text column for each of its own; ``shown`` says what of a row may be archived."""

    tables: sqlite3.Connection
    path: Path
    name: str
    shown: Callable[[Item, str], Item]

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns, in their order."""
        with damages(self.path):
            return tuple(name for (_, name, *_) in self.tables.execute(f"PRAGMA table_info({_quoted(self.name)})"))

    @property
    def kind(self) -> Kind:
        """Its kind, which no list of Manager has."""
        return others.kind(f"table-{self.name.lower()}", self.columns)

    def count(self) -> int:
        """How many rows it has."""
        with damages(self.path):
            return int(self.tables.execute(f"SELECT count(*) FROM {_quoted(self.name)}").fetchone()[0])

    def records(self, done: int = 0) -> Iterator[Mapping[str, list[Record]]]:
        """Its rows without the first ones that are ``done``; each is known by its key, or by its place."""
        maker, columns, names = others.maker(f"table-{self.name.lower()}", self.columns), self.columns, Names(_nothing)
        query = f"SELECT * FROM {_quoted(self.name)} ORDER BY {', '.join(map(_quoted, columns))} LIMIT -1 OFFSET ?"
        with damages(self.path):
            for place, row in enumerate(self.tables.execute(query, (done,)), done + 1):
                item = self.shown(_item(columns, row, place), self.kind.key)
                yield {kind: list(rows) for kind, rows in maker(item, names).items()}


def _item(columns: tuple[str, ...], row: tuple[object, ...], place: int) -> Item:
    told: dict[str, Any] = {name[:1].lower() + name[1:]: _said(each) for name, each in zip(columns, row, strict=True)}
    given = dict(zip(columns, row, strict=True)).get("Key")
    return {**told, KEY: f"{place}/{guid(given)}" if given else str(place)}


def _said(value: object) -> object:
    """A field as plain JSON."""
    if isinstance(value, float):
        return repr(value)
    if not isinstance(value, bytes):
        return value
    if len(value) <= LONGEST:
        return value.hex()
    return f"{len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _nothing(list_: str) -> Iterator[tuple[str, str]]:
    return iter(())
