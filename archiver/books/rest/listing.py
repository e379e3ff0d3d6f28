"""One list as its pages are asked for: the whole of it, or what changed since a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from archiver.access.getter import Answer
from archiver.books.rest.client import Client
from archiver.books.rest.pagers import Listed, Question
from archiver.books.rest.source import Feed, Source
from archiver.books.rest.values import Item, Params, at, text
from archiver.errors import Missing, Refused, Unintelligible
from archiver.words import N_, phrase

NO_ID = N_("an entry of “{path}” has no id")


class Listing:
    """The list of a feed; ``since`` makes it that of what changed. ``fetched`` gives pages that were fetched ahead."""

    def __init__(
        self,
        client: Client,
        source: Source,
        feed: Feed,
        since: datetime | None = None,
        fetched: Callable[[str], Answer] | None = None,
    ) -> None:
        self._client, self._feed, self._since = client, feed, since
        self._changes = source.changes(feed)
        self._records = source.records if feed.records is None else feed.records
        self._fetched = fetched
        self.pager = source.pager(feed)
        self.exact = self._changes is not None and source.deletions(feed) is not None
        self._params: Params = dict(feed.params)
        if since is not None and self._changes is not None:
            self._params = {**feed.params, **self._changes.params(since)}

    def answer(self, place: str) -> Answer:
        """The page at a place, as it comes."""
        return self._client.page(self._feed.path, self._params, self.pager.question(place))

    def page(self, place: str) -> Listed:
        """The rows of it."""
        answer = self._fetched(place) if self._fetched else self.answer(place)
        return self._client.listed(answer, self._feed.path, self._records)

    def total(self, listed: Listed) -> int | None:
        """How many rows there are in all; a list that is read in part says nothing of that part."""
        partial = self._since is not None and self._changes is not None and self._changes.partial
        return None if partial else self.pager.told(listed)

    def count(self) -> int | None:
        """The same by a question of its own; None where the service does not tell."""
        try:
            return self.pager.count(lambda question: self._short(question, self._params))
        except (Missing, Refused, Unintelligible):
            return None

    def _short(self, question: Question, params: Params) -> Listed:
        given = {**params, **(self._feed.sweep or {})}
        answer = self._client.page(self._feed.path, given, question)
        return self._client.listed(answer, self._feed.path, self._records)

    def ends(self, item: Item) -> bool:
        """Whether this row, and all after it, are older than what was asked for."""
        return self._since is not None and self._changes is not None and self._changes.ends(item, self._since)

    def id(self, item: Item) -> str:
        """The id of a row; ``Unintelligible`` where it has none."""
        found = text(at(item, self._feed.id))
        if found is None:
            raise Unintelligible(service=self._client.title, reason=phrase(NO_ID, path=self._feed.path))
        return found

    def ids(self) -> Iterator[str]:
        """The ids of all rows, by pages as short as the service makes them."""
        place: str | None = self.pager.first
        reached, last = 0, None
        while place is not None:
            listed = self._short(self.pager.question(place), self._params)
            ids = [self.id(row) for row in listed.rows]
            new = ids[1:] if self.pager.laps and ids[:1] == [last] else ids
            yield from new
            reached, total = reached + len(new), self.total(listed)
            if not new or reached == total or (total is None and self.pager.short and len(ids) < self.pager.most):
                return
            place, last = self.pager.after(place, listed), ids[-1]
