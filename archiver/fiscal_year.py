"""Fiscal years, which start where a company says: their names, and the days that fall in them."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from archiver.errors import NotAYear

JANUARY = (1, 1)
"""The month and day on which fiscal years start where nobody said."""
NAME = re.compile(r"([12]\d{3})(?:-([12]\d{3}))?")


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """One fiscal year, named by its last calendar year, or by both where it spans two."""

    start: date
    end: date

    @property
    def name(self) -> str:
        """``2025``, or ``2025-2026``."""
        years = (self.start.year, self.end.year)
        return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def fiscal_year(day: date, starts: tuple[int, int]) -> FiscalYear:
    """The year that a day falls in, for a company whose years start on (month, day).

    A year that starts on 29 February starts on 1 March where February has none.
    """
    start = _start(day.year, starts)
    if day < start:
        return FiscalYear(_start(day.year - 1, starts), start - timedelta(days=1))
    following = _start(day.year + 1, starts)
    return FiscalYear(start, following if following == date.max else following - timedelta(days=1))


def _start(year: int, starts: tuple[int, int]) -> date:
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    month, day = starts
    return date(year, 3, 1) if starts == (2, 29) and not isleap(year) else date(year, month, day)


def called(name: str, starts: tuple[int, int]) -> FiscalYear:
    """The year of that name; one that spans two calendar years is called by the later one, too. Else ``NotAYear``."""
    found = NAME.fullmatch(name.strip())
    if found is None:
        raise NotAYear(value=name)
    year = fiscal_year(date(int(found[2] or found[1]), 1, 1), starts)
    if found[2] and year.name != name.strip():
        raise NotAYear(value=name)
    return year
