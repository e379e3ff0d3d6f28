"""The charts of the summary, as openpyxl reads them and as LibreOffice draws them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from archiver.order import Order
from archiver.workbooks.looks import ACCENT
from tests.archives import BOOKS, exported, opened, unpacked
from tests.second_opinion.office import convert

Program = Callable[[str], str]
SUMMARY = {"en": "Summary", "fr-CA": "Sommaire"}
START = {"en": "Start here", "fr-CA": "Commencer ici"}
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
FEWEST_CHARTS = 5
DOTS = 40
"""To the inch: enough to see a bar."""
BANNER = 5 * DOTS
"""Squares of one line that bars do not fill; how far down they come, fonts decide."""


@pytest.fixture(scope="module", params=SUMMARY)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def workbook(language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first workbook of the demo's archive."""
    folder = tmp_path_factory.mktemp("charts")
    with opened(BOOKS["atelier"], folder) as read:
        archive = exported(read, folder / "out", Order(language, flat=True))
    path = folder / "start.xlsx"
    path.write_bytes(unpacked(archive.path)[f"data/{START[language]}.xlsx"])
    return path


@pytest.fixture(scope="module")
def sheet(workbook: Path, language: str) -> Worksheet:
    found = openpyxl.load_workbook(workbook)[SUMMARY[language]]
    assert isinstance(found, Worksheet)
    return found


def charts(sheet: Worksheet) -> Sequence[BarChart]:
    """The charts of a sheet; openpyxl has no other name for them, and its stubs have none."""
    held: Any = sheet
    return list(held._charts)


def test_every_chart_has_a_title_and_axes_with_titles(sheet: Worksheet) -> None:
    found = charts(sheet)
    assert len(found) >= FEWEST_CHARTS
    titles = [written(chart.title) for chart in found]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for chart in found:
        for axis in (chart.x_axis, chart.y_axis):
            assert not axis.delete
            assert written(axis.title)


def test_every_chart_shows_the_cells_of_its_sheet(sheet: Worksheet) -> None:
    for chart in charts(sheet):
        for series in chart.series:
            amounts, labels = series.val.numRef, series.cat.numRef or series.cat.strRef
            assert held(sheet, amounts.f) == [float(point.v) for point in amounts.numCache.pt]
            assert len(held(sheet, labels.f)) == len(amounts.numCache.pt)


def test_every_chart_is_told_in_words(workbook: Path) -> None:
    """With its title, and at least one of its figures."""
    with ZipFile(workbook) as pack:
        drawings = [etree.fromstring(pack.read(name)) for name in pack.namelist() if "drawings/drawing" in name]
    told = [each.get("descr") for drawing in drawings for each in drawing.iter(f"{DRAWN}cNvPr")]
    assert len(told) >= FEWEST_CHARTS
    assert all(text and any(map(str.isdigit, text)) for text in told)
    assert len(set(told)) == len(told)


def test_libreoffice_draws_them(workbook: Path, sheet: Worksheet, program: Program, tmp_path: Path) -> None:
    """On the page of charts, but for the banner, there are bars: squares of their colour."""
    convert(program("libreoffice"), tmp_path, "pdf", [workbook])
    pdf = tmp_path / "start.pdf"
    read = subprocess.run([program("pdftotext"), pdf, "-"], check=True, capture_output=True, text=True).stdout
    titles = [written(chart.title) for chart in charts(sheet)]
    shown = [sum(title in page for title in titles) for page in read.split("\f")]
    assert max(shown) > 2
    page = str(shown.index(max(shown)) + 1)
    command = [program("pdftoppm"), "-f", page, "-l", page, "-r", str(DOTS), str(pdf)]
    picture = subprocess.run(command, check=True, capture_output=True).stdout
    assert sum(accented for accented in lines(picture) if accented < BANNER) > DOTS**2


def lines(picture: bytes) -> list[int]:
    """Of each line of a picture, as PPM, the squares in the colour of bars and banner."""
    _, size, _, squares = picture.split(b"\n", 3)
    width, colour = int(size.split()[0]) * 3, bytes.fromhex(ACCENT)
    rows = [squares[start : start + width] for start in range(0, len(squares), width)]
    return [sum(row[place : place + 3] == colour for place in range(0, width, 3)) for row in rows]


def written(title: object) -> str:
    """The text of a title as openpyxl keeps it."""
    paragraphs = getattr(getattr(getattr(title, "tx", None), "rich", None), "p", ())
    return "".join(run.t for paragraph in paragraphs for run in paragraph.r or ())


def held(sheet: Worksheet, reference: str) -> list[object]:
    """What the cells of a reference hold, a month by its first day's number."""
    cells = sheet[reference.partition("!")[2].replace("$", "")]
    values = [cell.value for row in cells for cell in row]
    return [each.toordinal() if isinstance(each, datetime) else each for each in values]
