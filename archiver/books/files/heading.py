"""Where a table begins: the row of headings, what stands above it, and the rows within that are no rows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from archiver.books.files import amounts, days
from archiver.books.files.amounts import SEPARATOR
from archiver.books.files.cells import Cell, Row, text_of

LOOKED_AT = 60
"""Rows among which the headings are looked for."""
MOST, NEARLY_ALL = 0.6, 0.9
"""Parts of the columns: that have a heading at least, and that show that the data have begun."""
_DIGIT = re.compile(r"\d")
_TOTAL = re.compile(
    r"\W*(?:grand[ -]|sous[ -]?|sub[ -]?)?(?:total|totals|totaux|somme|summe)\b"
    r"(?:\s*[:=].*|\s+(?:for|of|de|du|des|pour|g[eé]n[eé]ra\w+)\b.*|\s*)",
    re.IGNORECASE,
)
_INITIALS = frozenset("tTgGsS ")
_START = itemgetter(0)
_SUSPICIOUS = re.compile(r"(?:^|\x1f)(?:$|[\x1f tTgGsS])")


def find(rows: Sequence[Row]) -> int | None:
    """The place of the headings among the first rows: the first that has text in most columns, and neither a number nor
    a day; None where the table begins with its data, or is empty."""
    filled = [[each for cell in row if (each := text_of(cell).strip())] for row in rows[:LOOKED_AT]]
    usual = sorted(map(len, filled), reverse=True)[:2][-1] if filled else 0
    for place, row in enumerate(filled):
        if row and len(row) >= min(usual, max(2, usual * MOST)):
            if not any(map(_is_value, row)):
                return place
            if len(row) >= usual * NEARLY_ALL:
                return None
    return None


def _is_value(text: str) -> bool:
    shape = _DIGIT.sub("9", text)
    return ((number := amounts.shape(shape)) is not None and not number.nil) or days.SHAPE.fullmatch(shape) is not None


def names(row: Row | None, width: int) -> list[str]:
    """A heading for each column, none of them twice; one that has none is called ``Column 3``."""
    told = [" ".join(text_of(each).split()) for each in (row or [])]
    told = [each.lstrip("*") for each in told] + [""] * (width - len(told))
    found: list[str] = []
    for place, each in enumerate(told[:width], start=1):
        name, turn = each or f"Column {place}", 1
        while name in found:
            turn += 1
            name = f"{each} ({turn})"
        found.append(name)
    return found


def sifted(rows: list[Row], headings: Row | None, day: int | None) -> tuple[list[Row], int, int]:
    """The rows that are rows of the table; how many totals and how many more headings were among them.

    A total is called so in the first cell that is not empty, and has no day where rows have one (in column ``day``).
    """
    first = headings[0] if headings else None
    if _are_rows(rows, first):
        return rows, 0, 0
    kept, totals, repeated = list[Row](), 0, 0
    for row in rows:
        start = row[0]
        if start and start != first and not (isinstance(start, str) and start[0] in _INITIALS):
            kept.append(row)
        elif headings and row[: len(headings)] == headings:
            repeated += 1
        elif _is_total(row, day):
            totals += 1
        elif any(each not in ("", None) for each in row):
            kept.append(row)
    return kept, totals, repeated


def _are_rows(rows: list[Row], first: Cell) -> bool:
    """Whether no row begins as a blank one, a total or the headings do: most of the time, and quickly seen."""
    starts = list(map(_START, rows))
    try:
        joined = SEPARATOR.join(starts)
    except TypeError:
        return False
    return bool(rows) and first not in starts and _SUSPICIOUS.search(joined) is None


def _is_total(row: Row, day: int | None) -> bool:
    label = next((each for each in row if each not in ("", None)), None)
    if not isinstance(label, str) or not _TOTAL.fullmatch(label):
        return False
    if day is not None:
        return row[day] in ("", None, label)
    filled = sum(each not in ("", None) for each in row)
    return filled > 1 and filled <= max(2, (len(row) + 1) // 2)
