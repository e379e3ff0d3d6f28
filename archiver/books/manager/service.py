"""The books behind Manager’s own interface for programs: its lists, the ledger, and the reports of the moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from archiver.access.getter import Getter
from archiver.books import Asked
from archiver.books.manager import balances, feeds, offered, others, postings
from archiver.books.manager.company import asked as asked_of
from archiver.books.manager.company import is_sparing
from archiver.books.manager.facts import Facts
from archiver.books.manager.feeds import LOOKED_UP, ROWS, TITLE
from archiver.books.manager.lists import BANKS, CHART
from archiver.books.manager.offered import UNPAGED, Offered
from archiver.books.manager.references import LISTS, References
from archiver.books.manager.worked import KEY
from archiver.books.rest import Rest, opened
from archiver.books.rest.client import Client
from archiver.books.rest.lacking import Short, speaking_of
from archiver.books.rest.pagers import Whole
from archiver.books.rest.reader import Position
from archiver.books.rest.source import Maker, Source
from archiver.books.rest.values import text
from archiver.errors import Missing, Refused, Unintelligible
from archiver.model import Bookmark, Company, Family, Page, Record, Reported

FOUND = (Missing, Refused, Unintelligible)


def books(asked: Asked, getter: Getter, at: str, token: str, size: int = feeds.SIZE) -> AbstractContextManager[Rest]:
    """The books of the business that a token opens; ``at`` is the address of the interface, ``…/api2``.

    ``size`` is how many rows are asked for at once.
    """
    told: list[tuple[list[Offered], Facts]] = []

    def declare(client: Client) -> tuple[Source, Company]:
        lists, described = _offered(client, at)
        company, facts, forms = asked_of(client, lists, token)
        told.append((lists, facts))
        sparing = is_sparing(client, lists)
        return feeds.source(lists, facts, forms, described=described, sparing=sparing, size=size), company

    def make(asked: Asked, client: Client, source: Source, company: Company, folder: Path) -> Manager:
        return Manager(asked, client, source, company, folder, *told[-1])

    return opened(asked, getter, TITLE, declare, make, feeds.plain)  # type: ignore[arg-type] # what makes them need be no class


def _offered(client: Client, at: str) -> tuple[list[Offered], bool]:
    """What the installation offers; what is known of all of them, where it does not describe itself."""
    try:
        lists = offered.lists(client.get(urlsplit(at).path or "/"))
    except FOUND:
        lists = []
    return (lists, True) if lists else (offered.known(), False)


class Manager(Rest):
    """The open books of one business."""

    def __init__(
        self,
        asked: Asked,
        client: Client,
        source: Source,
        company: Company,
        folder: Path,
        lists: Sequence[Offered],
        facts: Facts,
    ) -> None:
        super().__init__(asked, client, source, company, folder)
        self._facts = facts
        self._fed = {family.name: (feed, family, maker) for feed, family, maker in self._feeds_of(lists)}
        self._balances = balances.family()

    def _feeds_of(self, lists: Iterable[Offered]) -> Iterator[tuple[Offered, Family, Maker | None]]:
        """The feeds with their families; the ledger has no maker of a list."""
        for feed in (each for each in lists if each.is_feed):
            if feed.path == postings.LEDGER and self._is_ledger(feed):
                yield feed, Family("ledger", (postings.KIND,)), None
            else:
                maker = others.maker(feed.path, feed.fields)
                yield feed, Family(others.key(feed.path), tuple(maker.kinds), picture=True), maker

    def _is_ledger(self, feed: Offered) -> bool:
        try:
            return postings.is_ledger(self.client, feed)
        except FOUND:
            return False

    def _named(self, list_: str) -> Iterator[tuple[str, str]]:
        """Nothing is called by a list that this installation does not have, or does not show."""
        feed = next((each for each in self.source.feeds if each.name == list_), None)
        if feed is None:
            return
        pages = Whole() if feed.path in UNPAGED else LOOKED_UP
        with suppress(*FOUND):
            for row in self.client.all(feed.path, feed.params, pages, ROWS):
                key, name = text(row.get(KEY)), text(row.get(feed.names))
                if key and name:
                    yield key, name

    def families(self) -> Sequence[Family]:
        """Lists, documents; the ledger and the feeds behind reports; balances as of the moment."""
        own = (each for each in super().families() if each.name != BANKS)
        return (*own, *(family for _, family, _ in self._fed.values()), self._balances)

    def _parts(self, family: Family) -> list[Family]:
        """The lists that a family is; none where it is no list."""
        names = (CHART, BANKS) if family.name == CHART else (family.name,)
        return [each for each in super().families() if each.name in names]

    def count(self, family: Family) -> int | None:
        """How many documents there are, as far as was told until now."""
        counts = [super(Manager, self).count(each) for each in self._parts(family)]
        known = [each for each in counts if each is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        """Fetch ahead over the borders of families, but for those that are no plain list."""
        super().foresee([(family, resume) for family, resume in reads if len(self._parts(family)) == 1])

    def ids(self, family: Family) -> Iterator[str] | None:
        """The ids of all documents that there are now."""
        parts = self._parts(family)
        return chain.from_iterable(super(Manager, self).ids(each) or () for each in parts) if parts else None

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """What was touched since then, as it is now."""
        for part in self._parts(family):
            yield from super().mend(part, since)

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents; with ``since``, of those that changed, where the list tells."""
        if family.name in self._fed:
            return self._feed(family, Position.of(resume))
        if family == self._balances:
            return self._reports(family)
        if len(parts := self._parts(family)) > 1:
            return self._one_after_the_other(parts, resume)
        return super().read(family, since, resume)

    def _one_after_the_other(self, parts: Sequence[Family], resume: str | None) -> Iterator[Page]:
        """Lists that are one family; ``resume`` says which of them is reached, and when the first one was begun."""
        reached, began, inner = (resume or "0  ").split(" ", 2)
        bookmark = Bookmark(datetime.fromisoformat(began)) if began else None
        for place, part in enumerate(parts[int(reached) :], int(reached)):
            for page in super().read(part, None, inner or None):
                if page.bookmark is None:
                    told = bookmark.moment.isoformat() if bookmark else ""
                    yield replace(page, resume=f"{place} {told} {page.resume}")
                else:
                    bookmark = bookmark or page.bookmark
            inner = ""
        yield Page({}, bookmark=bookmark)

    def _feed(self, family: Family, position: Position | None) -> Iterator[Page]:
        """A feed from its beginning, as ids hang on what came before; pages that were ``given`` are not given again."""
        feed, _, maker = self._fed[family.name]
        began = position.began if position else self.client.moment
        given, read = position.known if position else 0, 0
        announced: int | None = None
        with (
            speaking_of(family, begun=given > 0) as progress,
            closing(References(self.folder / f"{family.name}.references")) as references,
            closing(postings.Ids(self.folder / f"{family.name}.seen")) as ids,
        ):
            record = self._recording(maker, references)
            for number, listed in enumerate(postings.pages(self.client, feed), 1):
                progress.begun = True
                rows = [record(ids.of(row), row) for row in listed.rows]
                read, announced = read + len(rows), postings.total(listed)
                if number > given:
                    yield Page({family.main.key: rows}, Position(began, None, number).text())
            if announced not in (None, read):
                raise Short(read, announced)
        yield Page({}, bookmark=Bookmark(began))

    def _recording(self, maker: Maker | None, references: References) -> Callable[[str, Mapping[str, object]], Record]:
        """What makes a row of a feed a record."""
        if maker is None:
            accounts, banks = self.names.all("accounts"), self.names.all("bank_accounts")
            self._look_up(references)
            return postings.Postings(self._facts, accounts, banks, references).record
        (kind,) = maker.kinds

        def record(id_: str, row: Mapping[str, object]) -> Record:
            (made,) = maker({**row, KEY: id_}, self.names)[kind.key]
            return made._replace(source=row)

        return record

    def _look_up(self, references: References) -> None:
        """The numbers of all documents, from their lists; those of a list that is refused stay unknown."""
        for feed in (each for each in self.source.feeds if each.path in LISTS):
            with suppress(*FOUND):
                references.add(feed.path, self.client.all(feed.path, feed.params, LOOKED_UP, ROWS))
        references.finish()

    def _reports(self, family: Family) -> Iterator[Page]:
        with speaking_of(family):
            rows = balances.rows(self.client, self.source, self.client.moment.date())
            yield Page({family.main.key: rows}, bookmark=Bookmark(self.client.moment))

    def reported(self, rows: Iterable[Record]) -> Iterator[Reported]:
        """What customers owe and suppliers are owed, as Manager itself adds it up."""
        return balances.reported(rows, self._facts.home)

    def still_there(self, family: Family, documents: Collection[str]) -> Collection[str]:
        """Those that exist after all: each is asked for by its form, where its list has one."""
        feed = next((each for each in self.source.feeds if each.name == family.name and each.detail), None)
        return [each for each in documents if "/" not in each and self._is_there(feed.detail, each)] if feed else ()

    def _is_there(self, detail: str, key: str) -> bool:
        try:
            self.client.get(detail.format(id=key))
        except Missing:
            return False
        except FOUND:
            return True
        return True
