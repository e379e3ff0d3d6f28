"""The objects of a ``.manager`` file, as their forms have them: the same that the program’s own interface gives."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from archiver.books.manager import types
from archiver.books.manager.decoding import decoded
from archiver.books.manager.snapshot import damages
from archiver.books.manager.worked import KEY
from archiver.books.rest.values import Item, text

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
TICKS = 10
"""Of .NET, in a microsecond."""
CONTENT = "content"
"""Where the bytes of an object stand that is of no form."""


class Object(NamedTuple):
    """One object: its key, the list that it is of, its form, and when it was touched last."""

    key: str
    list: str
    item: Item
    touched: datetime | None


class Objects:
    """The objects of one file, by the lists that they are of. Errors: ``BusinessDamaged``."""

    def __init__(self, tables: sqlite3.Connection, path: Path) -> None:
        self._tables, self._path = tables, path
        with damages(path):
            told = list(tables.execute("SELECT ContentType, count(*) FROM Objects GROUP BY ContentType ORDER BY 1"))
            columns = {name for (_, name, *_) in tables.execute("PRAGMA table_info(Objects)")}
        self._timed = "Timestamp" if "Timestamp" in columns else "NULL"
        self.counts: dict[str, int] = {}
        self._types: dict[str, list[object]] = {}
        for raw, count in told:
            list_ = types.form(guid(raw)).list
            self.counts[list_] = self.counts.get(list_, 0) + count
            self._types.setdefault(list_, []).append(raw)

    def of(self, list_: str, done: int = 0) -> Iterator[Object]:
        """The objects of a list in the order of their keys, without the first ones that are ``done``."""
        raws = self._types.get(list_, [])
        if not raws:
            return
        marks = ", ".join("?" * len(raws))
        query = f"SELECT Key, ContentType, Content, {self._timed} FROM Objects WHERE ContentType IN ({marks})"
        with damages(self._path):
            for row in self._tables.execute(f"{query} ORDER BY Key LIMIT -1 OFFSET ?", [*raws, done]):
                yield made(*row)

    def one(self, key: str) -> Object | None:
        """The object of a key, if there is one."""
        with damages(self._path):
            query = f"SELECT Key, ContentType, Content, {self._timed} FROM Objects WHERE Key IN (?, ?, ?)"
            row = self._tables.execute(query, (key, key.upper(), _bytes(key))).fetchone()
        return made(*row) if row else None

    def single(self, type_: str) -> Item:
        """The form of which there is one; empty where there is none."""
        found = next((each for each in self.of(types.form(type_).list)), None)
        return found.item if found else {}


def _bytes(key: str) -> bytes:
    try:
        return uuid.UUID(key).bytes_le
    except ValueError:
        return b""


def made(key: object, type_: object, content: object, ticks: object) -> Object:
    """An object of a row: its form decoded, as far as that can be done."""
    id_, of = guid(key), types.form(guid(type_))
    given = content if isinstance(content, bytes) else str(content or "").encode()
    try:
        item: dict[str, Any] = decoded(given, of.fields)
    except ValueError:
        item = {CONTENT: given.hex()}
    told = {} if of.list != types.SETTINGS else {"type": of.name}
    return Object(id_, of.list, {KEY: id_, **told, **item}, moment(ticks))


def guid(raw: object) -> str:
    """A key, which is text, or bytes in .NET's order."""
    if isinstance(raw, bytes) and len(raw) == len(uuid.UUID(int=0).bytes):
        return str(uuid.UUID(bytes_le=raw))
    return (raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw or "")).lower()


def moment(ticks: object) -> datetime | None:
    """A moment, counted by .NET from the year 1; None where it is none."""
    try:
        return BEGINNING + timedelta(microseconds=ticks // TICKS) if isinstance(ticks, int) and ticks > 0 else None
    except OverflowError:
        return None


def called(item: Item) -> str | None:
    """What an entry of a list is called."""
    return text(item.get("Name")) or text(item.get("ItemName")) or text(item.get("Code"))


def names(objects: Iterable[Object]) -> Iterator[tuple[str, str]]:
    """What entries are called, by their keys."""
    return ((each.key, name) for each in objects if (name := called(each.item)))
