"""Cells as the files give them, and what the cells of one column look like together: all the evidence there is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from archiver.books.files import amounts, days
from archiver.books.files.amounts import SEPARATOR

Cell = str | float | int | bool | date | datetime | time | timedelta | Decimal | None
Row = list[Cell]

MANY_SHAPES, MANY_DAYS = 400, 40_000
_DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1), "9")
_ZEROS = (f"{SEPARATOR}0", f"{SEPARATOR}-0", f"{SEPARATOR} ", "(0", "+0")
"""One of them is in every text where a number may begin with a zero: quickly looked for."""
_LEADING_ZERO = re.compile(r"(?:^|\x1f)\s*0[0-9]")
_BELOW_ONE = re.compile(r"(?:^|\x1f)\s*[-+(]?0[.,]\d{3}(?:\x1f|$)")


def text_of(cell: Cell) -> str:
    """A cell as text: numbers without decimals that say nothing, days as ISO, names in NFC."""
    match cell:
        case str():
            return cell if cell.isascii() else unicodedata.normalize("NFC", cell)
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return format(number_of(cell), "f")
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case _:
            return str(cell)


def number_of(cell: float) -> Decimal:
    """A number of a spreadsheet as it is shown: fifteen digits, no trailing zeros."""
    if cell.is_integer() and abs(cell) < 10**amounts.MOST_DIGITS:
        return Decimal(int(cell))
    shown = repr(cell)
    return Decimal(shown if len(shown) <= amounts.MOST_DIGITS else format(cell, f".{amounts.MOST_DIGITS}g"))


def even(rows: list[Row], width: int) -> list[Row]:
    """The rows with so many cells each."""
    if not rows or (len(rows[0]) == width and set(map(len, rows)) == {width}):
        return rows
    return [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]


def together(cells: Sequence[Cell]) -> str | None:
    """Cells as one text, where all of them are texts, as they are nearly always."""
    try:
        return SEPARATOR.join(cells)  # type: ignore[arg-type]  # if they are not, joining them says so
    except TypeError:
        return None


@dataclass
class Look:
    """What the cells of a column have in common.

    ``shapes`` are its texts with every digit written as 9, or None once they can be neither numbers nor days; ``days``
    are its distinct texts as long as all of them look like days, ``counting`` whether they still look like numbers.
    """

    filled: int = 0
    classes: set[type] = field(default_factory=set)
    shapes: set[str] | None = field(default_factory=set)
    days: set[str] | None = field(default_factory=set)
    counting: bool = True
    coded: bool = False
    below_one: bool = False
    cents: bool = False
    first: date | None = None
    last: date | None = None
    timed: bool = False

    def see(self, cells: Sequence[Cell], joined: str | None) -> None:
        """Some more cells of the column, and what ``together`` makes of them."""
        if joined is not None:
            self._see_texts(cells, joined)  # type: ignore[arg-type]  # they were joined
        else:
            texts = [each for each in cells if isinstance(each, str)]
            self._see_texts(texts, SEPARATOR.join(texts))
            self._see_others([each for each in cells if not isinstance(each, str) and each is not None])

    def _see_texts(self, cells: Sequence[str], joined: str) -> None:
        blanks = cells.count("")
        if blanks == len(cells):
            return
        self.filled += len(cells) - blanks
        self.classes.add(str)
        if self.shapes is None:
            return
        parted = joined.translate(_DIGITS).split(SEPARATOR)
        if len(parted) != len(cells):  # a cell has the separator itself in it: neither a number nor a day
            self.shapes, self.days, self.counting = None, None, False
            return
        shapes = {each for each in set(parted) if each.strip()} - self.shapes
        self.shapes |= shapes
        self.counting = self.counting and all(map(amounts.shape, shapes))
        if self.counting:
            self._see_numbers(joined, shapes)
        if self.days is not None:
            self._see_days(cells, shapes)
        if len(self.shapes) > MANY_SHAPES or not (self.counting or self.days is not None):
            self.shapes = self.days = None

    def _see_numbers(self, joined: str, shapes: set[str]) -> None:
        """What shapes do not say of numbers: zeros at their beginning, and digits too many to count with."""
        self.coded = self.coded or any(each.count("9") > amounts.MOST_DIGITS for each in shapes)
        if joined[0] == "0" or any(each in joined for each in _ZEROS):
            self.coded = self.coded or bool(_LEADING_ZERO.search(joined))
            self.below_one = self.below_one or bool(_BELOW_ONE.search(joined))

    def _see_days(self, cells: Sequence[str], shapes: set[str]) -> None:
        assert self.days is not None
        self.days.update(cells)
        self.days.discard("")
        if len(self.days) > MANY_DAYS or not all(map(days.SHAPE.fullmatch, shapes)):
            self.days = None

    def _see_others(self, cells: Sequence[Cell]) -> None:
        self.filled += len(cells)
        self.classes.update(map(type, cells))
        self.cents = self.cents or any(isinstance(each, float) and not each.is_integer() for each in cells)
        for each in cells if self.classes & {date, datetime} else ():
            if isinstance(each, date):
                day = each.date() if isinstance(each, datetime) else each
                self.first, self.last = min(day, self.first or day), max(day, self.last or day)
                self.timed = self.timed or (isinstance(each, datetime) and each.time() != time())

    @cached_property
    def numeric(self) -> frozenset[str] | None:
        """The decimal signs with which every text here is a number; None where one is none, or all are codes."""
        if self.classes - {str, float, int, Decimal}:
            return None
        if str not in self.classes:
            return amounts.EITHER if self.classes else None
        return None if not self.shapes else amounts.decimals([each for each in self.shapes if each.strip()])

    @cached_property
    def dashed(self) -> bool:
        """Whether some are a dash, and none is plainly an amount: among numbers of things it is none of them."""
        told = [each for each in map(amounts.shape, self.shapes or ()) if each]
        return any(each.nil for each in told) and not self.cents and all(each.whole and not each.mark for each in told)

    @property
    def marks(self) -> set[str]:
        """The currencies that its numbers name."""
        return {told.mark for each in self.shapes or () if (told := amounts.shape(each))} - {"", "%"}

    @cached_property
    def proof(self) -> str | None:
        """The decimal sign that this column proves by itself, if it does."""
        told = self.numeric
        if told is None or str not in self.classes:
            return None
        if len(told) == 1:
            return next(iter(told))
        signs = {each for each in (self.shapes or ()) for each in each if each in ".,"}
        return next(iter(signs)) if self.below_one and len(signs) == 1 else None

    @cached_property
    def either(self) -> bool:
        """Whether its numbers mean one thing with a decimal point and another with a comma."""
        told = [amounts.shape(each) for each in self.shapes or ()]
        return self.proof is None and bool(self.numeric) and any(each and not each.whole for each in told)

    @cached_property
    def dated(self) -> frozenset[str] | None:
        """The orders in which every text here is a day; None where not all of it is days."""
        if not self.classes or self.classes - {str, date, datetime}:
            return None
        if str not in self.classes:
            return frozenset(days.ORDERS)
        return (days.orders(self.days) or None) if self.days else None
