"""The summary: native charts over cells that hold what they show, told in words, and no chart of nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring

from archiver import workbooks
from archiver.figure import Figure, Point
from tests.workbooks import figured, reading, sample
from tests.workbooks.sample import Rows

START = "Start here.xlsx"
DRAWING = "xl/drawings/drawing1.xml"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first workbook of the sample company, with figures."""
    folder = tmp_path_factory.mktemp("summary")
    workbooks.write(sample.edition(figures=figured.everything()), Rows({}), folder)
    return folder / START


@pytest.fixture(scope="module")
def summary(book: Path) -> Worksheet:
    return reading.sheet(book, "Summary")


def charts(sheet: Worksheet) -> list[Any]:
    found: list[Any] = sheet._charts  # type: ignore[attr-defined]  # openpyxl has no other way to them
    return found


def title(of: object) -> str:
    chart: Any = of
    return "".join(run.t for paragraph in chart.title.tx.rich.p for run in paragraph.r)


def cells(sheet: Worksheet, reference: str) -> list[object]:
    name, _, area = reference.rpartition("!")
    assert name.strip("'") == sheet.title
    return [cell.value for row in sheet[area.replace("$", "")] for cell in row]


def test_it_stands_right_after_the_cover(book: Path) -> None:
    assert reading.names(book)[:3] == ["Cover", "Summary", "Controls"]


def test_books_not_read_whole_are_said_to_be_so(summary: Worksheet, tmp_path: Path) -> None:
    """The sample company's chart of accounts was not."""
    said = "≠ NOT COMPLETE. Could not be read whole: Chart of accounts"
    assert summary["B6"].value == said
    whole = sample.edition(figures=figured.everything(), readings=sample.edition().readings[:2])
    workbooks.write(whole, Rows({}), tmp_path)
    texts = [cell.value for row in reading.sheet(tmp_path / START, "Summary").iter_rows() for cell in row]
    assert said not in texts


def test_books_without_figures_have_no_summary(written: Path) -> None:
    assert "Summary" not in reading.names(written / START)


def test_there_is_a_chart_for_each_figure_the_home_currency_first(summary: Worksheet) -> None:
    assert [title(chart) for chart in charts(summary)] == [
        "Sales by month (CAD)",
        "Bills by month (CAD)",
        "Receivables by age (CAD)",
        "Payables by age (CAD)",
        "Largest customers (CAD)",
        "Cash by account (CAD)",
        "Sales by month (JPY)",
    ]


def test_charts_are_drawn_from_cells_that_hold_their_figures(summary: Worksheet) -> None:
    for chart, figure in zip(charts(summary), figured.everything(), strict=True):
        (series,) = chart.series
        assert cells(summary, series.val.numRef.f) == [float(point.amount) for point in figure.points]
        labels = cells(summary, (series.cat.strRef or series.cat.numRef).f)
        if figure.name.endswith("_by_month"):
            months = [label.date() for label in labels if isinstance(label, datetime)]
            assert months == [point.label for point in figure.points]
        else:
            assert len(set(labels)) == len(figure.points)
        held = [Decimal(str(point.v)) for point in series.val.numRef.numCache.pt]
        assert held == [point.amount for point in figure.points], "for those who do not look at cells"


def test_axes_are_there_and_have_names(summary: Worksheet) -> None:
    for chart in charts(summary):
        assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
        assert title(chart.x_axis) in {"Month", "Age", "Customer", "Account"}
        assert title(chart.y_axis) in {"CAD", "JPY"}
        assert chart.legend is None


def test_every_chart_is_told_in_words_with_its_main_numbers(book: Path) -> None:
    tree = fromstring(reading.part(book, DRAWING).encode())
    found = [each for each in tree.iter() if each.tag.endswith("}cNvPr")]
    told = {each.get("id"): (each.get("name"), each.get("descr")) for each in found}
    assert len(told) == 7
    assert told["1"] == (
        "Sales by month (CAD)",
        (
            "Sales by month (CAD). Invoices and sales receipts less credits and refunds: 88,806.00 CAD in 24 months; "
            "most in May 2024, 4,919.00."
        ),
    )
    assert told["3"][1] == (
        "Receivables by age (CAD). Customers owe 9,602.50 CAD on 2026-03-31; 8,002.00 of it is overdue."
    )
    assert told["7"][1] is not None
    assert "8,880,600 JPY" in told["7"][1], "with the decimals of the currency"


