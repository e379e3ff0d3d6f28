"""What is on paper, as LibreOffice prints it: nothing cut, no number that its cell cannot show, charts on one page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from archiver import workbooks
from archiver.figure import FIGURES
from archiver.words import Words
from tests.second_opinion.office import convert
from tests.workbooks import figured, sample

STARTS = {"en": "Start here", "fr-CA": "Commencer ici"}
GAPS = re.compile(r"\s+|-")
"""A line may end after a hyphen, and then the hyphen may be told otherwise."""


@pytest.fixture(scope="module", params=STARTS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def book(language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first workbook of the sample company, in one of two languages."""
    folder = tmp_path_factory.mktemp("printed")
    workbooks.write(sample.edition(language, figures=figured.everything()), sample.tables(60), folder)
    return folder / f"{STARTS[language]}.xlsx"


@pytest.fixture(scope="module")
def pages(book: Path, program: Callable[[str], str]) -> list[str]:
    """The text of each printed page."""
    convert(program("libreoffice"), book.parent, "pdf", [book])
    command = [program("pdftotext"), "-layout", str(book.with_suffix(".pdf")), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")[:-1]


def sheet_pages(pages: list[str], sheet: Worksheet) -> list[str]:
    """The pages of one sheet, by their footer."""
    return [page for page in pages if re.search(rf"{re.escape(sheet.title)} – \d+ / \d+", page)]


def beginnings(sheet: Worksheet) -> Iterator[str]:
    """The first words of every text, as far as one line surely holds them."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and (begins := GAPS.sub("", cell.value)[:12]).isprintable():
                yield begins


def test_the_cover_is_one_page_and_whole(book: Path, pages: list[str]) -> None:
    cover = openpyxl.load_workbook(book).worksheets[0]
    (printed,) = sheet_pages(pages, cover)
    shown = GAPS.sub("", printed)
    assert [text for text in beginnings(cover) if text not in shown] == []


def test_the_summary_is_whole_and_its_charts_are_on_one_page_for_each_currency(
    book: Path, pages: list[str], language: str
) -> None:
    summary = openpyxl.load_workbook(book).worksheets[1]
    printed = [GAPS.sub("", page) for page in sheet_pages(pages, summary)]
    assert [text for text in beginnings(summary) if not any(text in page for page in printed)] == []
    words = Words(language)
    titles = [GAPS.sub("", f"{words(FIGURES[name])}(CAD)") for name in FIGURES if name != "largest_vendors"]
    assert [title for title in titles if title not in printed[0]] == []
    assert "(JPY)" in printed[1]
    assert len(printed) <= 6


def test_no_cell_is_too_narrow_for_its_number(pages: list[str]) -> None:
    assert [number for number, page in enumerate(pages, start=1) if "##" in page] == []
