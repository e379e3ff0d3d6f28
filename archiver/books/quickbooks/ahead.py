"""What is asked for before it is needed: where pages are, and the numbers and ids with which lists are closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from archiver.books.quickbooks.entities import Entity
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

    def __init__(self, client: Asked) -> None:
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