def test_what_has_nothing_to_show_is_a_sentence(summary: Worksheet) -> None:
    told = [cell.value for row in summary.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert told.count("No vendors to compare in these months.") == 4, "for each currency, in place of chart and table"
    assert told.count("Customers owe nothing, or it is not known what they owe.") == 2


def test_tables_have_a_total_and_what_is_beyond_the_chart(summary: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in summary.iter_rows(min_col=2, max_col=4)]
    at = rows.index(["Sales by month (CAD)", None, None])
    assert rows[at + 2] == ["Month", "Documents", "Amount"]
    assert rows[at + 3] == [datetime(2024, 4, 1), 0, 1000]  # noqa: DTZ001 - a plain day, as openpyxl reads it
    assert rows[at + 27] == ["Earlier", 9, 4444]
    assert rows[at + 28] == ["Total", sum(n % 5 for n in range(24)) + 9, 88806 + 4444]
    assert summary.cell(at + 4, 2).number_format == "[$-409]mmm yyyy"
    assert summary.cell(at + 4, 4).number_format == "#,##0.00"
    hostile = [row[0] for row in rows].index(figured.HOSTILE.replace("\x07", "\ufffd"))
    assert summary.cell(hostile + 1, 2).quotePrefix


def test_amounts_to_remember_stand_on_top(summary: Worksheet) -> None:
    rows = [[cell.value for cell in row if cell.value is not None] for row in summary.iter_rows(max_row=12)]
    assert ["Sales", "Owed by customers", "Owed to vendors", "Cash, bank and cards"] in rows
    assert [88806, 9602.5, 10002.5, 10045.67] in rows
    assert ["April 2024 – March 2026", "overdue: 8,002.00", "overdue: 0.00", "on 2026-03-31"] in rows


def test_tables_begin_on_a_page_of_their_own(summary: Worksheet) -> None:
    breaks = [each.id for each in summary.row_breaks.brk]
    assert breaks == sorted(set(breaks))
    firsts = [summary.cell(number + 2, 2).value for number in breaks]
    assert firsts[:2] == ["Amounts in JPY", "Sales by month (CAD)"]
    lowest = max(chart.anchor.to.row for chart in charts(summary))
    assert breaks[1] >= lowest


def test_charts_lie_between_their_lines_and_never_over_each_other(summary: Worksheet) -> None:
    seen: set[tuple[int, int]] = set()
    for chart in charts(summary):
        start, end = chart.anchor._from, chart.anchor.to
        mine = {(row, column) for row in range(start.row, end.row) for column in range(start.col, end.col)}
        assert len(mine) >= 30
        assert not mine & seen
        assert all(summary.cell(row + 1, column + 1).value is None for row, column in mine)
        seen |= mine


@pytest.mark.parametrize(("language", "day"), [("fr-CA", "[$-C0C]mmm yyyy"), ("fr-CH", "[$-100C]mmm yyyy")])
def test_it_speaks_the_language_of_the_edition(tmp_path: Path, language: str, day: str) -> None:
    workbooks.write(sample.edition(language, figures=figured.everything()), Rows({}), tmp_path)
    book = tmp_path / "Commencer ici.xlsx"
    sheet = openpyxl.load_workbook(book).worksheets[1]
    assert day in {cell.number_format for row in sheet.iter_rows() for cell in row}
    assert re.search(r'formatCode="\[\$-\w+\]mmm yyyy"|<c:formatCode>\[\$-', reading.part(book, "xl/charts/chart1.xml"))
    labels = cells(sheet, charts(sheet)[2].series[0].cat.strRef.f)
    assert "Current" not in labels


def test_a_currency_that_nobody_names_and_only_later_documents(tmp_path: Path) -> None:
    beyond = [Point("After", Decimal("12345678901234567890.12"), 1)]
    figures = [Figure("sales_by_month", None, [], date(2026, 3, 31), None, beyond)]
    workbooks.write(sample.edition(figures=figures), Rows({}), tmp_path)
    sheet = reading.sheet(tmp_path / START, "Summary")
    assert charts(sheet) == []
    told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Amounts in –" in told
    assert "Sales by month (–)" in told
    assert told.count("12345678901234567890.12") == 2, "more digits than Excel keeps: text"
