"""Families that Sage keeps in several lists, read one after the other as if they were one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from archiver.books.rest import Rest
from archiver.books.sage.feeds import JOINED
from archiver.errors import FamilyNotOffered, Shortfall
from archiver.model import Bookmark, Family, Page


class Place(msgspec.Struct, frozen=True):
    """Where a family goes on: in which list, where there, and since when the lists before it are known to be whole.

    ``failed`` are those that could not be read whole, and are to be tried again.
    """

    list: str
    resume: str | None = None
    bookmark: Bookmark | None = None
    failed: tuple[str, ...] = ()

    def text(self) -> str:
        """The form in which a spool keeps it."""
        return msgspec.json.encode(self).decode()


class Joined(Rest):
    """Books some of whose families come in several lists; each list may fail, or not be offered, by itself."""

    @property
    def _lists(self) -> dict[str, Family]:
        return {family.name: family for family in super().families()}

    def families(self) -> Sequence[Family]:
        """What the source declares, its joined lists where the first of them stands."""
        whose = {name: family for family, names in JOINED.items() for name in names}
        lists = self._lists
        names = dict.fromkeys(whose.get(name, name) for name in lists)
        return tuple(self._family_of(name, [lists[each] for each in JOINED.get(name, (name,))]) for name in names)

    def _family_of(self, name: str, members: Sequence[Family]) -> Family:
        kinds = {kind.key: kind for each in members for kind in each.kinds}
        return Family(
            name,
            tuple(kinds.values()),
            all(each.knows_changes for each in members),
            all(each.knows_deletions for each in members),
            members[0].picture,
        )

    def _members(self, family: Family) -> list[Family]:
        lists = self._lists
        return [lists[name] for name in JOINED.get(family.name, (family.name,))]

    def count(self, family: Family) -> int | None:
        """How many documents there are in all lists that are offered."""
        counted = [super(Joined, self).count(each) for each in self._members(family)]
        known = [each for each in counted if each is not None]
        return sum(known) if known else None

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        """Fetch ahead over the borders of lists and families."""
        ahead: list[tuple[Family, str | None]] = []
        for family, resume in reads:
            place = _place(family, resume)
            left = self._left(family, place)
            ahead += ((each, place.resume if each.name == place.list else None) for each in left)
        super().foresee(ahead)

    def _left(self, family: Family, place: Place) -> list[Family]:
        """The lists that are still to be read, those that failed last."""
        members = self._members(family)
        names = [each.name for each in members]
        return [*members[names.index(place.list) :], *(each for each in members if each.name in place.failed)]

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents, of one list after the other."""
        if family.name not in JOINED:
            return super().read(family, since, resume)
        return self._chained(family, since if family.knows_changes else None, _place(family, resume))

    def _chained(self, family: Family, since: Bookmark | None, place: Place) -> Iterator[Page]:
        bookmark, gone, troubles = place.bookmark, set[str](), dict[str, Shortfall]()
        refused: FamilyNotOffered | None = None
        offered = bookmark is not None
        for each in self._left(family, place):
            again, here = each.name in place.failed, place.resume if each.name == place.list else None
            try:
                for page in super().read(each, since, here):
                    gone.update(page.gone)
                    bookmark = _earlier(bookmark, page.bookmark)
                    if page.rows or page.replaces:
                        reached = Place(each.name, page.resume, bookmark, tuple(troubles))
                        yield _retried(replace(page, resume=reached.text()), again=again)
                offered = True
            except FamilyNotOffered as error:
                refused = error
            except Shortfall as error:
                troubles[each.name] = error
        if troubles:
            raise next(iter(troubles.values()))
        if refused and not offered:
            raise refused
        yield Page({}, bookmark=bookmark, gone=gone)

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """What was touched since then, in any list that is offered."""
        for each in self._members(family):
            if family.name not in JOINED or super().count(each) is not None:
                yield from super().mend(each, since)

    def ids(self, family: Family) -> Iterator[str] | None:
        """The ids of all documents, of all lists that are offered."""
        return self._listed(family)

    def _listed(self, family: Family) -> Iterator[str]:
        for each in self._members(family):
            if super().count(each) is not None:
                yield from super().ids(each) or ()


def _place(family: Family, resume: str | None) -> Place:
    if resume is None or family.name not in JOINED:
        return Place(JOINED.get(family.name, (family.name,))[0], resume)
    return msgspec.json.decode(resume, type=Place)


def _earlier(one: Bookmark | None, other: Bookmark | None) -> Bookmark | None:
    return min((each for each in (one, other) if each), key=lambda each: each.moment, default=None)


def _retried(page: Page, *, again: bool) -> Page:
    """A page of a list that was begun before: its documents take their own places."""
    if not again:
        return page
    return replace(page, replaces={row.document for rows in page.rows.values() for row in rows}.union(page.replaces))
