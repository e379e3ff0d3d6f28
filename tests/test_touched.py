"""What a comparison has found, on disk: documents by family, and the rows that tell of it."""

from __future__ import annotations

from contextlib import closing

from archiver import kinds
from archiver.model import Record
from archiver.touched import Touched

CHANGES = kinds.kind("changes")


def test_documents_are_known_by_family() -> None:
    with closing(Touched()) as touched:
        assert not touched
        touched.touch("invoices", "1", new=True)
        touched.touch("invoices", "1")
        touched.touch("bills", "2")
        assert touched
        assert touched.has("invoices", "1")
        assert touched.is_new("invoices", "1")
        assert not touched.is_new("bills", "2")
        assert not touched.has("bills", "1")


def test_rows_come_back_numbered() -> None:
    with closing(Touched()) as touched:
        for text in ("a", "b"):
            touched.tell([Record("1", "1", CHANGES.values({"id": "1", "after": text}))])
        found = list(touched.told())
    place = CHANGES.keys.index("after")
    assert [(row.id, row.document, row.values[0], row.values[place]) for row in found] == [
        ("00000001", "00000001", "00000001", "a"),
        ("00000002", "00000002", "00000002", "b"),
    ]
