"""The sheet *Summary*: a page of charts for each currency, and behind them the tables that they are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl.utils import get_column_letter, quote_sheetname

from archiver import kinds
from archiver.figure import Figure
from archiver.words import N_, phrase
from archiver.workbooks import captions
from archiver.workbooks.cell import LINE
from archiver.workbooks.charts import Bars, Place, drawn
from archiver.workbooks.edition import Edition
from archiver.workbooks.facts import lacking
from archiver.workbooks.front import Label
from archiver.workbooks.halves import ABOVE, BROAD, HALF, WHOLE, WIDTHS, Row, beside, table
from archiver.workbooks.looks import MONTH
from archiver.workbooks.measure import lines
from archiver.workbooks.names import Names
from archiver.workbooks.page import FIRST, Cell, Line, Page
from archiver.workbooks.paper import is_letter
from archiver.workbooks.text import plain

PAIRS = {
    ("sales_by_month", "bills_by_month"): 10,
    ("receivables_by_age", "payables_by_age"): 10,
    ("largest_customers", "largest_vendors"): 12,
    ("cash_by_account",): 10,
}
"""What stands beside what, and how many lines high."""
LYING = frozenset({"largest_customers", "largest_vendors", "cash_by_account"})
ROOM = {True: 850, False: 940}
"""How many points fit on a printed page that is as wide as the paper: of Letter, and of A4."""

Drawn = Mapping[str, Figure]
"""The figures of one currency, by name."""


def sheet(edition: Edition, names: Names, label: Label) -> Page | None:
    """The page of the edition's figures; None where there are none. Books not read whole are said to be so on it."""
    if not edition.figures:
        return None
    return _Summary(edition, names.sheet(edition.words.choose(kinds.kind("summary").labels)), label).page()


