"""The history of changes in a ``.manager`` file: who entered, changed or deleted what, and what was in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from archiver import kinds
from archiver.books.manager import types
from archiver.books.manager.objects import called, guid, made, moment
from archiver.books.manager.snapshot import damages
from archiver.books.manager.worked import KEY
from archiver.books.rest.others import others
from archiver.books.rest.values import Item, text
from archiver.model import Record, Value

Shown = Callable[[Item, str], Item]
TABLE = "Changes"
COLUMNS = (
    "Key",
    "Object",
    "User",
    "Timestamp",
    "ContentTypeBefore",
    "ContentTypeAfter",
    "ContentBefore",
    "ContentAfter",
)
KIND = kinds.kind("audit_trail").reading(
    {
        "moment": "Timestamp",
        "user": "User",
        "action": "ContentBefore, ContentAfter",
        "document_kind": "ContentTypeBefore, ContentTypeAfter",
        "document_id": "Object",
        "before": "ContentBefore",
        "after": "ContentAfter",
        "other": "Commit",
    }
)
DOCUMENTS = next(column.choices for column in KIND.columns if column.key == "document_kind")


class History:
    """The changes of one file; ``kinds_of`` says the kind of a list's documents, ``shown`` what may be archived."""

    def __init__(self, tables: sqlite3.Connection, path: Path, kinds_of: Mapping[str, str], shown: Shown) -> None:
        self._tables, self._path, self._kinds_of, self._shown = tables, path, kinds_of, shown
        with damages(path):
            found = [name for (_, name, *_) in tables.execute(f"PRAGMA table_info({TABLE})")]
        self.there = set(found) >= set(COLUMNS)
        self._commit = "Commit" if "Commit" in found else ""

    @property
    def count(self) -> int:
        """How many changes there are."""
        with damages(self._path):
            return int(self._tables.execute(f"SELECT count(*) FROM {TABLE}").fetchone()[0])

    def records(self, done: int = 0) -> Iterator[Record]:
        """The changes, in the order of their keys, without the first ones that are ``done``."""
        commit = '"Commit"' if self._commit else "NULL"
        columns = ", ".join(f'"{each}"' for each in COLUMNS)
        query = f"SELECT {columns}, {commit} FROM {TABLE} ORDER BY Key LIMIT -1 OFFSET ?"
        with damages(self._path):
            for row in self._tables.execute(query, (done,)):
                yield self._record(*row)

    def _record(
        self,
        key: object,
        object_: object,
        user: object,
        ticks: object,
        type_before: object,
        type_after: object,
        content_before: object,
        content_after: object,
        commit: object,
    ) -> Record:
        id_, document, when = guid(key), guid(object_), moment(ticks)
        list_ = types.form(guid(type_after or type_before)).list
        before, after = (
            self._shown(made(object_, type_, content, None).item, list_) if content is not None else {}
            for type_, content in ((type_before, content_before), (type_after, content_after))
        )
        shown = after or before
        values: dict[str, Value] = {
            "id": id_,
            "moment": when,
            "user": text(user),
            "action": "changed" if before and after else "added" if after else "deleted",
            "document_kind": kind if (kind := self._kinds_of.get(list_)) in DOCUMENTS else None,
            "document_id": document or None,
            "document_number": text(shown.get("Reference")) or called(shown),
            "description": list_,
            "before": said(before, after),
            "after": said(after, before),
            "other": f"Commit: {guid(commit)}" if commit else None,
        }
        return Record(id_, id_, KIND.values(values), changed=when, source={"before": before, "after": after})


def said(item: Item, other: Item) -> str | None:
    """The fields of an item that are not the same in the other one, as lines."""
    return others({key: value for key, value in item.items() if key != KEY and other.get(key) != value}, {})
