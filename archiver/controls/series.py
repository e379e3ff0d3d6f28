"""Numbers that count up: what stands around them on a document, and which of them are there, run by run."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

LONGEST = 18
"""Digits of a number that counts up; what is longer is a reference of some other kind."""
_DIGITS = re.compile(r"[0-9]+")


class Parts(NamedTuple):
    """A document's number taken apart: ``FAC-0012`` is 12 of ``width`` 4 ``before`` which stands ``FAC-``."""

    before: str
    value: int
    after: str
    width: int

    @property
    def series(self) -> tuple[str, str]:
        """What is alike on every number of its series; case and spaces do not matter."""
        return _plain(self.before), _plain(self.after)

    def text(self, value: int) -> str:
        """Another number of the series, as it would be printed."""
        return f"{self.before}{value:0{self.width}d}{self.after}"


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def parted(number: str, year: int | None = None) -> Parts | None:
    """A number taken apart, or None where nothing in it counts up.

    The last digits do, but for the year of the document where it stands after them (``012/2025``).
    """
    groups = list(_DIGITS.finditer(number))
    if len(groups) > 1 and groups[-1][0] == str(year):
        groups.pop()
    if not groups or len(groups[-1][0]) > LONGEST:
        return None
    start, end = groups[-1].span()
    return Parts(number[:start], int(number[start:end]), number[end:], end - start)


class End(NamedTuple):
    """The first or last number of a run, as it is printed, with the day of its document."""

    value: int
    parts: Parts
    day: date | None

    @property
    def number(self) -> str:
        """The number as it is printed."""
        return self.parts.text(self.value)


class Run(NamedTuple):
    """Numbers without a hole."""

    first: End
    last: End


class Runs:
    """The numbers of one series, in order: as much memory as there are holes, however many numbers."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._runs: list[Run] = []
        self._firsts: list[int] = []
        self.count = 0
        for run in sorted(runs, key=lambda each: each.first.value):
            self._append(run)

    def _append(self, run: Run) -> None:
        """A run that begins no earlier than all others."""
        before = self._runs[-1] if self._runs else None
        if before is None or run.first.value > before.last.value + 1:
            self._runs.append(run)
            self._firsts.append(run.first.value)
            self.count += run.last.value - run.first.value + 1
        elif run.last.value > before.last.value:
            self._runs[-1] = Run(before.first, run.last)
            self.count += run.last.value - before.last.value

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def first(self) -> int:
        """The lowest number; there has to be one."""
        return self._firsts[0]

    @property
    def last(self) -> int:
        """The highest number; there has to be one."""
        return self._runs[-1].last.value

    @property
    def parts(self) -> Parts:
        """How the lowest number is printed."""
        return self._runs[0].first.parts

    def add(self, end: End) -> bool:
        """One more number; False if it was there before."""
        place = bisect_right(self._firsts, end.value)
        left = self._runs[place - 1] if place else None
        if left and end.value <= left.last.value:
            return False
        right = self._runs[place] if place < len(self._runs) else None
        joins_left = left is not None and left.last.value + 1 == end.value
        joins_right = right is not None and right.first.value - 1 == end.value
        first = left.first if left and joins_left else end
        last = right.last if right and joins_right else end
        start, stop = place - joins_left, place + joins_right
        self._runs[start:stop] = [Run(first, last)]
        self._firsts[start:stop] = [first.value]
        self.count += 1
        return True

    def common(self, other: Runs) -> Iterator[tuple[int, int]]:
        """The stretches of numbers, both ends included, that both have."""
        mine, theirs = iter(self), iter(other)
        here, there = next(mine, None), next(theirs, None)
        while here and there:
            first = max(here.first.value, there.first.value)
            last = min(here.last.value, there.last.value)
            if first <= last:
                yield first, last
            if here.last.value < there.last.value:
                here = next(mine, None)
            else:
                there = next(theirs, None)

    def holes(self) -> Iterator[tuple[End, End]]:
        """Every hole, by the numbers on both sides of it."""
        return ((left.last, right.first) for left, right in pairwise(self._runs))


def length(stretches: Iterable[tuple[int, int]]) -> int:
    """How many numbers stretches hold."""
    return sum(last - first + 1 for first, last in stretches)
