"""A page of lines: values of their true types, merged where they are wide, leading where they lead."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from archiver.workbooks import package
from archiver.workbooks.links import Link
from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.page import Cell, Line, Page
from tests.workbooks import sample

THERE = Link("", "There.xlsx", "'A'!A1")
LINES = [
    Line([Cell("title", "Wide", across=3)], 30, "title"),
    Line([None, Cell("number-2", Decimal("1234.50")), Cell("number-0", 7)]),
    Line([Cell("month", date(2026, 3, 1)), Cell("text", "=1+1"), Cell("lead", "there", THERE)]),
    Line(height=6),
    Line([Cell("number-2", Decimal("12345678901234567.89")), Cell("day", date(1899, 1, 1)), Cell("text", "")]),
]


@pytest.fixture
def sheet(tmp_path: Path) -> Worksheet:
    page = Page("Page", sample.edition(), LINES, (2, 20, 20, 20, 2), breaks=[3])
    package.write(tmp_path / "page.xlsx", "Page", [page], page.edition, LongTexts("Long texts", tmp_path), list)
    return openpyxl.load_workbook(tmp_path / "page.xlsx")["Page"]


def test_values_have_their_true_types(sheet: Worksheet) -> None:
    rows = [list(row) for row in sheet.iter_rows(min_col=2, max_col=4, values_only=True)]
    assert rows == [
        ["Wide", None, None],
        [None, 1234.5, 7],
        [datetime(2026, 3, 1), "=1+1", "there"],  # noqa: DTZ001 - a plain day, as openpyxl reads it
        [None, None, None],
        ["12345678901234567.89", "1899-01-01", None],
    ]
    assert sheet["C3"].data_type == "s"


def test_wide_cells_are_merged_and_bands_go_from_edge_to_edge(sheet: Worksheet) -> None:
    assert [str(each) for each in sheet.merged_cells.ranges] == ["B1:D1"]
    assert sheet["A1"].fill.fgColor.rgb == sheet["E1"].fill.fgColor.rgb == sheet["B1"].fill.fgColor.rgb
    assert sheet.row_dimensions[1].height == 30
    assert sheet.dimensions == "A1:E5"


def test_links_lead_from_their_cell(sheet: Worksheet) -> None:
    (link,) = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert (link.ref, link.target, link.location) == ("D3", "There.xlsx", "'A'!A1")


def test_it_is_printed_with_its_breaks(sheet: Worksheet) -> None:
    assert [each.id for each in sheet.row_breaks.brk] == [3]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_a_short_page_is_printed_on_one(tmp_path: Path) -> None:
    page = Page("Page", sample.edition(), LINES, (2, 20, 20, 20, 2), short=True)
    package.write(tmp_path / "page.xlsx", "Page", [page], page.edition, LongTexts("Long texts", tmp_path), list)
    setup = openpyxl.load_workbook(tmp_path / "page.xlsx")["Page"].page_setup
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 1)
