"""A sheet that is no table but a page: lines of cells from column B on, bands of colour, links, and charts over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openpyxl.chart import BarChart
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from archiver.workbooks.cell import blank_cell, text_cell
from archiver.workbooks.edition import Edition
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import Link
from archiver.workbooks.numbers import day_number, exact
from archiver.workbooks.paper import lay_out

FIRST = 2
"""The column that lines begin in: A is the margin."""


class Cell(NamedTuple):
    """A value with its look, over ``across`` columns; where it leads, if anywhere."""

    look: str
    value: str | Decimal | int | date | None = None
    lead: Link | None = None
    across: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a page: its cells from column B on (None where there is none), and a band of colour behind them."""

    cells: Sequence[Cell | None] = ()
    height: float | None = None
    band: str | None = None


@dataclass(slots=True)
class Page:
    """A sheet of ``lines`` in columns of these ``widths``, the first and the last of which are margins.

    It is printed as wide as the paper, on one page if it is ``short``; ``breaks`` are rows after which a new printed
    page begins.
    """

    name: str
    edition: Edition
    lines: Sequence[Line]
    widths: Sequence[float]
    charts: Sequence[BarChart] = ()
    breaks: Sequence[int] = ()
    short: bool = False
    _last: str = field(init=False)

    def __post_init__(self) -> None:
        """The last column, by its letter."""
        self._last = get_column_letter(len(self.widths))

    @property
    def extent(self) -> str:
        """The cells it fills."""
        return f"A1:{self._last}{len(self.lines)}"

    @property
    def links(self) -> Sequence[Link]:
        """Where its cells lead."""
        return [
            cell.lead._replace(at=f"{get_column_letter(at)}{number}")
            for number, line in enumerate(self.lines, start=1)
            for at, cell in _placed(line)
            if cell.lead
        ]

    def dress(self, worksheet: Worksheet) -> None:
        """A portrait page without grid lines, its cells merged where they are wide, its charts over it."""
        worksheet.sheet_view.showGridLines = False
        worksheet.print_options.horizontalCentered = True
        lay_out(worksheet, self.edition, landscape=False, tall=int(self.short))
        for at, width in enumerate(self.widths, start=1):
            worksheet.column_dimensions[get_column_letter(at)].width = width
        for number, line in enumerate(self.lines, start=1):
            for at, cell in _placed(line):
                if cell.across > 1:
                    worksheet.merge_cells(None, number, at, number, at + cell.across - 1)
        for number in self.breaks:
            worksheet.row_breaks.append(Break(id=number))
        for chart in self.charts:
            worksheet.add_chart(chart)

    def rows(self, ink: Ink) -> Iterator[str]:
        """Every line, from the top."""
        for number, line in enumerate(self.lines, start=1):
            height = f' ht="{line.height:g}" customHeight="1"' if line.height else ""
            drawn: Mapping[int, Cell] = {at: Cell(line.band) for at in range(1, len(self.widths) + 1) if line.band}
            for at, cell in _placed(line):
                drawn = {**drawn, at: cell, **{at + more: Cell(cell.look) for more in range(1, cell.across)}}
            cells = (_written(f"{get_column_letter(at)}{number}", drawn[at], ink) for at in sorted(drawn))
            yield f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _placed(line: Line) -> Iterator[tuple[int, Cell]]:
    """Each cell with its column."""
    at = FIRST
    for cell in line.cells:
        if cell:
            yield at, cell
        at += cell.across if cell else 1


def _written(at: str, cell: Cell, ink: Ink) -> str:
    style = ink.looks[cell.look]
    match cell.value:
        case None | "":
            return blank_cell(at, style)
        case str() as text:
            return text_cell(at, style, text, ink.strings)
        case date() as day:
            held = day_number(day)
        case number:
            held = exact(number)
    if held is None:
        return text_cell(at, style, str(cell.value), ink.strings)
    return f'<c r="{at}" s="{style}"><v>{held}</v></c>'
