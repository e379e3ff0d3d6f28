"""The lists of one source, read to the end: counted together, fetched ahead, proved, and mended afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from archiver.access.getter import Answer
from archiver.books.rest.client import Client
from archiver.books.rest.details import Details
from archiver.books.rest.known import Known
from archiver.books.rest.listing import Listing
from archiver.books.rest.prefetch import Prefetch
from archiver.books.rest.source import Feed, Source
from archiver.books.rest.walk import Batch, Walk
from archiver.errors import Unwell
from archiver.words import Phrase

Place = tuple[str, str]
"""A feed, and where a page of its list begins."""
WHOLE, CHANGES = "ids", "changes"
AHEAD = 2
"""Pages that lie ready for each that is asked for side by side: they are all that memory holds of a list."""


class Position(msgspec.Struct, frozen=True):
    """Where a family goes on: when its reading began, where its next page begins, and what was known by then."""

    began: datetime
    place: str | None = None
    known: int = 0
    read: int = 0
    last: str | None = None

    def text(self) -> str:
        """The form in which a spool keeps it."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def of(cls, text: str | None) -> Position | None:
        """The position that a text tells, if there is one."""
        return msgspec.json.decode(text, type=cls) if text else None


class Reader:
    """Reads the feeds of a source by a client; ``folder`` is private, and keeps what another run needs to go on.

    ``odd`` is what there is to say of single records, by family.
    """

    def __init__(self, client: Client, source: Source, folder: Path) -> None:
        self._client, self._source, self._folder = client, source, folder
        self._feeds = {feed.name: feed for feed in source.feeds}
        client.side_by_side(source.workers)
        self._pages: Prefetch[Place, Answer] = Prefetch(self._page, source.workers, AHEAD * source.workers)
        self._details = Details(client, source.workers)
        self._counts: dict[str, int | None] = {}
        self._counted_all = False
        self._walks: dict[str, Walk] = {}
        self._known: dict[str, Known] = {}
        self._foreseen: set[str] = set()
        self.odd: dict[str, list[Phrase]] = {}

    def close(self) -> None:
        """Fetch nothing more."""
        self._pages.close()
        self._details.close()
        for known in self._known.values():
            known.close()

    def _page(self, place: Place) -> Answer:
        return self._listing(self._feeds[place[0]]).answer(place[1])

    def _listing(self, feed: Feed, since: datetime | None = None) -> Listing:
        if since is not None:
            return Listing(self._client, self._source, feed, since)
        return Listing(self._client, self._source, feed, None, lambda place: self._pages.take((feed.name, place)))

    def count(self, feed: Feed) -> int | None:
        """How many there are, as far as is known now; the first to ask has all feeds counted, side by side."""
        if not self._counted_all:
            counts: Prefetch[str, int | None] = Prefetch(self._counted, self._source.workers, len(self._feeds))
            try:
                counts.expect(self._feeds)
                self._counts = {name: counts.take(name) for name in self._feeds}
                self._counted_all = True
            finally:
                counts.close()
        return self._counts[feed.name]

    def _counted(self, name: str) -> int | None:
        feed = self._feeds[name]
        try:
            return self._listing(feed).count()
        except Unwell:
            if feed.optional:
                return None
            raise

    def foresee(self, reads: Iterable[tuple[Feed, str | None]]) -> None:
        """These will be read, in this order, each from where it goes on."""
        for feed, resume in reads:
            position = Position.of(resume)
            if position is None or position.place is not None:
                self._expect(feed, position.place if position else None)
            self._foreseen.add(feed.name)

    def _expect(self, feed: Feed, place: str | None) -> None:
        pager = self._source.pager(feed)
        places = pager.ahead(pager.first if place is None else place, self._counts.get(feed.name) or 0)
        self._pages.expect((feed.name, each) for each in places)

    def read(
        self, feed: Feed, since: datetime | None, position: Position | None, now: datetime
    ) -> Iterator[tuple[Batch, Position]]:
        """Batches, each with where to go on after it; ``began`` is ``now``, unless an earlier run began.

        With ``since``, those of what changed. Errors: ``Short``, those of the client.
        """
        known = self._begun(feed, since, position)
        began = position.began if position else now
        total = self._counts.get(feed.name) if since is None else None
        walk = self._walks[feed.name] = Walk(self._listing(feed, since), known, total)
        place = position.place if position else self._source.pager(feed).first
        if since is None and place is not None and feed.name not in self._foreseen:
            self._expect(feed, place)
        last = position.last if position else None
        try:
            for batch in walk.read(place, last):
                last = batch.last or last
                yield self._whole(feed, batch, known), Position(began, batch.place, known.place, len(known), last)
                del batch  # as it is done with, before the next one is made
        finally:
            self._foreseen.discard(feed.name)
            self._pages.drop(lambda place: place[0] == feed.name)
        if since is None:
            self._counts[feed.name] = walk.total

    def _begun(self, feed: Feed, since: datetime | None, position: Position | None) -> Known:
        """What is known of a feed where its reading begins, or goes on."""
        known = self._file(feed, WHOLE if since is None else CHANGES)
        if position is None:
            known.forget()
        else:
            known.restore(position.known, position.read, position.last)
        return known

    def _file(self, feed: Feed, sort: str) -> Known:
        if feed.name in self._known:
            self._known.pop(feed.name).close()
        self._path(feed, CHANGES if sort == WHOLE else WHOLE).unlink(missing_ok=True)
        known = self._known[feed.name] = Known(self._path(feed, sort))
        return known

    def _path(self, feed: Feed, sort: str) -> Path:
        return self._folder / f"{feed.name}.{sort}"

    def _whole(self, feed: Feed, batch: Batch, known: Known) -> Batch:
        """The records themselves, where the list has their outlines only."""
        if not feed.detail or not batch.items:
            return batch
        odd = self.odd.setdefault(feed.name, [])
        listing = self._listing(feed)
        return batch._replace(items=self._details.of(feed, batch.items, listing.id, known, odd))

    def gone(self, feed: Feed, since: datetime) -> list[str]:
        """The ids of what was deleted since a moment, as far as the service tells."""
        deletions = self._source.deletions(feed)
        if deletions is None:
            return []
        records = self._source.records if feed.records is None else feed.records
        path, params = deletions.path or feed.path, {**feed.params, **deletions.params(since)}
        rows = self._client.all(path, params, self._source.pager(feed), records)
        listing = Listing(self._client, self._source, replace(feed, id=deletions.id or feed.id))
        return sorted({listing.id(row) for row in rows})

    def mend(self, feed: Feed, since: datetime) -> Iterator[Batch]:
        """What was created, changed or deleted since a moment, after its page had been read; errors as for ``read``."""
        if self._source.changes(feed) is None:
            return
        walk, known, partial = self._walked(feed)
        listing, touched = self._listing(feed), False
        for batch in self._changed(feed, since):
            touched = True
            ids = [listing.id(item) for item in batch.items]
            known.add(ids)
            yield self._whole(feed, batch._replace(replaces=ids, place=None), known)
        if gone := self.gone(feed, since):
            touched = True
            known.drop(gone)
            yield Batch((), gone)
        if partial or (listing.exact and not touched):
            return
        walk.total = listing.count()
        if walk.moved(touched=touched):
            yield from (self._whole(feed, batch, known) for batch in walk.again())
            yield from (self._whole(feed, batch, known) for batch in walk.prove())
        self._counts[feed.name] = walk.total

    def _changed(self, feed: Feed, since: datetime) -> Iterator[Batch]:
        """What changed since a moment, read as any list is."""
        path = self._folder / f"{feed.name}.mended"
        known = Known(path)
        try:
            yield from Walk(self._listing(feed, since), known).read(self._source.pager(feed).first)
        finally:
            known.close()
            path.unlink(missing_ok=True)

    def _walked(self, feed: Feed) -> tuple[Walk, Known, bool]:
        """The walk that read a feed, or would go on where an earlier run read it; and whether it read changes only."""
        partial = self._path(feed, CHANGES).exists()
        if feed.name not in self._walks:
            known = self._file(feed, CHANGES if partial else WHOLE)
            self._walks[feed.name] = Walk(self._listing(feed), known)
        return self._walks[feed.name], self._known[feed.name], partial

    def ids(self, feed: Feed) -> Iterator[str]:
        """The ids of all that there is now."""
        return Listing(self._client, self._source, feed).ids()
