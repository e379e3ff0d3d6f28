"""The counters that a company numbers its documents by: which numbers they gave, left out, or gave twice.

A number counts up behind what stands before it, in one year after the other or anew in each. Several kinds may share
one counter, so that a number is missing only where none of them has it. Voided and deleted documents have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from archiver.controls import Tables
from archiver.controls.columns import stated
from archiver.controls.naming import AT_MOST
from archiver.controls.series import End, Parts, Runs, length, parted
from archiver.model import State, Value

ISSUED = ("invoices", "sales_receipts", "credit_notes", "refund_receipts", "estimates", "purchase_orders")
"""Kinds that the company numbers itself, those that lead a common counter first."""
MOST_RUNS = 20_000
"""Of one kind. Who has more holes than that does not count up."""
FEW = 3
"""Documents of which nobody can tell whether they are numbered in sequence."""
SAME = 10
"""Two counters are one, or begin anew, where less, or more, than one number in so many is in both."""

Year = Callable[[date], str]
Series = tuple[str, str, str]
"""What stands before and after the number, and the year where counting begins anew in each."""


class Gap(NamedTuple):
    """Numbers that no document has, between two that are there; ``kind`` leads those that share the counter."""

    kind: str
    before: End
    after: End

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last number that is missing, as they would be printed."""
        parts = self.before.parts
        return parts.text(self.before.value + 1), parts.text(self.after.value - 1)

    @property
    def missing(self) -> int:
        """How many numbers are missing."""
        return self.after.value - self.before.value - 1


@dataclass(slots=True)
class Numbered:
    """One kind: how many documents have a number of their own, which numbers come twice, and which are missing.

    ``doubled`` documents have a number that was there before; ``doubles`` are the first of these numbers, and
    ``unnamed`` how many documents have others. ``loose`` has a number of each series that is not given in sequence, so
    that nothing can be missing of it; None among them means that no number of the kind is.
    """

    kind: str
    count: int = 0
    unnumbered: int = 0
    drafts: int = 0
    doubled: int = 0
    doubles: list[str] = field(default_factory=list)
    unnamed: int = 0
    gaps: list[Gap] = field(default_factory=list)
    loose: list[str | None] = field(default_factory=list)

    def double(self, number: str) -> None:
        """One more number that was there before."""
        self.doubled += 1
        if number not in self.doubles:
            if len(self.doubles) < AT_MOST:
                self.doubles.append(number)
            else:
                self.unnamed += 1


def find(tables: Tables, year: Year, until: date | None = None) -> list[Numbered]:
    """What there is to say of every kind that the company numbers; ``year`` names the fiscal year of a day.

    Of documents dated after ``until`` nothing is told but that their numbers are not missing.
    """
    last = until or date.max
    readings = [_read(tables, key, year, last) for key in ISSUED if tables.kind(key)]
    counters: dict[Series, list[_Counter]] = {}
    for reading in readings:
        for series, runs in reading.settled():
            _share(counters.setdefault(series, []), _Counter(reading.found, runs))
    for counter in (counter for shared in counters.values() for counter in shared):
        counter.look(last)
    found = [reading.found for reading in readings]
    return [each for each in found if each.count or each.unnumbered or each.drafts]


def _read(tables: Tables, key: str, year: Year, last: date) -> _Reading:
    reading = _Reading(Numbered(key))
    # What does not count comes after what does: it may have the number of a document that was made in its stead.
    for counting in (True, False):
        for state, (number, day, status) in stated(tables, key, ("number", "date", "status")):
            there = state is State.LIVE and _by(day, last)
            counts = there and status != "draft"
            reading.found.drafts += counting and there and not counts
            if counts is counting:
                reading.add(number, day, year, counts=counts)
    return reading


def _by(day: Value, last: date) -> bool:
    return not (isinstance(day, date) and day > last)


