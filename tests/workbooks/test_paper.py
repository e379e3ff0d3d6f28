"""Every page is printed on the right paper, and says what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from archiver import workbooks
from archiver.model import Company
from archiver.words import LANGUAGES, MARKS
from archiver.workbooks.paper import FOOTER, READABLE, footer
from tests.workbooks import reading, sample


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_of_every_workbook_bears_the_mark(tmp_path: Path, language: str) -> None:
    workbooks.write(sample.edition(language), sample.tables(), tmp_path)
    sheets = [sheet for path in tmp_path.iterdir() for sheet in openpyxl.load_workbook(path).worksheets]
    assert len(sheets) == 9
    for sheet in sheets:
        foot = sheet.oddFooter
        assert foot is not None
        assert foot.right.text == MARKS[language[:2]]
        assert foot.left.text == "Boulangerie du Lac && Fils"
        assert foot.center.text == "&A – &P / &N"
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage
        assert sheet.page_setup.fitToHeight == (1 if sheet.page_setup.orientation == "portrait" else 0)


def test_wide_sheets_are_printed_on_pages_side_by_side(written: Path) -> None:
    wide = reading.sheet(written / "Invoices.xlsx", "Invoices")
    digits = sum(each.width for each in wide.column_dimensions.values())
    assert digits > READABLE
    assert wide.page_setup.fitToWidth == -(-digits // READABLE)
    assert (wide.print_title_cols, wide.print_title_rows) == ("$A:$B", "$1:$1")
    narrow = reading.sheet(written / "Start here.xlsx", "Controls")
    assert narrow.page_setup.fitToWidth == 1
    assert not narrow.print_title_cols


@pytest.mark.parametrize(
    ("country", "language", "paper"),
    [("CA", "fr-CA", 1), ("us", "en", 1), ("CH", "fr-CH", 9), ("FR", "en", 9), (None, "fr-CA", 1), (None, "en", 9)],
)
def test_paper_follows_the_country(tmp_path: Path, country: str | None, language: str, paper: int) -> None:
    company = Company("gnucash", "1", "X", country)
    done = workbooks.write(sample.edition(language, company=company), sample.tables(), tmp_path)[0]
    assert openpyxl.load_workbook(tmp_path / done.workbook).worksheets[0].page_setup.paperSize == paper


@pytest.mark.parametrize("name", ["&" * 300, "_x0041_" * 50, "é" * 300])
def test_a_footer_never_exceeds_what_excel_takes(name: str) -> None:
    edition = sample.edition("fr-CA", type="incremental", company=Company("gnucash", "1", name))
    assert len("&L&C&R" + "".join(footer(edition))) <= FOOTER


def test_an_archive_of_changes_says_so_in_few_words_at_the_foot() -> None:
    edition = sample.edition("fr-CA", type="incremental", since=datetime(2026, 9, 30, tzinfo=UTC))
    assert footer(edition)[2] == "INCRÉMENTIELLE · NON-RESTAURABLE"
