"""A list that changes while it is read in pages, read so that nothing is lost: pages, then proof, then repair.

Rows that slipped past show in three ways: a page does not begin upon the last row of the one before (``laps``), the
total changed on the way, or what was read is not as many as there are. The list is walked again then: what was not
known is brought, and what is not there any more is taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from archiver.books.rest.known import Known
from archiver.books.rest.lacking import Short
from archiver.books.rest.pagers import Listed, Pager
from archiver.books.rest.values import Item
from archiver.errors import Missing, Refused

ROUNDS = 3


class Listing(Protocol):
    """One list of a service."""

    @property
    def pager(self) -> Pager:
        """How it comes in pages."""
        ...

    @property
    def exact(self) -> bool:
        """Whether the service tells afterwards all that was made, changed or deleted meanwhile."""
        ...

    def page(self, place: str) -> Listed:
        """The rows at a place, in an order that edits do not change."""
        ...

    def total(self, listed: Listed) -> int | None:
        """How many rows the whole list has, as far as that page tells."""
        ...

    def count(self) -> int | None:
        """The same, where no page is at hand."""
        ...

    def ends(self, item: Item) -> bool:
        """Whether this row, and all after it, were not asked for."""
        ...

    def id(self, item: Item) -> str:
        """The id of a row."""
        ...


class Batch(NamedTuple):
    """Rows, the ids of earlier ones that they replace or that are gone, and where the next page begins.

    ``place`` is None once the pages are over; ``last`` is the id of the last row of them.
    """

    items: Sequence[Item]
    replaces: Collection[str] = ()
    place: str | None = None
    last: str | None = None


class Walk:
    """The reading of one list. ``known`` are the ids that came; ``total`` what was announced last."""

    def __init__(self, listing: Listing, known: Known, total: int | None = None) -> None:
        self._listing, self._known = listing, known
        self._sound = True
        self.total = total

    def read(self, place: str | None, last: str | None = None) -> Iterator[Batch]:
        """All from a place on; ``last`` is the row before it. From no place on, what is lacking if something is.

        Errors: ``Short``, those of the listing.
        """
        if place is not None:
            yield from self._onward(place, last)
        else:
            self.total = self._listing.count()
        yield from self.prove()

    def _onward(self, place: str, last: str | None) -> Iterator[Batch]:
        """The pages from a place on; from the first, where the service has forgotten the place of an earlier run."""
        begun = last is None
        try:
            for batch in self._pages(place, last, len(self._known)):
                begun = True
                yield batch
        except (Refused, Missing):
            if begun:
                raise
            self._sound = False

    def prove(self) -> Iterator[Batch]:
        """What it takes for what was read to be what is there; ``Short`` where three rounds do not suffice."""
        for _ in range(ROUNDS):
            if self._agrees():
                return
            still = True
            for batch in self.again():
                still = False
                yield batch
            if still and self._sound:
                break  # nothing changes: the service counts what it does not list
        if not self._agrees():
            raise Short(len(self._known), self.total)

    def _agrees(self) -> bool:
        return self._sound and self.total in (None, len(self._known))

    def moved(self, *, touched: bool) -> bool:
        """Whether something may have slipped past that was not brought since: ``touched`` says that something was."""
        pager = self._listing.pager
        blind = not (pager.laps or pager.steady or self._listing.exact)
        return (touched and blind) or self.total not in (None, len(self._known))

    def again(self) -> Iterator[Batch]:
        """The whole list once more: what was not known of it, and what is known and not in it."""
        self._sound, self.total = True, None
        self._known.look()
        for batch in self._pages(self._listing.pager.first, None, 0, again=True):
            if batch.items:
                yield Batch(batch.items, batch.replaces)
        for gone in self._known.missed():
            self._known.drop(gone)
            yield Batch((), gone)

    def _pages(self, place: str | None, last: str | None, reached: int, *, again: bool = False) -> Iterator[Batch]:
        """Pages to the end of the list, ``reached`` rows of which came before."""
        pager, stale = self._listing.pager, 0
        while place is not None:
            listed = self._listing.page(place)
            rows = list(self._wanted(listed))
            ids = [self._listing.id(row) for row in rows]
            self._look(listed, ids, last)
            fresh = self._known.fresh(ids)
            came = self._known.see(ids) if again else len(fresh)
            self._known.add([each for each in ids if each in fresh])
            lap = bool(ids) and pager.laps and ids[0] == last
            reached, stale = reached + len(ids) - lap, 0 if came else stale + 1
            after = pager.after(place, listed)
            over = after == place or len(rows) < len(listed.rows) or self._over(listed, reached, stale)
            place, last = (None if over else after), (ids[-1] if ids else last)
            new = {id_: row for id_, row in zip(ids, rows, strict=True) if id_ in fresh}
            batch = Batch(list(new.values()), list(new) if again else (), place, last)
            del listed, rows, new  # whoever asks for the next page should not still hold this one
            if batch.items:
                yield batch
            del batch

    def _wanted(self, listed: Listed) -> Iterator[Item]:
        for row in listed.rows:
            if self._listing.ends(row):
                return
            yield row

    def _look(self, listed: Listed, ids: Sequence[str], last: str | None) -> None:
        """Whether this page follows upon the one before."""
        if self._listing.pager.laps and last is not None and ids[:1] != [last]:
            self._sound = False
        total = self._listing.total(listed)
        if total is None:
            return
        moves = not (self._listing.pager.laps or self._listing.pager.steady or self._listing.exact)
        if moves and self.total not in (None, total):
            self._sound = False
        self.total = total

    def _over(self, listed: Listed, reached: int, stale: int) -> bool:
        """Whether a list is at its end: nothing came, all came, or the same comes again."""
        if not listed.rows or stale > 1:
            return True
        if self.total is not None and reached <= self.total:
            return reached == self.total
        pager = self._listing.pager
        return stale > 0 or (pager.short and len(listed.rows) < pager.most)
