"""The cells of a column as values: quickly where all of them are texts, as they are nearly always.

What makes no value is a ``ValueError`` or a ``KeyError``; a table was looked at before, and has none of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from unicodedata import is_normalized

from archiver.books.files.amounts import SEPARATOR, Numbers
from archiver.books.files.cells import Cell, number_of, text_of
from archiver.books.files.days import Days
from archiver.model import Value

YES = frozenset(("true", "yes", "y", "oui", "o", "vrai", "1", "x", "t", "ja"))
NO = frozenset(("false", "no", "n", "non", "faux", "0", "f", "nein"))

Converter = Callable[[Sequence[Cell]], Sequence[Value]]


def texts(cells: Sequence[Cell]) -> Sequence[Value]:
    """Texts, in NFC; a blank is None."""
    try:
        joined = SEPARATOR.join(cells)  # type: ignore[arg-type]  # nearly always texts
    except TypeError:
        joined = None
    if joined is None or not (joined.isascii() or is_normalized("NFC", joined)):
        return [text_of(each) or None for each in cells]
    return [each or None for each in cells] if "" in cells else cells  # type: ignore[return-value,misc]


def numbers(told: Numbers) -> Converter:
    """Numbers, as texts or by themselves."""

    def convert(cells: Sequence[Cell]) -> Sequence[Value]:
        try:
            return told.column(cells)  # type: ignore[arg-type]  # texts, or joining them says that they are not
        except TypeError:
            return [told.one(each) if isinstance(each, str) else _number(each) for each in cells]

    return convert


def _number(cell: Cell) -> Value:
    if isinstance(cell, float):
        return number_of(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return number_of(float(cell))
    if cell is None or isinstance(cell, Decimal):
        return cell
    raise ValueError(cell)


def days(told: Days) -> Converter:
    """Days, as texts or by themselves; the day of a moment."""

    def day(cell: Cell) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date) or cell is None:
            return cell
        if isinstance(cell, str):
            return told[cell]
        raise ValueError(cell)

    def convert(cells: Sequence[Cell]) -> Sequence[Value]:
        try:
            return [told[each] for each in cells]  # type: ignore[index]  # nearly always texts
        except (KeyError, AttributeError):
            return [day(each) for each in cells]

    return convert


def flags(cells: Sequence[Cell]) -> Sequence[Value]:
    """Yes and no, in the words that people have for them."""
    return [_flag(each) for each in cells]


def _flag(cell: Cell) -> bool | None:
    if isinstance(cell, bool) or cell is None:
        return cell
    told = text_of(cell).strip().casefold()
    if told in YES or told in NO:
        return told in YES
    if told:
        raise ValueError(cell)
    return None
