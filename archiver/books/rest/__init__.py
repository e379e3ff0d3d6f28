"""A declared REST source: a service of books that is asked by GET alone, as a table of data says.

``docs/adding-a-source.md`` tells how to declare one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archiver.access.getter import Getter
from archiver.books import Asked
from archiver.books.rest.client import Client
from archiver.books.rest.lacking import REFUSALS, say, speaking_of
from archiver.books.rest.maker import maker
from archiver.books.rest.masks import Masks
from archiver.books.rest.names import Names
from archiver.books.rest.reader import Position, Reader
from archiver.books.rest.source import Feed, Rows, Source
from archiver.books.rest.values import at, text
from archiver.books.rest.walk import Batch
from archiver.errors import Missing, Refused, Unintelligible
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.words import N_, Phrase, phrase

ODD = N_("{family} {id} is not of its form.")
UNOFFERED = (Refused, Missing)


class Rest:
    """The open books of one company, as a source declares them.

    A source that has more than that, such as attachments or reports of its own, is a class on top of this one.
    """

    def __init__(self, asked: Asked, client: Client, source: Source, company: Company, folder: Path) -> None:
        self.asked, self.client, self.source, self.folder = asked, client, source, folder
        self.missing: Sequence[str] = source.missing
        self._company = company
        self._feeds = {feed.name: feed for feed in source.feeds}
        self._makers = {feed.name: maker(source, feed) for feed in source.feeds}
        self._masks = Masks(folder, unmasked=asked.unmasked)
        self._reader = Reader(client, source, folder)
        self.names = Names(self._named)
        self._families = tuple(self._family(feed) for feed in source.feeds)

    def close(self) -> None:
        """Ask for nothing more."""
        self._reader.close()

    def company(self) -> Company:
        """Whose books."""
        return self._company

    def version(self) -> str:
        """The company and what is asked of it: it changes while it is read, and is mended by what changed since."""
        return "-".join([self.source.name, self._company.source_id, *(["unmasked"] if self.asked.unmasked else [])])

    def families(self) -> Sequence[Family]:
        """What the source declares, in its order."""
        return self._families

    def _family(self, feed: Feed) -> Family:
        changes, deletions = self.source.changes(feed), self.source.deletions(feed)
        kinds = tuple(self._makers[feed.name].kinds)
        return Family(feed.name, kinds, changes is not None, deletions is not None, feed.picture)

    def count(self, family: Family) -> int | None:
        """How many documents there are, as far as was told until now."""
        return self._reader.count(self._feeds[family.name])

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        """Fetch ahead over the borders of families."""
        self._reader.foresee((self._feeds[family.name], resume) for family, resume in reads)

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents; with ``since``, of those that changed, where the service tells."""
        feed, position = self._feeds[family.name], Position.of(resume)
        began = position.began if position else self.client.moment
        after = since.moment if since and family.knows_changes else None
        odd = self._reader.odd[feed.name] = []
        learnt: dict[str, str] = {}
        begun = position is not None and position.read > 0
        with speaking_of(family, optional=feed.optional, begun=begun, unoffered=UNOFFERED) as progress:
            for batch, reached in self._reader.read(feed, after, position, began):
                progress.begun = True
                self._learn(feed, batch, learnt)
                yield self._page(feed, batch, odd, reached.text())
                del batch  # as it is done with, before the next one is made
            gone = self._reader.gone(feed, after) if after else []
        if feed.names and position is None and after is None:
            self.names.learn(feed.name, learnt.items())
        say(family, odd)
        yield Page({}, bookmark=Bookmark(began), gone=gone)

    def _learn(self, feed: Feed, batch: Batch, learnt: dict[str, str]) -> None:
        if feed.names:
            learnt.update(_called(feed, batch.items))

    def _named(self, list_: str) -> Iterable[tuple[str, str]]:
        """What a whole list calls its entries; nothing where it is refused, which is said of that list alone."""
        feed = self._feeds[list_]
        records = self.source.records if feed.records is None else feed.records
        try:
            return list(_called(feed, self.client.all(feed.path, feed.params, self.source.pager(feed), records)))
        except REFUSALS:
            return ()

    def _page(self, feed: Feed, batch: Batch, odd: list[Phrase], resume: str | None = None) -> Page:
        """The rows of a batch; what is to be said of an item that makes no sense is added to ``odd``.

        From there on nobody goes on behind a page: what was odd would be forgotten, and the family taken for whole.
        """
        rows: dict[str, list[Record]] = {}
        secret = feed.secret | self.source.secret
        for item in batch.items:
            try:
                made = self._made(feed, self._masks.masked(item, secret, feed.name))
            except Unintelligible as error:
                odd.append(error.phrase)
                continue
            for kind, records in made.items():
                rows.setdefault(kind, []).extend(records)
        self._masks.keep()
        return Page(rows, None if odd else resume, None, batch.replaces)

    def _made(self, feed: Feed, item: object) -> Rows:
        try:
            return self._makers[feed.name](item, self.names)  # type: ignore[arg-type] # a wrong form is found out here
        except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as odd:
            reason = phrase(ODD, family=feed.name, id=text(at(item, feed.id)))
            raise Unintelligible(service=self.source.title, reason=reason) from odd

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """What was touched since then, as it is now."""
        feed = self._feeds[family.name]
        odd = self._reader.odd[feed.name] = []
        with speaking_of(family, begun=True):
            for batch in self._reader.mend(feed, since.moment):
                yield replace(self._page(feed, batch, odd), bookmark=since)
        say(family, odd)

    def ids(self, family: Family) -> Iterator[str] | None:
        """The ids of all documents that there are now."""
        return self._reader.ids(self._feeds[family.name])

    @property
    def calls(self) -> int:
        """How many calls were answered."""
        return self.client.getter.pace.calls

    @property
    def masked(self) -> Collection[str]:
        """The fields that were masked so far, as ``family.field``."""
        return self._masks.found


def _called(feed: Feed, items: Sequence[object] | Iterator[object]) -> Iterator[tuple[str, str]]:
    """What the entries of a list are called, by their ids."""
    for item in items:
        id_, name = text(at(item, feed.id)), text(at(item, feed.names))
        if id_ is not None and name is not None:
            yield id_, name


Declare = Callable[[Client], tuple[Source, Company]]


@contextmanager
def opened(
    asked: Asked,
    getter: Getter,
    title: str,
    declare: Declare,
    books_of: type[Rest] = Rest,
    read: Callable[[object], object] | None = None,
) -> Iterator[Rest]:
    """The books that a service has, as ``declare`` tells once it has asked what it must.

    ``read`` makes a decoded answer plain JSON, where the service writes days and amounts in a manner of its own. What
    is kept for another run is left there only where this one does not end.
    """
    folder = asked.work / "rest"
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        client = Client(getter, title, asked.clock, read)
        source, company = declare(client)
        books = books_of(asked, client, source, company, folder)
        try:
            yield books
        finally:
            books.close()
    finally:
        getter.close()
    shutil.rmtree(folder, ignore_errors=True)
