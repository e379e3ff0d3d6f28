"""The entries of one entity, as they are asked for: all of them, or those that changed since a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import Entity, Item
from archiver.books.rest.lacking import REFUSALS
from archiver.books.rest.prefetch import Prefetch


class Place(NamedTuple):
    """A page of an entity, by the position of its first row; of what changed ``since``, if that is said."""

    entity: Entity
    start: int
    since: datetime | None = None


class Asked(Protocol):
    """Who is asked for numbers and ids, as a ``Client`` is."""

    @property
    def size(self) -> int: ...

    def count(self, entity: Entity, since: datetime | None = None) -> int: ...

    def ids(self, entity: Entity, start: int, since: datetime | None = None) -> Sequence[str]: ...


class Ahead:
    """A client of which some answers are fetched ahead: lists are closed side by side, and not one after the other."""

    def __init__(self, client: Client) -> None:
        self.size = client.size
        self._counts: Prefetch[tuple[Entity, datetime | None], int] = Prefetch(lambda asked: client.count(*asked))
        self._ids: Prefetch[Place, Sequence[str]] = Prefetch(lambda place: client.ids(*place))

    def expect(self, counted: Iterable[Entity], dated: Iterable[Entity], since: datetime) -> None:
        """The numbers of the first will be asked for, and of the others the ids of what was touched since."""
        self._ids.expect(Place(each, 1, since) for each in dated)
        self._counts.expect((each, None) for each in counted)

    def count(self, entity: Entity, since: datetime | None = None) -> int:
        """As the client's."""
        return self._counts.take((entity, since))

    def ids(self, entity: Entity, start: int, since: datetime | None = None) -> Sequence[str]:
        """As the client's."""
        return self._ids.take(Place(entity, start, since))

    def close(self) -> None:
        """Fetch nothing more."""
        self._counts.close()
        self._ids.close()


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