@dataclass(slots=True)
class _Summary:
    """The page as it grows. ``charts`` are where they lie; ``tables`` says in which line and column each one begins."""

    edition: Edition
    name: str
    label: Label
    lines: list[Line] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    charts: list[tuple[Figure, Place]] = field(default_factory=list)
    tables: dict[tuple[str, str | None], tuple[int, int]] = field(default_factory=dict)

    def page(self) -> Page:
        """All the charts first, then all the tables: a reader looks, and a checker looks up."""
        by_currency: dict[str | None, dict[str, Figure]] = {}
        for figure in self.edition.figures:
            by_currency.setdefault(figure.currency, {})[figure.name] = figure
        room = ROOM[is_letter(self.edition)]
        self._banner()
        for turn, (currency, figures) in enumerate(by_currency.items()):
            if turn:
                self.breaks.append(len(self.lines))
            self._charts(currency, figures)
        left = 0.0
        for figures in by_currency.values():
            for pair in PAIRS:
                left = self._tables(pair, figures, left, room)
        charts = [drawn(self._bars(figure), place) for figure, place in self.charts]
        return Page(self.name, self.edition, self.lines, WIDTHS, charts, self.breaks)

    def _banner(self) -> None:
        words = self.edition.words
        told = N_("Summary of {day}. Amounts are with taxes; each currency stands for itself.")
        day = max(figure.until for figure in self.edition.figures)
        self.lines += [
            Line(height=8, band="title"),
            Line([Cell("title-long", plain(self.edition.company.name, 80), across=WHOLE)], 28, "title"),
            Line([Cell("subtitle", words.say(phrase(told, day=day)), across=WHOLE)], 22, "subtitle"),
            Line(height=8, band="title"),
        ]
        if said := lacking(self.edition, self.label):
            cell = Cell("bad-cover", said, across=WHOLE)
            self.lines += [Line(height=8), Line([cell], LINE * lines(said, 2 * BROAD))]

    def _charts(self, currency: str | None, figures: Drawn) -> None:
        """One printed page: four amounts to remember, and the charts under them, two beside each other."""
        heading = self.edition.words.say(phrase(N_("Amounts in {currency}"), currency=currency))
        self.lines += [Line(height=8), Line([Cell("section", heading, across=WHOLE)], 24), Line(height=8)]
        self._tiles(currency, figures)
        for pair, high in PAIRS.items():
            self.lines.append(Line(height=8))
            found = [figures.get(name) for name in pair]
            top, words = len(self.lines), list(beside(*self._said(pair, found)))
            if any(each and each.points for each in found):
                words += [Line(height=LINE)] * (high - len(words))
            self.lines += words
            for turn, figure in enumerate(found):
                if figure and figure.points:
                    left = FIRST - 1 + turn * (HALF + 1)
                    broad = HALF if len(pair) > 1 else WHOLE
                    self.charts.append((figure, Place(left, top, left + broad, len(self.lines))))

    def _said(self, pair: Sequence[str], found: Sequence[Figure | None]) -> tuple[list[Row], list[Row]]:
        """In place of each chart that has nothing to show, a sentence."""
        words = self.edition.words
        said = [
            "" if each and each.points else words(captions.NOTHING[name])
            for name, each in zip(pair, found, strict=True)
        ]
        rows = [
            [Row([Cell("quiet", each, across=HALF)], LINE * lines(each, BROAD - 4))] if each else [] for each in said
        ]
        return rows[0], rows[1] if len(rows) > 1 else []

    def _tiles(self, currency: str | None, figures: Drawn) -> None:
        words = self.edition.words
        told: list[tuple[str, Cell, str]] = []
        for name, title in captions.TILES.items():
            figure = figures.get(name)
            if figure and figure.points:
                amount = sum((point.amount for point in figure.points), Decimal(0))
                value = Cell(f"tile-{captions.decimals(amount, currency)}", amount)
                told.append((words(title), value, captions.note(figure, words)))
            else:
                told.append((words(title), Cell("tile", "–"), ""))
        self.lines += [
            Line(_four([Cell("tile", title) for title, _, _ in told]), 20),
            Line(_four([value for _, value, _ in told]), 26),
            Line(_four([Cell("tile", note) for _, _, note in told]), 20),
        ]

    def _tables(self, pair: Sequence[str], figures: Drawn, left: float, room: float) -> float:
        """Two tables beside each other, on a new page unless there is room ``left``; says how much there is then."""
        words = self.edition.words
        blocks = [table(name, figures.get(name), words) for name in pair]
        found = [Line(height=10), *beside(blocks[0], blocks[1] if len(blocks) > 1 else [])]
        height = sum(line.height or LINE for line in found)
        if height > left:
            self.breaks.append(len(self.lines))
            left = room
        for turn, name in enumerate(pair):
            if figure := figures.get(name):
                self.tables[name, figure.currency] = len(self.lines) + 2 + ABOVE, FIRST + turn * (HALF + 1)
        self.lines += found
        return left - height

    def _bars(self, figure: Figure) -> Bars:
        words = self.edition.words
        first, column = self.tables[figure.name, figure.currency]
        last, sheet = first + len(figure.points) - 1, quote_sheetname(self.name)
        names, amounts = get_column_letter(column), get_column_letter(column + HALF - 1)
        by_month = figure.name in captions.BY_MONTH
        return Bars(
            title=captions.title(figure, words),
            told=captions.said(figure, words),
            names=(words(captions.LABELS[figure.name]), figure.currency or words(N_("Amount"))),
            labels=[each.label if isinstance(each.label, date) else words.fact(each.label) for each in figure.points],
            amounts=[each.amount for each in figure.points],
            label_cells=f"{sheet}!${names}${first}:${names}${last}",
            amount_cells=f"{sheet}!${amounts}${first}:${amounts}${last}",
            format=MONTH[self.edition.language] if by_month else "@",
            lying=figure.name in LYING,
        )


def _four(cells: Sequence[Cell]) -> list[Cell | None]:
    """Four tiles over two tables: the first column of each, and the other two of each together."""
    one, two, three, four = cells
    return [one, two._replace(across=2), None, three, four._replace(across=2)]
