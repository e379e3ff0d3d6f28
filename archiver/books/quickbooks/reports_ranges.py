"""Ranges of days that a report is asked for, and how one that is too much is cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

FIRST, LAST = date(1970, 1, 1), date(2099, 12, 31)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)


class Range(NamedTuple):
    """Days, both ends included."""

    start: date
    end: date


ALL = Range(FIRST, LAST)
"""Every day that a company may have dated anything: what was entered for an earlier one shows as a difference between
the ledger and the service's own trial balance.
"""


def halves(whole: Range, today: date, seen: Sequence[date] = ()) -> tuple[Range, Range]:
    """A range of more than a day, in two: by the middle of the days that were ``seen`` in it, if any were.

    Else nobody knows when a company began, and long before there is nothing: from a range without a beginning, the two
    last years are cut off, then four, then twelve. One without an end has little after today.
    """
    start, end = whole
    cut = start + (end - start) // 2
    if inside := sorted(each for each in seen if start <= each <= end):
        # Those are days of some accounts only: of a range that has two ends, each part gets a share.
        share = (end - start) // 8 if start > FIRST and end < LAST else timedelta()
        cut = min(max(inside[len(inside) // 2], start + share), end - share - DAY)
    elif start == FIRST:
        latest = min(today, end)
        years = 2 * max(YEAR, today - latest)
        cut = latest - years if years < latest - start else cut
    elif end == LAST and start <= today:
        cut = start + (today - start) // 2
    return Range(start, cut), Range(cut + DAY, end)


def beginning(whole: Range, days: int, today: date) -> tuple[Range, Range] | None:
    """So many days at the beginning of a range, and the rest; None if it has no beginning, or not many more days."""
    start, end = whole
    if start == FIRST or (min(today, end) - start).days < 1.25 * days:
        return None
    cut = start + timedelta(days=days - 1)
    return Range(start, cut), Range(cut + DAY, end)


def written(ranges: Sequence[Range]) -> str | None:
    """Ranges as a text to resume from; None if there are none."""
    return " ".join(f"{start}/{end}" for start, end in ranges) or None


def read(text: str) -> list[Range]:
    """The ranges of such a text."""
    pairs = (each.split("/") for each in text.split())
    return [Range(date.fromisoformat(start), date.fromisoformat(end)) for start, end in pairs]
