"""The entries of one entity, as they are asked for: all of them, or those that changed since a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from archiver.books.quickbooks.ahead import Ahead, Asked, Place
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import Entity, Item
from archiver.books.rest.lacking import REFUSALS
from archiver.books.rest.prefetch import Prefetch


class Ids:
    """A ``paging.Enumerated`` of one entity, or of what changed of it ``since`` a moment."""

    def __init__(self, client: Asked, entity: Entity, since: datetime | None = None) -> None:
        self._asked, self._entity, self._since = client, entity, since
        self.size = client.size

    def count(self) -> int | None:
        """How many there are now; None where the service does not count them."""
        try:
            return self._asked.count(self._entity, self._since)
        except REFUSALS:  # not every entity can be counted
            return None

    def ids(self, start: int) -> Sequence[str]:
        """The ids from a position, the oldest first."""
        return self._asked.ids(self._entity, start, self._since)


class Entries(Ids):
    """A ``paging.Listing`` of one entity; its pages are those that ``pages`` may have fetched ahead, and its numbers
    those that ``ahead`` may have.
    """

    def __init__(
        self,
        client: Client,
        entity: Entity,
        pages: Prefetch[Place, bytes],
        since: datetime | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        super().__init__(ahead or client, entity, since)
        self._client, self._pages = client, pages
        self.id = entity.id

    def page(self, start: int) -> Collection[Item]:
        """Rows from a position, the oldest first."""
        return self._client.rows(self._entity, self._pages.take(Place(self._entity, start, self._since)))

    def those(self, ids: Iterable[str]) -> Iterator[Sequence[Item]]:
        """The rows of these ids, as far as they exist, some at a time."""
        return self._client.those(self._entity, ids)

    def present(self, ids: Iterable[str]) -> Collection[str]:
        """Those of the ids that exist."""
        return self._client.present(self._entity, ids)
