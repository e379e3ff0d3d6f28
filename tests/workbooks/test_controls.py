"""The sheet *Controls*: figures, words and colour, and what an accountant should know."""

from __future__ import annotations

from pathlib import Path

from archiver import workbooks
from archiver.model import Company
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows, record

START = "Start here.xlsx"


def test_controls_tell_figures_words_and_colour(written: Path) -> None:
    sheet = reading.sheet(written / START, "Controls")
    rows = [[cell.value for cell in row][1:9] for row in sheet.iter_rows(min_row=2, max_row=5)]
    assert rows == [
        ["Debits and credits", "General ledger", "✓ Ties", 5, 5, 0, "CAD", "All balance."],
        ["Receivables and their account", "Invoices", "≠ Difference", 100, 112.5, 12.5, "CAD", HOSTILE],
        ["Payables and their account", "Bills", "≈ Difference explained", 1, 2, 1, "CAD", "By hand."],
        ["Open balances and payments", "Invoices", "• Noted", 12, 11, -1, None, "7 is missing."],
    ]
    grounds = [sheet.cell(row, 4).fill.fgColor.rgb for row in range(2, 6)]
    assert len(set(grounds)) == 4
    assert sheet["E3"].number_format == "#,##0.00"
    assert sheet["E5"].number_format == "#,##0"
    assert sheet.tables["tbl_controls"].ref == sheet.dimensions


HOSTILE = "The account holds more than the open invoices: =cmd|' /C calc'!A0"


def test_controls_tell_what_is_missing_and_what_was_cut(tmp_path: Path) -> None:
    tables = Rows({"invoices": [record("invoices", "7", memo="x" * 40_000)]})
    workbooks.write(sample.edition(), tables, tmp_path)
    told = [(row[1], row[-1]) for row in reading.rows(tmp_path / START, "Controls")[5:]]
    assert told == [
        ("Not given by this source", "The audit log."),
        (
            "Limits of Excel",
            "Invoices, 7: Memo holds more text than a cell can; it stands whole on the sheet Long texts.",
        ),
    ]


def test_books_with_nothing_in_them_still_say_so(tmp_path: Path) -> None:
    bare = sample.edition(readings=(), tallies=(), controls=(), missing=(), company=Company("gnucash", "1", "X"))
    assert workbooks.write(bare, Rows({}), tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == [START]
    assert reading.names(tmp_path / START) == ["Cover", "Controls"]
    assert reading.rows(tmp_path / START, "Controls")[1][-1] == "These books hold nothing that could be added up."
