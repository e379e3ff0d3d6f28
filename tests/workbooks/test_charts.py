"""A chart by itself: how its bars lie, which of them are named, and what stands in it for those who see no cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.xml.functions import Element, fromstring, tostring

from archiver.workbooks.charts import FEW_LABELS, THIN, Bars, Place, drawn

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def chart(labels: list[str | date], *, lying: bool = False, amounts: Sequence[Decimal] = ()) -> BarChart:
    bars = Bars(
        title="Sales \x07 & more",
        told="They sold.",
        names=("Month", "CAD"),
        labels=labels,
        amounts=amounts or [Decimal(n) - Decimal("0.10") for n in range(len(labels))],
        label_cells="'S'!$B$1:$B$9",
        amount_cells="'S'!$D$1:$D$9",
        format="yyyy-mm",
        lying=lying,
    )
    return drawn(bars, Place(1, 2, 4, 13))


def written(of: BarChart) -> Element:
    chart: Any = of  # what openpyxl itself calls
    saved: Element = fromstring(tostring(chart._write()))
    return saved


def values(tree: Element, path: str) -> list[str | None]:
    return [each.text for each in tree.iterfind(f".//{C}{path.replace('/', f'/{C}')}")]


def test_names_are_text_and_months_are_dates_with_a_format() -> None:
    named = written(chart(["a\x0b", "<b>"]))
    assert values(named, "cat/strRef/strCache/pt/v") == ["a", "<b>"]
    dated = written(chart([date(2026, 1, 1), date(2026, 2, 1)]))
    assert values(dated, "cat/numRef/numCache/pt/v") == ["46023", "46054"]
    assert values(dated, "cat/numRef/numCache/formatCode") == ["yyyy-mm"]
    assert values(dated, "val/numRef/numCache/pt/v") == ["-0.1", "0.9"]


@pytest.mark.parametrize(("count", "skip", "labelled"), [(FEW_LABELS, "1", True), (FEW_LABELS + 1, "3", False)])
def test_few_bars_are_labelled_each(count: int, skip: str, labelled: bool) -> None:
    tree = written(chart([str(n) for n in range(count)]))
    (found,) = tree.iterfind(f".//{C}catAx/{C}tickLblSkip")
    assert found.get("val") == skip
    assert (tree.find(f".//{C}dLbls") is not None) is labelled


def test_lying_bars_begin_on_top() -> None:
    tree = written(chart(["a", "b"], lying=True))
    assert [each.get("val") for each in tree.iterfind(f".//{C}barDir")] == ["bar"]
    assert [each.get("val") for each in tree.iterfind(f".//{C}catAx/{C}scaling/{C}orientation")] == ["maxMin"]


@pytest.mark.parametrize(
    ("amounts", "lying", "scale"),
    [
        (["1750", "1990"], False, (0, 2500, 500)),
        (["1750", "1990"], True, (0, 2500, 500)),
        (["271151.70", "45055.50"], True, (0, 400_000, 100_000)),
        (["100", "-10"], True, (-50, 150, 50)),
        (["-0.05"], False, (-0.06, 0, 0.01)),
        (["0.00", "0"], False, (0, None, None)),
        (["5"] * (FEW_LABELS + 1), False, (0, None, None)),
        (["5"] * FEW_LABELS + ["-5"], False, (None, None, None)),
    ],
)
def test_bars_begin_at_zero_and_leave_room_for_their_figures(
    amounts: list[str], lying: bool, scale: tuple[float | None, float | None, float | None]
) -> None:
    tree = written(chart([str(n) for n in range(len(amounts))], lying=lying, amounts=list(map(Decimal, amounts))))
    paths = (f"{C}scaling/{C}min", f"{C}scaling/{C}max", f"{C}majorUnit")
    found = [tree.find(f".//{C}valAx/{path}") for path in paths]
    assert tuple(None if each is None else float(str(each.get("val"))) for each in found) == scale


@pytest.mark.parametrize(("count", "gap"), [(1, "400"), (2, "200"), (24, str(THIN))])
def test_few_bars_stay_slender(count: int, gap: str) -> None:
    tree = written(chart([str(n) for n in range(count)]))
    assert [each.get("val") for each in tree.iterfind(f".//{C}gapWidth")] == [gap]


def test_it_has_a_place_a_name_and_words() -> None:
    drawing: Any = SpreadsheetDrawing()
    drawing.charts = [chart(["a"]), chart(["b"])]
    tree = drawing._write()
    anchors = [each for each in tree if each.tag.endswith("twoCellAnchor")]
    assert [each.get("editAs") for each in anchors] == ["oneCell"] * 2
    told = [each for each in tree.iter() if each.tag.endswith("cNvPr")]
    assert [each.get("id") for each in told] == ["1", "2"]
    assert {(each.get("name"), each.get("descr")) for each in told} == {("Sales & more", "Sales & more. They sold.")}