class _Reading:
    """The numbers of one kind, series by series and year by year."""

    def __init__(self, found: Numbered) -> None:
        self.found = found
        self._series: dict[tuple[str, str], dict[str, Runs]] = {}
        self._runs = 0

    def add(self, number: Value, day: Value, year: Year, *, counts: bool) -> None:
        """One document's number; of one that does not count, no more than that it is not missing."""
        day = day if isinstance(day, date) else None
        parts = parted(str(number or ""), day.year if day else None)
        if parts is None:
            self.found.unnumbered += counts
            return
        self.found.count += counts
        if self._runs > MOST_RUNS:
            return
        years, name = self._series.setdefault(parts.series, {}), year(day) if day else ""
        runs = years.get(name)
        if runs is None:
            runs = years[name] = Runs()
        self._runs -= len(runs)
        if not runs.add(End(parts.value, parts, day)) and counts:
            self.found.double(str(number))
        self._runs += len(runs)
        if self._runs > MOST_RUNS:
            self._series.clear()

    def settled(self) -> Iterator[tuple[Series, Runs]]:
        """Each series whole, or year by year where its counting begins anew."""
        if self._runs > MOST_RUNS or self._alone():
            self.found.loose.append(None)
            return
        for (before, after), years in self._series.items():
            whole, common = Runs(), list[tuple[int, int]]()
            for _, runs in sorted(years.items()):
                common += whole.common(runs)
                whole = Runs([*whole, *runs])
            counts = [runs.count for runs in years.values()]
            if length(common) * SAME > sum(counts) - max(counts):
                yield from (((before, after, year), runs) for year, runs in sorted(years.items()))
            else:
                self._again(whole.parts, common)
                yield (before, after, ""), whole

    def _alone(self) -> bool:
        """Whether most numbers are series of their own: what changes from one to the next is not what counts up."""
        return 2 * len(self._series) > self.found.count > FEW

    def _again(self, parts: Parts, common: Sequence[tuple[int, int]]) -> None:
        """Numbers of one year that another has as well, though counting goes on."""
        for value in (value for first, last in common for value in range(first, last + 1)):
            self.found.double(parts.text(value))


class _Counter:
    """One counter, with the numbers of each kind that it serves."""

    def __init__(self, found: Numbered, runs: Runs) -> None:
        self._served: list[tuple[Numbered, Runs]] = [(found, runs)]
        self.whole = runs

    def takes(self, other: _Counter) -> bool:
        """Whether another kind seems to be served as well: it has next to no number that is here already."""
        common = length(self.whole.common(other.whole))
        return common * SAME <= min(self.whole.count, other.whole.count)

    def take(self, other: _Counter) -> None:
        """Serve the kinds of another one as well."""
        self._served += other._served
        self.whole = Runs([*self.whole, *other.whole])

    def look(self, last: date) -> None:
        """Tell each kind which of its numbers are missing, or that they are not given in sequence."""
        gaps = [gap for before, after in self.whole.holes() if (gap := self._gap(before, after))]
        if 2 * len(gaps) > self.whole.count:
            for found, runs in self._served:
                found.loose.append(runs.parts.text(runs.first))
            return
        by_kind: Mapping[str, Numbered] = {found.kind: found for found, _ in self._served}
        for gap in gaps:
            if _by(gap.before.day, last) and _by(gap.after.day, last):
                by_kind[gap.kind].gaps.append(gap)

    def _gap(self, before: End, after: End) -> Gap | None:
        """The hole as a gap of the first kind that has numbers on both sides; None if there is no such kind.

        Of a kind with few numbers, those far apart from each other tell nothing of what lies between them.
        """
        for found, runs in self._served:
            gap = Gap(found.kind, before, after)
            within = runs.first < after.value and before.value < runs.last
            if within and (runs.count > FEW or gap.missing <= runs.count):
                return gap
        return None


def _share(counters: list[_Counter], newcomer: _Counter) -> None:
    for counter in counters:
        if counter.takes(newcomer):
            counter.take(newcomer)
            return
    counters.append(newcomer)
