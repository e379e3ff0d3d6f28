"""One kind becomes one worksheet: a header, an Excel table over all rows, and the rows streamed through a pen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count, islice
from textwrap import wrap

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from archiver import errors
from archiver.model import Column, ColumnType, Kind, Value
from archiver.words import N_, Phrase, Words, phrase
from archiver.workbooks.batch import Line
from archiver.workbooks.cell import NUMERIC, Pen, Tones, text_cell
from archiver.workbooks.edition import Edition, Written
from archiver.workbooks.headers import headings
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import Link
from archiver.workbooks.paper import lay_out
from archiver.workbooks.rows import drawn
from archiver.workbooks.text import breadth, guarded

MOST_ROWS = 1_048_575
"""How many rows a worksheet has under its header."""

SAMPLE = 500
NARROWEST, WIDEST = 8, 60
WIDEST_ID = 14
"""Ids join tables; nobody reads them, and those of some systems are 32 characters long."""
DAY_WIDTH, MOMENT_WIDTH = 10, 19
LONGEST_NUMBER = 20
FILTER_BUTTON = 4
HEADER_LINES, HEADER_HEIGHT = 2, 34
STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)


@dataclass(slots=True)
class TableSheet:
    """A flat table of ``count`` records, taken from ``records``, an iterator that the sheets of a long kind share.

    ``sample`` are records by which columns are made wide enough; ``last`` says that no record may be left over;
    ``places`` are cells that have names of their own. With ``told``, numbers and days of the records come as text. A
    sheet ``beside`` another has more columns of the same rows.
    """

    name: str
    table: str
    kind: Kind
    edition: Edition
    written: Written
    records: Iterator[Line]
    sample: Iterable[Line]
    count: int
    last: bool = True
    wrapped: bool = False
    tones: Tones = field(default_factory=dict)
    links: Sequence[Link] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    told: bool = False
    beside: bool = False
    _widths: Sequence[int] = ()

    @property
    def extent(self) -> str:
        """The cells of the table, its header included."""
        return f"A1:{get_column_letter(len(self.kind.columns))}{self.count + 1}"

    @property
    def named(self) -> Mapping[str, str]:
        """The rows of the table, and the ``places``, by name."""
        return {f"rows_{self.table.removeprefix('tbl_')}": self.extent.replace("A1:", "A2:")} | dict(self.places)

    def dress(self, worksheet: Worksheet) -> None:
        """Draw everything but the rows: widths, the frozen header, the table and the printed page."""
        worksheet.freeze_panes = "A2"
        worksheet.print_title_rows = "1:1"
        worksheet.sheet_view.showGridLines = False
        worksheet.print_options.horizontalCentered = True
        worksheet.row_dimensions[1].height = HEADER_HEIGHT
        self._widths = self._widths or list(self._fitting())
        lay_out(worksheet, self.edition, landscape=True, breadth=sum(self._widths))
        for at, width in enumerate(self._widths, start=1):
            worksheet.column_dimensions[get_column_letter(at)].width = width
        worksheet.add_table(self._table())

    def rows(self, ink: Ink) -> Iterator[str]:
        """The header, then every record; TallyMismatch if there are more or fewer than were counted."""
        yield self._header(ink)
        pen = self._pen(ink)
        self.links = pen.links
        rows = (yield from drawn(pen, islice(self.records, self.count), 2, told=self.told)) - 2
        self.written.rows += 0 if self.beside else rows
        if rows < self.count or (self.last and next(self.records, None) is not None):
            raise errors.TallyMismatch(listed=(self._miscounted(rows),))

    def _pen(self, ink: Ink) -> Pen:
        return Pen(
            self.kind,
            self.edition,
            ink,
            self.written.remark,
            sheet=self.name,
            widths=self._widths,
            wrapped=self.wrapped,
            tones=self.tones,
        )

    def _miscounted(self, rows: int) -> Phrase:
        return phrase(N_("{sheet}: {count} counted, {rows} came"), sheet=self.name, count=self.count, rows=rows)

    def _labels(self) -> list[str]:
        return headings(self.kind, self.edition)

    def _header(self, ink: Ink) -> str:
        looks = ["head-number" if column.type in NUMERIC else "head" for column in self.kind.columns]
        cells = [
            text_cell(f"{get_column_letter(at)}1", ink.looks[look], label, ink.strings)
            for at, (look, label) in enumerate(zip(looks, self._labels(), strict=True), start=1)
        ]
        return f'<row r="1" ht="{HEADER_HEIGHT}" customHeight="1">{"".join(cells)}</row>'

    def _table(self) -> Table:
        columns = [TableColumn(id=at, name=guarded(label)) for at, label in enumerate(self._labels(), start=1)]
        return Table(
            id=1,
            name=self.table,
            displayName=self.table,
            ref=self.extent,
            tableColumns=columns,
            autoFilter=AutoFilter(ref=self.extent),
            tableStyleInfo=STYLE,
        )

    def _fitting(self) -> Iterator[int]:
        words = self.edition.words
        sample = [record.values for record in islice(self.sample, SAMPLE)]
        for at, (column, label) in enumerate(zip(self.kind.columns, self._labels(), strict=True)):
            widest = max((_width(values[at], column, words) for values in sample), default=0)
            limit = WIDEST_ID if column.type is ColumnType.ID else WIDEST
            yield min(max(widest + 3, _heading_width(label), NARROWEST), limit)


def _heading_width(label: str) -> int:
    """Wide enough for two lines, beside the button of the filter."""
    longest = max(breadth(word) for word in label.split())
    return next(width for width in count(longest) if len(wrap(label, width)) <= HEADER_LINES) + FILTER_BUTTON


def _width(value: Value, column: Column, words: Words) -> int:
    """How many characters wide a value is shown."""
    match value:
        case None:
            return 0
        case Decimal() if value.is_finite() and abs(value.adjusted()) < LONGEST_NUMBER:
            return max(len(f"{value:,.2f}"), len(f"{value:,f}")) + 1
        case datetime():
            return MOMENT_WIDTH
        case date():
            return DAY_WIDTH
        case str() if value in column.choices:
            return breadth(words.choose(column.choices[value]))
        case _:
            return breadth(str(value))
