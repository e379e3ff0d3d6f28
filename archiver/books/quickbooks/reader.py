"""The entities of one company, read to the end: counted together, fetched ahead, proved, and mended afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import ENTITIES, Entity, Item
from archiver.books.quickbooks.known import Known
from archiver.books.quickbooks.paging import Batch, Walk, starts
from archiver.books.quickbooks.prefetch import WORKERS, Prefetch
from archiver.books.quickbooks.sweep import Sweep
from archiver.errors import Missing, Refused, Unintelligible, Unwell

Place = tuple[Entity, int]
REFUSALS = (Refused, Missing, Unintelligible)
"""What speaks of one question; all else is about the whole company."""


class Position(msgspec.Struct, frozen=True):
    """Where a family goes on: when its reading began, how far its pages came, and what was known by then."""

    began: datetime
    reached: int
    place: int
    read: int
    last: str

    def text(self) -> str:
        """The form in which a spool keeps it."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def of(cls, text: str | None) -> Position | None:
        """The position that a text tells, if there is one."""
        return msgspec.json.decode(text, type=cls) if text else None


class Reader:
    """Reads entities by a client; ``folder`` is private, and keeps what another run needs to go on."""

    def __init__(self, client: Client, folder: Path) -> None:
        self._client, self._folder = client, folder
        self._pages: Prefetch[Place, bytes] = Prefetch(lambda place: client.page(*place))
        self._counts: dict[str, int | None] = {}
        self._walks: dict[str, Walk] = {}
        self._known: dict[str, Known] = {}
        self._at_once: set[str] = set()
        self._foreseen: set[str] = set()
        self._sweep = Sweep(client)

    def close(self) -> None:
        """Fetch nothing more."""
        self._pages.close()

    def count(self, entity: Entity) -> int | None:
        """How many there are, as far as is known now; the first to ask has all entities counted, side by side."""
        if not self._counts:
            self._count_all()
        return self._counts[entity.name]

    def _count_all(self) -> None:
        counts: Prefetch[Entity, int | None] = Prefetch(self._counted, WORKERS, len(ENTITIES))
        try:
            counts.expect(ENTITIES)
            self._counts = {entity.name: counts.take(entity) for entity in ENTITIES}
        finally:
            counts.close()

    def _counted(self, entity: Entity) -> int | None:
        try:
            return self._client.count(entity)
        except REFUSALS:  # reading it will say why
            return None
        except Unwell:
            if entity.optional:
                return None
            raise

    def foresee(self, reads: Iterable[tuple[Entity, str | None]]) -> None:
        """These will be read, in this order, each from where it goes on."""
        for entity, resume in reads:
            position = Position.of(resume)
            self._foreseen.add(entity.name)
            self._expect(entity, position.reached if position else 0)

    def _expect(self, entity: Entity, reached: int) -> None:
        places = starts(self.count(entity) or 0, self._client.size, reached)
        self._pages.expect((entity, start) for start in places)

    def read(self, entity: Entity, resume: str | None, now: datetime) -> Iterator[tuple[Batch, Position]]:
        """Batches, each with where to go on after it; ``began`` is ``now``, unless an earlier run began.

        Errors: ``paging.Short``, those of the client.
        """
        position = Position.of(resume)
        known = self._restored(entity, position)
        began, reached = (position.began, position.reached) if position else (now, 0)
        walk = self._walks[entity.name] = Walk(
            _Listing(self._client, entity, self._pages), known, self.count(entity), reached
        )
        if entity.name not in self._foreseen:
            self._expect(entity, reached)
        try:
            for batch in walk.read():
                yield batch, Position(began, batch.reached, known.place, len(known), known.last or "")
                del batch  # as it is done with, before the next one is made
        finally:
            self._foreseen.discard(entity.name)
            self._pages.drop(lambda place: place[0] == entity)
        self._counts[entity.name] = walk.expected
        if position is None and walk.reached <= self._client.size:
            self._at_once.add(entity.name)

    def _restored(self, entity: Entity, position: Position | None) -> Known:
        known = self._known[entity.name] = self._file(entity)
        if position is None:
            known.forget()
        elif not known.restore(position.place) or (len(known), known.last) != (position.read, position.last):
            known.trust(position.read, position.last)
        return known

    def _file(self, entity: Entity) -> Known:
        return Known(self._folder / f"{entity.family}.ids")

    def mend(self, entity: Entity, since: datetime) -> Iterator[Batch]:
        """What was created, changed or deleted since a moment, after its page had been read; errors as for ``read``.

        A list that came on one page, and of which the service tells no changes, stays as it was at that moment.
        """
        walk = self._walks.get(entity.name) or self._walk_on(entity)
        if not entity.tells and entity.name in self._at_once:
            return
        touched = self._sweep.touched(entity, since)
        yield from walk.mend(touched)
        if touched or not entity.tells or len(self._known[entity.name]) != self._counts[entity.name]:
            yield from walk.prove()
            self._counts[entity.name] = walk.expected

    def _walk_on(self, entity: Entity) -> Walk:
        """A family that an earlier run has read."""
        known = self._known[entity.name] = self._file(entity)
        known.restore()
        listing = _Listing(self._client, entity, self._pages)
        return self._walks.setdefault(entity.name, Walk(listing, known, self.count(entity), len(known)))

    def ids(self, entity: Entity) -> Collection[str]:
        """The ids that were read of it."""
        if entity.name not in self._known:
            self._walk_on(entity)
        return self._known[entity.name].ids


class _Listing:
    """One entity as the pages of it are asked for."""

    def __init__(self, client: Client, entity: Entity, pages: Prefetch[Place, bytes]) -> None:
        self._client, self._entity, self._pages = client, entity, pages
        self.size = client.size
        self.id = entity.id

    def count(self) -> int | None:
        try:
            return self._client.count(self._entity)
        except REFUSALS:  # not every entity can be counted
            return None

    def page(self, start: int) -> Sequence[Item]:
        return self._client.items(self._entity, self._pages.take((self._entity, start)))

    def ids(self, start: int) -> Sequence[str]:
        return self._client.ids(self._entity, start)

    def those(self, ids: Iterable[str]) -> Iterator[Sequence[Item]]:
        return self._client.those(self._entity, ids)

    def present(self, ids: Iterable[str]) -> Collection[str]:
        return self._client.present(self._entity, ids)
