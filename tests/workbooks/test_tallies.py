"""The sheets *Completeness* and *Totals*."""

from __future__ import annotations

from pathlib import Path

from tests.workbooks import reading

START = "Start here.xlsx"


def test_completeness_tells_each_family(written: Path) -> None:
    rows = reading.rows(written / START, "Completeness")
    assert rows[1][:5] == ["Invoices", "complete", 12, 12, 12]
    assert rows[3][1:5] == ["INCOMPLETE", 9, 4, 4]
    assert rows[3][-1] == "The source stopped answering."
    assert [row[1] for row in rows[4:]] == ["left out on request", "not offered by this source"]


def test_totals_are_by_kind_and_currency(written: Path) -> None:
    header, *rows = reading.rows(written / START, "Totals")
    assert header[:7] == ["Sheet", "Currency", "Records", "of which voided", "Total", "Tax", "Open balance"]
    assert rows[0][:7] == ["Invoices", "CAD", 4, 1, 1234.5, 59.92, 100]
    assert rows[0][-2:] == ["000001", "000012"]
    assert [row[1] for row in rows] == ["CAD", "JPY", ""]
