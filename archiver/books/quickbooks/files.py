"""Attachments: one row for each document that a file or a note hangs on."""

from __future__ import annotations

from archiver import kinds
from archiver.books.quickbooks.fields import About, Item, about_entry, inner, number, of, plain, taking, text
from archiver.books.quickbooks.lines import DOCUMENT_KINDS
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Value

HANGS_ON = "AttachableRef"


class Attachables:
    """Makes the rows of files and notes."""

    def __init__(self) -> None:
        fields = {
            "id": of(lambda about: about.line_id),
            "document_kind": taking(HANGS_ON, _document_kind, f"{HANGS_ON}.EntityRef"),
            "document_id": taking(HANGS_ON, _document_id),
            "name": text("FileName"),
            "link": text("FileAccessUri"),
            "size": number("Size"),
        }
        told = {"id": "Id", "document_id": f"{HANGS_ON}.EntityRef.value", "document_number": "DocNumber"}
        self._table = Table(kinds.kind("attachments"), fields, told=told)
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """A file or a note, once for each document; one that hangs on none has a row all the same."""
        about = about_entry(item, names)
        about.line_id = about.id
        first, *others = [each for each in item.get(HANGS_ON) or () if isinstance(each, dict)] or [{}]
        rows = [self._table.document({**item, HANGS_ON: first}, about, item)]
        for place, each in enumerate(others, 2):
            about.line_id = f"{about.id}/{place}"
            rows.append(self._table.row({**item, HANGS_ON: each}, about, about.line_id))
        return {"attachments": rows}


def _document_kind(hangs_on: Item, about: About) -> Value:
    type_ = plain(inner(hangs_on, "EntityRef").get("type"))
    return DOCUMENT_KINDS.get(type_ or "", type_)


def _document_id(hangs_on: Item, about: About) -> Value:
    return plain(inner(hangs_on, "EntityRef").get("value"))
