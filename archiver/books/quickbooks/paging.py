"""A list that changes while it is read in pages, read so that nothing is lost: pages, then proof, then repair.

Pages are asked for by position in the order of creation. Each begins with the last row of the page before it: if
another row stands there, something before it was deleted meanwhile, and rows have slipped past. The count afterwards
tells of those that came. What does not agree is mended by comparing ids, which are cheap to list.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from archiver.books.quickbooks.known import Known
from archiver.books.rest.lacking import Short

Item = Mapping[str, object]
ROUNDS = 3
PART = 50
"""Rows of a page that are made out at once: those of a whole page take ten times the memory of the page itself."""


class Enumerated(Protocol):
    """The ids of one list of a service."""

    @property
    def size(self) -> int:
        """How many rows make a page."""
        ...

    def count(self) -> int | None:
        """How many rows there are now; None where the service does not count them."""
        ...

    def ids(self, start: int) -> Sequence[str]:
        """The ids of the rows from a position, counted from 1, in an order that edits do not change."""
        ...


class Listing(Enumerated, Protocol):
    """One list of a service."""

    def page(self, start: int) -> Collection[Item]:
        """The rows themselves."""
        ...

    def those(self, ids: Iterable[str]) -> Iterator[Sequence[Item]]:
        """The rows of these ids, as far as they exist, some at a time."""
        ...

    def present(self, ids: Iterable[str]) -> Collection[str]:
        """Those of the ids that exist."""
        ...

    def id(self, item: Item) -> str:
        """The id of a row."""
        ...


class Batch(NamedTuple):
    """Rows, the ids of earlier ones that they replace or that are gone, how far the pages have come, and what is gone.

    What is gone is among what is replaced, whether it was read before or not.
    """

    items: Sequence[Item]
    replaces: Collection[str] = ()
    reached: int = 0
    gone: Collection[str] = ()


def starts(count: int, size: int, reached: int = 0) -> range:
    """Where the pages of a list of so many rows begin, from the position that was ``reached``: each upon the last row
    of the one before.
    """
    first = max(reached, 1)
    return range(first, max(count, first + 1) if reached < count else first, size - 1)


def listed(listing: Enumerated) -> Iterator[str]:
    """The ids of all rows, each once; ``Short`` where rows slip past three times because others are deleted."""
    found: set[str] = set()
    for _ in range(ROUNDS):
        start, last = 1, None
        while True:
            ids = listing.ids(start)
            if last is not None and last not in ids:  # one that came to stand before it makes nothing slip past
                break
            yield from (each for each in ids if each not in found)
            found.update(ids)
            if len(ids) < listing.size:
                return
            start, last = start + len(ids) - 1, ids[-1]
    raise Short(len(found), listing.count())


class Walk:
    """One list, read to its end. ``known`` remembers the ids; ``reached`` is the position of the last row read."""

    def __init__(self, listing: Listing, known: Known, expected: int | None, reached: int = 0) -> None:
        self._listing, self._known = listing, known
        self.expected, self.reached = expected, reached
        self._sound, self._came = True, 0

    def read(self) -> Iterator[Batch]:
        """Everything, proved; ``Short`` where that does not succeed."""
        at_once = self.reached == 0
        yield from self._pages()
        if at_once and self._came <= 1 and self._sound and len(self._known) == self.expected:
            return  # one page is of one moment, and held what had been counted
        if at_once and self.expected is None and not self.reached:
            return  # so is one that is empty
        yield from self.prove()

    def prove(self) -> Iterator[Batch]:
        """What it takes for the ids to be those of the source; ``Short`` where three rounds do not suffice."""
        for _ in range(ROUNDS):
            self.expected = self._listing.count()
            if self._sound and self.expected in (None, len(self._known)):
                return
            if self._sound and self.expected is not None and self.expected > self.reached:
                yield from self._pages()  # more were made meanwhile, and stand at the end
                if len(self._known) == self.expected:
                    continue
            yield from self._repair()
        self.expected = self._listing.count()
        if self.expected not in (None, len(self._known)):
            raise Short(len(self._known), self.expected)

    def mend(self, touched: Collection[str]) -> Iterator[Batch]:
        """Rows that were created, changed or deleted since they were read, as they are now."""
        there: set[str] = set()
        for items in self._listing.those(touched):
            ids = {self._listing.id(item) for item in items}
            there |= ids
            self._known.add(ids)
            yield Batch(items, ids, self.reached)
        if gone := set(touched) - there:
            self._known.drop(gone)
            yield Batch((), gone, self.reached, gone)

    def _pages(self) -> Iterator[Batch]:
        """The pages from where we are to the end that was announced, or to a page that is not full."""
        while self.expected is None or self.reached < self.expected:
            before = self.reached
            rows = self._listing.page(max(before, 1))
            self._came += yield from self._parts(rows, max(before, 1))
            if self.reached == before or (self.expected is None and len(rows) < self._listing.size):
                return

    def _parts(self, rows: Collection[Item], start: int) -> Generator[Batch, None, bool]:
        """The rows of a page that are not known yet, some at a time; whether there were any."""
        came, place, every = False, start, iter(rows)
        if self.reached and not rows:
            self._sound = False
        while items := list(islice(every, PART)):
            ids = [self._listing.id(item) for item in items]
            if place == start == self.reached and ids[0] != self._known.last:
                self._sound = False
            fresh = {id_: item for id_, item in zip(ids, items, strict=True) if id_ not in self._known}
            place += len(items)
            self.reached = max(self.reached, place - 1)
            self._known.add(fresh)
            batch = Batch(list(fresh.values()), (), self.reached)
            del items, fresh  # whoever asks for the next part should not still hold this one
            if batch.items:
                came = True
                yield batch
            del batch
        return came

    def _repair(self) -> Iterator[Batch]:
        """Compare the ids: fetch those that we lack, and let go of those that are gone."""
        there = self._listed()
        self._known.untold = 0
        gone = self._known.ids - there
        gone -= set(self._listing.present(gone)) if gone else set()
        if gone:
            self._known.drop(gone)
            yield Batch((), gone, self.reached, gone)
        for items in self._listing.those(there - self._known.ids):
            ids = {self._listing.id(item) for item in items}
            self._known.add(ids)
            yield Batch(items, ids, self.reached)
        self._sound = True

    def _listed(self) -> set[str]:
        found: set[str] = set()
        start = 1
        while True:
            ids = self._listing.ids(start)
            found.update(ids)
            start += len(ids)
            if len(ids) < self._listing.size:
                return found
