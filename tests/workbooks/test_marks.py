"""Marks that programs honour, and that harm nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from archiver import workbooks
from archiver.workbooks import Manner
from tests.workbooks import reading, sample

WORKBOOKS = ["Start here.xlsx", "Invoices.xlsx", "Lists.xlsx"]
RECOMMENDED = '<fileSharing readOnlyRecommended="1"></fileSharing>'


def made(folder: Path, manner: Manner) -> Path:
    workbooks.write(sample.edition(manner=manner), sample.tables(), folder)
    return folder


@pytest.mark.parametrize("name", WORKBOOKS)
def test_nothing_asks_or_locks_unless_it_was_wanted(written: Path, name: str) -> None:
    assert "fileSharing" not in reading.part(written / name, "xl/workbook.xml")
    assert "DocSecurity" not in reading.part(written / name, "docProps/app.xml")
    assert [sheet.title for sheet in openpyxl.load_workbook(written / name) if sheet.protection.sheet] == []


@pytest.mark.parametrize("name", WORKBOOKS)
def test_reading_only_is_recommended_where_the_format_wants_it(tmp_path: Path, name: str) -> None:
    path = made(tmp_path, Manner(recommended=True)) / name
    assert f"{RECOMMENDED}<workbookPr" in reading.part(path, "xl/workbook.xml")
    assert reading.part(path, "docProps/app.xml").count("<DocSecurity>2</DocSecurity>") == 1
    assert openpyxl.load_workbook(path).sheetnames


@pytest.mark.parametrize("name", WORKBOOKS)
def test_locked_sheets_can_still_be_selected_filtered_and_widened(tmp_path: Path, name: str) -> None:
    for sheet in openpyxl.load_workbook(made(tmp_path, Manner(locked=True)) / name):
        protection = sheet.protection
        assert (protection.sheet, protection.password) == (True, None)
        forbidden = (protection.selectLockedCells, protection.autoFilter, protection.formatColumns, protection.sort)
        assert forbidden == (False, False, False, False)
        assert (protection.insertRows, protection.deleteRows, protection.formatCells) == (True, True, True)


def test_the_cover_says_how_to_sort_locked_sheets(tmp_path: Path) -> None:
    cells = reading.rows(made(tmp_path, Manner("ads", locked=True)) / "Start here.xlsx", "Cover")
    said = " ".join(str(cell) for row in cells for cell in row)
    assert "unprotect" in said
    assert "Audit Data Standards" in said
