"""The sheet *Dictionary*."""

from __future__ import annotations

from pathlib import Path

from archiver import kinds, workbooks
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows

START = "Start here.xlsx"


def test_the_dictionary_has_every_column_in_every_language(written: Path) -> None:
    header, *rows = reading.rows(written / START, "Dictionary")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    used = [kinds.kind(key) for key in sample.tables().held]
    assert len(told) == sum(len(kind.columns) for kind in used)
    total = next(each for each in told if each["Sheet"] == "Invoices" and each["Column"] == "total")
    assert (total["Workbook"], total["English"], total["French (France)"]) == ("Invoices.xlsx", "Total", "Total TTC")
    assert "date and time in the zone America/Toronto" in {each["Type"] for each in told}


def test_a_long_kind_is_in_the_dictionary_once(tmp_path: Path) -> None:
    workbooks.write(sample.edition(), Rows({"invoices": sample.invoices(5)}), tmp_path, longest=2)
    assert len(reading.rows(tmp_path / START, "Dictionary")) == 1 + len(kinds.kind("invoices").columns)
