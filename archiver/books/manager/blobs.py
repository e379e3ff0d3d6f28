"""Files in a ``.manager`` file: those attached to documents, and pictures, each read when it is opened."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, cast

from archiver import kinds
from archiver.books import Attachment
from archiver.books.manager.objects import Objects, called, guid
from archiver.books.manager.snapshot import damages
from archiver.books.manager.worked import KEY, TIMESTAMP
from archiver.books.rest.others import others, said
from archiver.books.rest.values import Item, text
from archiver.errors import FileNotReadable
from archiver.model import Record, Value
from archiver.words import N_, phrase

TABLES = ("Blobs", "Images")
LIST = "attachments"
BLOCK = 1 << 16
GONE = N_("its bytes are not in the file")
READS = {"document_id": "Object", "name": "Name", "size": "Size", "sha256": "Sha256"}
KIND = kinds.kind("attachments").reading(READS)
SAID = said((KEY, TIMESTAMP, *READS.values()))
DOCUMENTS = next(column.choices for column in KIND.columns if column.key == "document_kind")
STATE, NAME = (KIND.keys.index(key) for key in ("state", "name"))


class Blobs:
    """The files of one business; ``kinds_of`` says the kind of the documents of a list."""

    def __init__(self, tables: sqlite3.Connection, path: Path, objects: Objects, kinds_of: Mapping[str, str]) -> None:
        self._tables, self._path, self._objects, self._kinds_of = tables, path, objects, kinds_of
        with damages(path):
            self._there = [
                table
                for table in TABLES
                if {"Key", "Content"} <= {name for (_, name, *_) in tables.execute(f"PRAGMA table_info({table})")}
            ]

    @property
    def count(self) -> int:
        """How many there are, told of by an object or not."""
        return len(list(self.records()))

    def records(self, done: int = 0) -> Iterator[Record]:
        """A row for each file that an object tells of, then for each that none does; some may be ``done``."""
        told: set[str] = set()
        for number, each in enumerate(self._objects.of(LIST), 1):
            told.add(each.key)
            if number > done:
                yield self._record(each.item)
        left = max(0, done - len(told))
        for number, item in enumerate(self._untold(told), 1):
            if number > left:
                yield self._record(item)

    def _untold(self, told: set[str]) -> Iterator[Item]:
        for table in self._there:
            with damages(self._path):
                columns = {name for (_, name, *_) in self._tables.execute(f"PRAGMA table_info({table})")}
                wanted = ", ".join(each if each in columns else "NULL" for each in ("Name", "ContentType"))
                query = f"SELECT Key, {wanted}, length(Content) FROM {table} ORDER BY Key"
                for key, name, type_, size in self._tables.execute(query):
                    if (id_ := guid(key)) not in told:
                        told.add(id_)
                        yield {KEY: id_, "Name": name or id_, "ContentType": type_, "Size": size}

    def _record(self, item: Item) -> Record:
        id_, on = str(item[KEY]), text(item.get("Object"))
        document = self._objects.one(on) if on else None
        size = item.get("Size")
        values: dict[str, Value] = {
            "id": id_,
            "document_kind": kind if document and (kind := self._kinds_of.get(document.list)) in DOCUMENTS else None,
            "document_id": on,
            "document_number": (text(document.item.get("Reference")) or called(document.item)) if document else None,
            "name": text(item.get("Name")) or id_,
            "state": "not_packed" if self._where(id_) else "missing",
            "size": Decimal(size) if isinstance(size, int) else None,
            "sha256": text(item.get("Sha256")),
            "other": others(item, SAID),
        }
        return Record(id_, id_, KIND.values(values), source=item)

    def _where(self, key: str) -> str | None:
        """The table that has the bytes of a file."""
        for table in self._there:
            with damages(self._path):
                query = f"SELECT 1 FROM {table} WHERE lower(Key) = ? AND Content IS NOT NULL"
                if self._tables.execute(query, (key,)).fetchone():
                    return table
        return None

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row stands for."""
        there = record.values[STATE] == "not_packed"
        yield Attachment(str(record.values[NAME]), "packed" if there else "missing", record.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """The bytes of a file."""
        table = self._where(attachment.where)
        if table is None:
            raise FileNotReadable(path=attachment.name, reason=phrase(GONE))
        yield cast("BinaryIO", io.BufferedReader(_Column(self._tables, table, attachment.where), BLOCK))


class _Column(io.RawIOBase):
    """The content of one row, a block at a time."""

    def __init__(self, tables: sqlite3.Connection, table: str, key: str) -> None:
        self._tables, self._key, self._read = tables, key, 0
        self._query = f"SELECT substr(Content, ?, ?) FROM {table} WHERE lower(Key) = ?"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes; none at the end."""
        room = memoryview(buffer)  # type: ignore[arg-type] # any buffer that the standard library brings
        (block,) = self._tables.execute(self._query, (self._read + 1, len(room), self._key)).fetchone()
        given = block.encode() if isinstance(block, str) else block or b""
        room[: len(given)] = given
        self._read += len(given)
        return len(given)
