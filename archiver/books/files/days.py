"""Days as people write them: which order of day, month and year a whole column shows, and each text as a day.

``15.03.2026``, ``2026-03-15``, ``3/15/26``, ``15 mars 2026``, ``1er mai 2026``, ``20260315``. A year of two
digits is one of 1970 to 2069. What could be read in two ways, as 03/04/2026, is decided by the other days of its
column, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

ORDERS = ("dmy", "mdy", "ymd")
PIVOT = 70
SHAPE = re.compile(
    r"\s*(?:9{1,2}([./-])9{1,2}\1(?:99|9999)|9999([./-])9{1,2}\2(?:99|9)|"
    r"9{1,2}(?:er|ER|ᵉʳ)?[ -]?[^\W\d_]{3,9}\.?,?[ -]?(?:9999|99)|"
    r"[^\W\d_]{3,9}\.? 9{1,2},? 9999|99999999)(?:[T ]+99:99(?::99(?:[.,]9+)?)?\s*(?:Z|[+-]99:?99)?)?\s*"
)
"""A text that may be a day, its digits all written as 9."""

_TIME = r"(?:[T ]+(?P<time>\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*(?:Z|[+-]\d\d:?\d\d)?)?"
_NUMBERS = re.compile(rf"(\d{{1,4}})([./-])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}}){_TIME}")
_NAMED = re.compile(rf"(\d{{1,2}}|0?1(?:er|ER|ᵉʳ))[ -]?([^\W\d_]{{3,9}})\.?,?[ -]?(\d{{4}}|\d\d){_TIME}")
_NAMED_FIRST = re.compile(rf"([^\W\d_]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTHS = (
    *("jan janv january janvier", "feb févr fevr fév february février fevrier", "mar march mars"),
    *("apr avr april avril", "may mai", "jun june juin", "jul juil july juillet", "aug août aout august"),
    *("sep sept september septembre", "oct october octobre", "nov november novembre", "dec déc december décembre"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}


def readings(text: str) -> dict[str, date]:
    """The day that a text means in each order in which it means one; the same in all where it can mean only one."""
    text = text.strip()
    if numbers := _NUMBERS.fullmatch(text):
        return _of_numbers(*numbers.group(1, 2, 3, 4))
    if named := _NAMED.fullmatch(text):
        found = _day(named[3], _MONTH.get(named[2].lower()), named[1].rstrip("erERᵉʳ"))
    elif named := _NAMED_FIRST.fullmatch(text):
        found = _day(named[3], _MONTH.get(named[1].lower()), named[2])
    elif compact := _COMPACT.fullmatch(text):
        found = _day(*compact.groups())
    else:
        found = None
    return dict.fromkeys(ORDERS, found) if found else {}


def _of_numbers(first: str, between: str, second: str, third: str) -> dict[str, date]:
    if len(first) > 2:
        found = _day(first, second, third) if len(first) == 4 and len(third) < 3 else None
        return dict.fromkeys(ORDERS, found) if found else {}
    if len(third) == 1:
        return {}
    ways = {"dmy": _day(third, second, first)}
    if between != ".":  # nobody writes the month first with points
        ways["mdy"] = _day(third, first, second)
    told = {order: day for order, day in ways.items() if day}
    if between == "." and told:
        return dict.fromkeys(ORDERS, told["dmy"])
    return told


def _day(year: str, month: str | int | None, day: str) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= PIVOT else 2000)
    try:
        return date(full, int(month or 0), int(day))
    except ValueError:
        return None


def timed(text: str) -> bool:
    """Whether a text that is a day says a time of that day, too."""
    found = next((each for each in (_NUMBERS, _NAMED, _NAMED_FIRST) if each.fullmatch(text.strip())), None)
    match = found.fullmatch(text.strip()) if found else None
    return bool(match and match["time"] and match["time"].strip("0:.,"))


def orders(texts: Iterable[str]) -> frozenset[str]:
    """The orders in which every text is a day; all of them where none of the texts tells, none where one is no day."""
    left = frozenset(ORDERS)
    for text in texts:
        ways = readings(text)
        left &= ways.keys()
        if not left:
            break
    return left


def ambiguous(texts: Collection[str], left: Collection[str]) -> str | None:
    """A text that means one day in one of the orders ``left`` and another in another; None if there is none."""
    for text in sorted(texts):
        if len({day for order, day in readings(text).items() if order in left}) > 1:
            return text
    return None


class Days(dict[str, date | None]):
    """The days that texts mean in one order, each made out once. A blank is None; what is no day a ``KeyError``."""

    def __init__(self, order: str) -> None:
        super().__init__()
        self._order = order

    def __missing__(self, text: str) -> date | None:
        if not text.strip():
            self[text] = None
            return None
        found = readings(text)[self._order]
        self[text] = found
        return found
