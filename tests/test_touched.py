"""What a comparison has found, on disk: documents by family, and the rows that tell of it."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

from archiver import kinds
from archiver.model import Record
from archiver.touched import Touched

CHANGES = kinds.kind("changes")


def test_documents_are_known_by_family(tmp_path: Path) -> None:
    with closing(Touched(tmp_path)) as touched:
        assert not touched
        touched.touch("invoices", "1", new=True)
        touched.touch("invoices", "1")
        touched.touch("bills", "2")
        assert touched
        assert touched.has("invoices", "1")
        assert touched.is_new("invoices", "1")
        assert not touched.is_new("bills", "2")
        assert not touched.has("bills", "1")


def test_rows_come_back_numbered(tmp_path: Path) -> None:
    with closing(Touched(tmp_path)) as touched:
        for text in ("a", "b"):
            touched.tell([Record("1", "1", CHANGES.values({"id": "1", "after": text}))])
        found = list(touched.told())
    place = CHANGES.keys.index("after")
    assert [(row.id, row.document, row.values[0], row.values[place]) for row in found] == [
        ("00000001", "00000001", "00000001", "a"),
        ("00000002", "00000002", "00000002", "b"),
    ]


def test_it_lies_in_a_private_place_and_is_gone_afterwards(tmp_path: Path) -> None:
    (tmp_path / "touched.sqlite").write_text("what a killed run has left")
    with closing(Touched(tmp_path)) as touched:
        touched.touch("invoices", "1")
        (path,) = tmp_path.iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []
