"""A text too long for its cell is whole on another sheet of the same workbook, in parts that fit."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

from archiver import kinds, workbooks
from archiver.model import State
from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.text import fits
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows, record

LONG = "🧾" + "word " * 20_000 + "end"


def test_it_is_in_parts_linked_and_listed(tmp_path: Path) -> None:
    rows = [
        record("invoices", "1", memo="short"),
        record("invoices", "2", memo=LONG, billing_address="x" * 32_768),
        record("invoices", "3", memo="x" * 32_767),
        record("invoices", "4", State.VOIDED, memo=LONG),
    ]
    (written,) = workbooks.write(sample.edition(), Rows({"invoices": rows}), tmp_path)
    path = tmp_path / "Invoices.xlsx"
    assert reading.names(path) == ["Invoices", "Long texts"]
    heading, *parts = reading.rows(path, "Long texts")
    assert heading == ["ID", "Sheet", "Record", "Column", "Part", "Text"]
    whole = {
        key: "".join(str(part[5]) for part in some)
        for key, some in itertools.groupby(parts, lambda part: (part[1], part[2], part[3]))
    }
    address = ("Invoices", "2", "Billing address")
    assert whole == {("Invoices", "2", "Memo"): LONG, ("Invoices", "4", "Memo"): LONG, address: "x" * 32_768}
    assert all(fits(str(part[5])) for part in parts)
    sheet = reading.sheet(path, "Invoices")
    leads = {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert leads == dict.fromkeys(("Q3", "T3", "Q5"), "'Long texts'!A1")
    assert (written.rows, len(written.remarks)) == (4, 3)
    assert any("Long texts" in row for row in reading.rows(tmp_path / "Start here.xlsx", "Cover"))
    assert "Long texts" in reading.column(tmp_path / "Start here.xlsx", "Dictionary", "Sheet")


def test_a_workbook_without_any_has_no_such_sheet(written: Path) -> None:
    assert reading.names(written / "Invoices.xlsx") == ["Invoices"]


def test_a_kind_that_is_called_so_too_has_another_name(tmp_path: Path) -> None:
    own = replace(kinds.kind("invoices"), labels={"en": "Long texts"})
    rows = {"invoices": [record("invoices", "1", memo=LONG)]}
    workbooks.write(sample.edition(), Rows(rows, {"invoices": own}), tmp_path)
    assert reading.names(tmp_path / "Invoices.xlsx") == ["Long texts (2)", "Long texts"]


def test_they_wait_in_a_file_without_a_name(tmp_path: Path) -> None:
    long = LongTexts("Long texts", tmp_path)
    assert list(long.records()) == []
    long.add("Invoices", "7", "Memo", LONG)
    assert long.count == len(list(long.records())) == 4
    assert not list(tmp_path.iterdir())
    long.close()
