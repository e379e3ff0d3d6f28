"""The tables behind the charts of the summary: two beside each other, each row of one level with a row of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from archiver.figure import FIGURES, Figure, Point
from archiver.words import N_, Words
from archiver.workbooks import captions
from archiver.workbooks.captions import decimals
from archiver.workbooks.cell import FORMULA, LINE
from archiver.workbooks.measure import lines
from archiver.workbooks.page import Cell, Line
from archiver.workbooks.text import plain

LABEL, DOCUMENTS, AMOUNT = 28, 13, 17
"""How wide the columns of a table are; its label wraps."""
WIDTHS = (2, LABEL, DOCUMENTS, AMOUNT, 3, LABEL, DOCUMENTS, AMOUNT, 2)
HALF, WHOLE = 3, 7
BROAD = LABEL + DOCUMENTS + AMOUNT
ABOVE = 3
"""What stands above the rows of a table: its title, what it says, its header."""


class Row(NamedTuple):
    """What one table has on a line, and how high that is."""

    cells: Sequence[Cell | None]
    height: float = LINE


def beside(left: Sequence[Row], right: Sequence[Row]) -> Iterator[Line]:
    """The lines of two tables, one to the left and one to the right; if both have rows, both end on the same line."""
    if min(len(left), len(right)) > ABOVE:
        missing = [Row(())] * abs(len(left) - len(right))
        left, right = (
            [*each[:-1], *missing, each[-1]] if len(each) < len(other) else each
            for each, other in ((left, right), (right, left))
        )
    for one, other in zip_longest(left, right, fillvalue=Row(())):
        cells = [*one.cells] + [None] * (HALF + 1 - sum(cell.across if cell else 1 for cell in one.cells))
        yield Line([*cells, *other.cells], max(one.height, other.height))


def table(name: str, figure: Figure | None, words: Words) -> list[Row]:
    """The table of a figure: its bars, what is beyond them, the total; a sentence where there is nothing to show."""
    if figure is None or not (figure.points or figure.beyond):
        said = words(captions.NOTHING[name])
        return [_title(words(FIGURES[name])), _sentence(said)]
    return [
        _title(captions.title(figure, words)),
        _sentence(captions.said(figure, words)),
        _head(name, words),
        *(_row(point, figure.currency, words) for point in (*figure.points, *figure.beyond)),
        _total(figure, words),
    ]


def _title(text: str) -> Row:
    return Row([Cell("section", text, across=HALF)], 26)


def _head(name: str, words: Words) -> Row:
    label, documents = words(captions.LABELS[name]), words(N_("Documents"))
    return Row([Cell("head", label), Cell("head-plain", documents), Cell("head-plain", words(N_("Amount")))], 22)


def _sentence(text: str) -> Row:
    return Row([Cell("quiet", text, across=HALF)], LINE * lines(text, BROAD - 4) + 4)


def _row(point: Point, currency: str | None, words: Words) -> Row:
    if isinstance(point.label, date):
        name = Cell("month", point.label)
    else:
        text = plain(words.fact(point.label))
        name = Cell("name-quoted" if text[:1] in FORMULA else "name", text)
    height = LINE * lines(str(name.value), LABEL - 2)
    return Row([name, *_counted("number", point.documents, point.amount, currency)], height)


def _total(figure: Figure, words: Words) -> Row:
    points = (*figure.points, *figure.beyond)
    documents = sum(point.documents or 0 for point in points) or None
    return Row([Cell("sum", words(N_("Total"))), *_counted("sum", documents, figure.total, figure.currency)], 18)


def _counted(look: str, documents: int | None, amount: Decimal, currency: str | None) -> tuple[Cell, Cell]:
    return Cell(f"{look}-0", documents), Cell(f"{look}-{decimals(amount, currency)}", amount)
