"""How lists come in pages. A *place* says, as text, where a page begins: whoever goes on later begins there.

None of this decides alone when a list ends: a total, a page that brings nothing new and what ``after`` says do so
together (``walk.py``), for services are wrong about each of them now and then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from archiver.books.rest.values import Item, Params, at

NOTHING: Params = {}
NO_HEADERS: Mapping[str, str] = {}
BEYOND = 416
_CONTENT_RANGE = re.compile(r"\w+ (?:\*|\d+-\d+)/(\d+)")


class Question(NamedTuple):
    """What is asked for a page, beside the parameters of its list; a ``link`` of the service's own instead of both."""

    params: Params = NOTHING
    headers: Mapping[str, str] = NO_HEADERS
    link: str = ""


class Listed(NamedTuple):
    """One answer to a question for a list: its rows, and all that came with them."""

    rows: Sequence[Item]
    body: object
    headers: Mapping[str, str]
    status: int


Ask = Callable[[Question], Listed]


@dataclass(frozen=True, kw_only=True)
class Pager:
    """One way in which lists come in pages, of ``most`` rows (0: the service decides), told by the parameter ``size``.

    ``total`` is the path, in an answer, of how many rows there are in all. ``laps``: each page begins upon the last row
    of the one before it, which shows whether rows slipped past. ``steady``: what is made or deleted meanwhile moves no
    other row to another page. ``short``: a page of fewer rows than ``most`` is the last one.
    """

    size: str = ""
    most: int = 0
    total: str = ""
    steady: bool = False
    short: bool = False
    laps: bool = False

    @property
    def first(self) -> str:
        """The place where a list begins."""
        return ""

    def asked(self, place: str, rows: int) -> Question:
        """What is asked for so many rows at a place."""
        raise NotImplementedError

    def question(self, place: str) -> Question:
        """What is asked for the page at a place."""
        return self.asked(place, self.most)

    def after(self, place: str, listed: Listed) -> str | None:
        """The place of the page after it; None where the service says that there is none."""
        raise NotImplementedError

    def ahead(self, place: str, total: int) -> Iterable[str]:
        """That place and those that follow if there are so many rows, as far as they are known beforehand."""
        return (place,)

    def told(self, listed: Listed) -> int | None:
        """How many rows there are in all, where the answer tells, if only as text."""
        found = at(listed.body, self.total) if self.total else None
        if isinstance(found, str) and found.isdecimal():
            return int(found)
        return found if type(found) is int and found >= 0 else None

    def count(self, ask: Ask) -> int | None:
        """The same, by as short an answer as there is; None, and nothing asked, where no answer tells."""
        return self.told(ask(self.asked(self.first, 1))) if self.total else None

    def _sized(self, rows: int, given: Params = NOTHING) -> Params:
        return {**given, self.size: str(rows)} if self.size and rows else given


@dataclass(frozen=True, kw_only=True)
class Whole(Pager):
    """The whole list in one answer."""

    steady: bool = True
    short: bool = True

    def asked(self, place: str, rows: int) -> Question:
        """Nothing beside."""
        return Question()

    def after(self, place: str, listed: Listed) -> str | None:
        """None."""
        return None


@dataclass(frozen=True, kw_only=True)
class ByNumber(Pager):
    """Pages have numbers, the first one ``start``; where ``next`` is given, a null at that path of an answer ends."""

    page: str = "page"
    size: str = "per_page"
    most: int = 100
    next: str = ""
    start: int = 1

    @property
    def first(self) -> str:
        """The first number."""
        return str(self.start)

    def asked(self, place: str, rows: int) -> Question:
        """Its number, and how many rows."""
        return Question(self._sized(rows, {self.page: place}))

    def after(self, place: str, listed: Listed) -> str | None:
        """The next number."""
        return None if self.next and at(listed.body, self.next) is None else str(int(place) + 1)

    def ahead(self, place: str, total: int) -> Iterable[str]:
        """Every number."""
        last = self.start + max(-(-total // self.most), 1)
        return map(str, range(int(place), last))


@dataclass(frozen=True, kw_only=True)
class ByOffset(Pager):
    """Pages begin at positions, the first one ``start``."""

    offset: str = "offset"
    size: str = "limit"
    most: int = 100
    start: int = 0
    laps: bool = True

    @property
    def first(self) -> str:
        """The first position."""
        return str(self.start)

    def asked(self, place: str, rows: int) -> Question:
        """The position, and how many rows."""
        return Question(self._sized(rows, {self.offset: place}))

    def after(self, place: str, listed: Listed) -> str | None:
        """As many rows further as came."""
        came = len(listed.rows)
        return str(int(place) + came - self.laps) if came and listed.status != BEYOND else None

    def ahead(self, place: str, total: int) -> Iterable[str]:
        """Every position."""
        here = int(place)
        return map(str, range(here, max(self.start + total - self.laps, here + 1), self.most - self.laps))


@dataclass(frozen=True, kw_only=True)
class ByRange(ByOffset):
    """Positions in a header, ``Range: records=0-100`` (the end not included); beyond the end the answer is 416.

    ``Content-Range`` tells the total, or a star: some services count no further than ten times what they are asked for.
    """

    unit: str = "records"
    most: int = 1_000
    short: bool = True

    def asked(self, place: str, rows: int) -> Question:
        """The range."""
        return Question(headers={"Range": f"{self.unit}={place}-{int(place) + rows}"})

    def told(self, listed: Listed) -> int | None:
        """What ``Content-Range`` says."""
        found = _CONTENT_RANGE.fullmatch(listed.headers.get("content-range", ""))
        return int(found[1]) if found else None

    def count(self, ask: Ask) -> int | None:
        """By the first range that tells."""
        start, rows = 0, self.most
        while (total := self.told(listed := ask(self.asked(str(start), rows)))) is None and listed.rows:
            start, rows = (start + rows) * 10 - 1, 1
        return total


@dataclass(frozen=True, kw_only=True)
class ByLink(Pager):
    """Each answer has the address of the next one at the path ``next``; none there ends."""

    next: str = "next"

    def asked(self, place: str, rows: int) -> Question:
        """The address that was given."""
        return Question(link=place) if place else Question(self._sized(rows))

    def after(self, place: str, listed: Listed) -> str | None:
        """The next address."""
        found = at(listed.body, self.next)
        return found if isinstance(found, str) and found else None


@dataclass(frozen=True, kw_only=True)
class ByCursor(Pager):
    """Each answer has, at the path ``next``, the word by which the next one is asked for; none there ends."""

    param: str = "cursor"
    next: str = "next_cursor"
    steady: bool = True

    def asked(self, place: str, rows: int) -> Question:
        """The word that was given."""
        return Question(self._sized(rows, {self.param: place} if place else NOTHING))

    def after(self, place: str, listed: Listed) -> str | None:
        """The next word."""
        found = at(listed.body, self.next)
        return str(found) if type(found) in (str, int) and found != "" else None
