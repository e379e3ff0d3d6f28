"""Charts as Excel draws them itself: bars over cells of the same sheet, with a title, and told in words.

The cells' values are written into the chart too, for the previewers that do not look at cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.graphic import GraphicFrame
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from archiver.figure import ZERO
from archiver.workbooks.looks import ACCENT, INK, QUIET, RULE, WHITE
from archiver.workbooks.numbers import day_number
from archiver.workbooks.text import guarded, plain

AMOUNTS = "#,##0"
STEPS = 6
BESIDE, ABOVE = Decimal("0.22"), Decimal("0.12")
"""How much room a figure needs beside a bar that lies, or above one that stands, as a part of the longest."""
THIN, FEW = 40, 400
"""What lies between bars, in percent of a bar; of few bars more, for one alone would fill the chart."""
FEW_LABELS = 12
"""So many bars have room for a figure on each, and for each one's name; of more, every third is named."""


class _Frame(TwoCellAnchor):
    """A place between two cells for a chart that has a name and is told in words: openpyxl gives it neither."""

    # A class of openpyxl writes no more than it declares itself; what it declares is what the class above it does.
    __attrs__ = TwoCellAnchor.__attrs__
    __elements__ = TwoCellAnchor.__elements__

    def __init__(self, name: str, told: str, top: AnchorMarker, bottom: AnchorMarker) -> None:
        self._name, self._told = name, told
        super().__init__(editAs="oneCell", _from=top, to=bottom)

    @property
    def graphicFrame(self) -> GraphicFrame | None:  # noqa: N802 - openpyxl's own name for it
        return self._frame

    @graphicFrame.setter
    def graphicFrame(self, frame: GraphicFrame | None) -> None:  # noqa: N802
        self._frame = frame
        if frame:
            shown: Any = frame.nvGraphicFramePr.cNvPr  # the stubs take it for something else
            shown.name, shown.descr = self._name, self._told


@dataclass(frozen=True, slots=True)
class Place:
    """The cells that a chart lies over: columns and rows counted from 0, the last ones left free."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Bars:
    """What a chart shows: ``amounts`` under ``labels``, which stand in the cells that the references name.

    Days are months, shown as ``format`` says. ``told`` is what the chart says, in words; ``names`` are those of its two
    axes. Bars ``lying`` have room for long names.
    """

    title: str
    told: str
    names: tuple[str, str]
    labels: Sequence[str | date]
    amounts: Sequence[Decimal]
    label_cells: str
    amount_cells: str
    format: str
    lying: bool = False


def drawn(bars: Bars, place: Place) -> BarChart:
    """The chart of ``bars``, at its place."""
    chart = BarChart()
    chart.type = "bar" if bars.lying else "col"
    chart.style, chart.legend = 2, None
    chart.gapWidth = max(THIN, FEW // max(len(bars.labels), 1))
    chart.title = _title(bars.title, 1100, INK, bold=True)
    chart.roundedCorners = False
    chart.graphical_properties = GraphicalProperties(solidFill=WHITE, ln=LineProperties(solidFill=RULE))
    chart.series.append(_series(bars))
    _axes(chart, bars)
    ends = AnchorMarker(place.left, 0, place.top, 0), AnchorMarker(place.right, 0, place.bottom, 0)
    frame: Any = _Frame(plain(bars.title), plain(f"{bars.title}. {bars.told}", 1_000), *ends)
    chart.anchor = frame  # the stubs know of cells only
    return chart


def _series(bars: Bars) -> Series:
    amounts = [NumVal(idx=at, v=f"{amount:f}") for at, amount in enumerate(bars.amounts)]
    series = Series(
        idx=0,
        order=0,
        tx=SeriesLabel(v=guarded(plain(bars.title))),
        cat=_labels(bars),
        val=NumDataSource(NumRef(bars.amount_cells, NumData(AMOUNTS, len(amounts), amounts))),
        invertIfNegative=False,
        spPr=GraphicalProperties(solidFill=ACCENT),
    )
    if len(bars.amounts) <= FEW_LABELS:
        series.dLbls = DataLabelList(
            numFmt=AMOUNTS,
            txPr=_letters(800, INK),
            dLblPos="outEnd",
            showVal=True,
            showLegendKey=False,
            showCatName=False,
            showSerName=False,
            showPercent=False,
            showBubbleSize=False,
        )
    return series


def _labels(bars: Bars) -> AxDataSource:
    """The names of the bars: dates are numbers with a format, anything else is text."""
    days = [day_number(label) for label in bars.labels if isinstance(label, date)]
    if days:
        held = [NumVal(idx=at, v=day) for at, day in enumerate(days)]
        return AxDataSource(numRef=NumRef(bars.label_cells, NumData(bars.format, len(held), held)))
    names = [StrVal(at, guarded(plain(str(label)))) for at, label in enumerate(bars.labels)]
    return AxDataSource(strRef=StrRef(bars.label_cells, StrData(len(names), names)))


def _axes(chart: BarChart, bars: Bars) -> None:
    across, up = chart.x_axis, chart.y_axis
    for axis, name in ((across, bars.names[0]), (up, bars.names[1])):
        axis.delete = False
        axis.title = _title(name, 800, QUIET)
        axis.txPr = _letters(800, INK)
        axis.majorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=RULE))
    across.number_format, up.number_format = bars.format, AMOUNTS
    across.tickLblPos = "low"
    up.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=RULE)))
    across.tickLblSkip = 1 if len(bars.labels) <= FEW_LABELS else 3
    up.scaling.min, up.scaling.max, up.majorUnit = _scale(bars)
    if bars.lying:
        # The first of the table on top; the amounts stay below.
        across.scaling.orientation, up.crosses = "maxMin", "max"


def _scale(bars: Bars) -> tuple[float | None, float | None, float | None]:
    """Where the amounts begin and end, and in which steps: from zero, with room for the figures on the bars.

    Left to itself, a program may begin where the bars end, so that small differences look large.
    """
    low, high = min(ZERO, *bars.amounts), max(ZERO, *bars.amounts)
    if len(bars.amounts) > FEW_LABELS or low == high:
        return (None if low else 0, None, None)
    room = (high - low) * (BESIDE if bars.lying else ABOVE)
    step = _round((high - low + room) / STEPS)
    ends = (low - room if low else low), (high + room if high else high)
    return (
        float((ends[0] / step).to_integral_value(ROUND_FLOOR) * step),
        float((ends[1] / step).to_integral_value(ROUND_CEILING) * step),
        float(step),
    )


def _round(amount: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50…"""
    ten = Decimal(1).scaleb(amount.adjusted())
    return next(ten * each for each in (1, 2, 5, 10) if ten * each >= amount)


def _title(text: str, size: int, colour: str, *, bold: bool = False) -> Title:
    letters = CharacterProperties(sz=size, b=bold, solidFill=colour)
    run = RegularTextRun(rPr=letters, t=guarded(plain(text)))
    rich = RichText(RichTextProperties(), p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[run])])
    return Title(tx=Text(rich=rich), layout=Layout(), overlay=False)


def _letters(size: int, colour: str) -> RichText:
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=size, solidFill=colour))
    return RichText(RichTextProperties(), p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())])
