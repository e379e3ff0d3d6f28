"""The entities of one company, read to the end: counted together, fetched ahead, proved, and mended afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path

import msgspec

from archiver.books.quickbooks.ahead import Ahead, Place
from archiver.books.quickbooks.answers import Touched
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import ENTITIES, Entity
from archiver.books.quickbooks.entries import Entries
from archiver.books.quickbooks.known import Known
from archiver.books.quickbooks.paging import Batch, Walk, listed, starts
from archiver.books.quickbooks.sweep import Sweep
from archiver.books.rest.lacking import REFUSALS
from archiver.books.rest.prefetch import WORKERS, Prefetch
from archiver.errors import Refused, Unwell

BACK = timedelta(days=30) - timedelta(hours=1)
"""How far back change data capture looks, less what an export may have lasted by the time that it is asked."""


class Position(msgspec.Struct, frozen=True):
    """Where a family goes on: when its reading began, how far its pages came, and what was known by then; ``since``
    is the moment since which it is read, where that is not all of it.
    """

    began: datetime
    reached: int
    place: int
    read: int
    last: str
    since: datetime | None = None

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
        self._ahead = Ahead(client)
        self._closing = False
        self._counts: dict[str, int | None] = {}
        self._uncountable: set[str] = set()
        self._walks: dict[str, Walk] = {}
        self._known: dict[str, Known] = {}
        self._at_once: set[str] = set()
        self._foreseen: set[str] = set()
        self._since: dict[str, datetime | None] = {}
        self._merged: dict[datetime, bool] = {}

    @cached_property
    def _sweep(self) -> Sweep:
        return Sweep(self._client, [each for each in ENTITIES if self.count(each) is not None], self._ahead)

    def close(self) -> None:
        """Fetch nothing more."""
        self._pages.close()
        self._ahead.close()

    def count(self, entity: Entity) -> int | None:
        """How many there are, as far as is known now; the first to ask has all entities counted, side by side."""
        if not self._counts:
            self._count_all()
        return self._counts[entity.name]

    def is_counted(self, entity: Entity) -> bool:
        """Whether it is shown by its number to be whole. Of what not every plan or country has, some is not counted
        either; what was counted once has to be counted again.
        """
        return self.count(entity) is not None or entity.name in self._uncountable

    def _count_all(self) -> None:
        counts: Prefetch[Entity, int | None] = Prefetch(self._counted, WORKERS, len(ENTITIES))
        try:
            counts.expect(ENTITIES)
            self._counts = {entity.name: counts.take(entity) for entity in ENTITIES}
        finally:
            counts.close()
        self._uncountable = {each.name for each in ENTITIES if each.optional and self._counts[each.name] is None}

    def _counted(self, entity: Entity) -> int | None:
        try:
            return self._client.count(entity)
        except REFUSALS:  # reading it will say why
            return None
        except Unwell:
            if self._client.replies():
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
        self._pages.expect(Place(entity, start) for start in places)

    def read(
        self, entity: Entity, resume: str | None, now: datetime, since: datetime | None = None
    ) -> Iterator[tuple[Batch, Position]]:
        """Batches, each with where to go on after it; ``began`` is ``now``, unless an earlier run began.

        With ``since``, what was created or changed since then, and, where change data capture tells it, deleted; or
        everything, where that cannot be told apart. Errors: ``paging.Short``, those of the client.
        """
        position = Position.of(resume)
        if position:
            since = position.since
        elif since and (not entity.dated or self._merged_after(since, now)):
            since = None
        try:
            yield from self._walked(entity, position, now, since)
            return
        except Refused:
            if since is None or position or self._known[entity.name]:
                raise
        yield from self._walked(entity, None, now, None)  # it is not asked for by time, then

    def _walked(
        self, entity: Entity, position: Position | None, now: datetime, since: datetime | None
    ) -> Iterator[tuple[Batch, Position]]:
        known = self._restored(entity, position, since)
        began, reached = (position.began, position.reached) if position else (now, 0)
        told = self._told(entity, since, began) if since else None
        expected = self.count(entity) if since is None else len(told.there) if told and not position else None
        entries = Entries(self._client, entity, self._pages, since, self._ahead)
        walk = self._walks[entity.name] = Walk(entries, known, expected, reached)
        if since is None and entity.name not in self._foreseen:
            self._expect(entity, reached)
        try:
            for batch in chain(walk.read(), _besides(walk, known, told)):
                yield batch, Position(began, batch.reached, known.place, len(known), known.last or "", since)
                del batch  # as it is done with, before the next one is made
        finally:
            self._foreseen.discard(entity.name)
            self._pages.drop(lambda place: place.entity == entity)
        if since is None:
            self._counts[entity.name] = walk.expected
        if position is None and walk.reached <= self._client.size:
            self._at_once.add(entity.name)
        else:
            self._at_once.discard(entity.name)

    def _told(self, entity: Entity, since: datetime, now: datetime) -> Touched | None:
        return self._sweep.told(entity, since) if now - since < BACK else None

    def _merged_after(self, since: datetime, now: datetime) -> bool:
        """Whether entries of lists may have become one since then. What named the other one names this one now, and
        nothing tells what that is: only that an entry is not in use any more.
        """
        if since not in self._merged:
            lists = [entity for entity in ENTITIES if entity.merges and self.count(entity)]
            self._merged[since] = any(self._retires(entity, since, now) for entity in lists)
        return self._merged[since]

    def _retires(self, entity: Entity, since: datetime, now: datetime) -> bool:
        if told := self._told(entity, since, now):
            return told.retires
        try:
            return self._client.retires(entity, since)
        except (*REFUSALS, Unwell):  # who does not know reads everything
            return True

    def _restored(self, entity: Entity, position: Position | None, since: datetime | None) -> Known:
        known = self._known[entity.name] = self._file(entity)
        self._since[entity.name] = since
        if since:
            self._moment(entity).write_text(since.isoformat(), encoding="ascii")
        else:
            self._moment(entity).unlink(missing_ok=True)
        if position is None or not position.read:
            known.forget()
        elif not known.restore(position.place) or (len(known), known.last) != (position.read, position.last):
            known.trust(position.read, position.last)
        return known

    def _file(self, entity: Entity) -> Known:
        return Known(self._folder / f"{entity.family}.ids")

    def _moment(self, entity: Entity) -> Path:
        """The file that says since when a family is read, where that is not all of it."""
        return self._folder / f"{entity.family}.since"

    def mend(self, entity: Entity, since: datetime) -> Iterator[Batch]:
        """What was created, changed or deleted since a moment, after its page had been read; errors as for ``read``.

        Of a short list without dates, that entries came or went; one that was empty stays as it was.
        """
        if self._is_short(entity) and not self._closing:
            self._close_ahead(since)
        if entity.dated or not self._is_short(entity) or self._known[entity.name]:
            yield from self._mended(entity, since)
        for held in (self._walks, self._known):  # ids of a large company are many megabytes; they are on the disk too
            held.pop(entity.name, None)

    def _close_ahead(self, since: datetime) -> None:
        """What short lists are closed with is asked for side by side: there is little to do between the answers."""
        self._closing = True
        short = [each for each in ENTITIES if self._is_short(each) and self._since[each.name] is None]
        filled = [each for each in short if self._known[each.name]]
        self._ahead.expect(
            [each for each in short if each.dated or each in filled], [each for each in filled if each.dated], since
        )

    def _is_short(self, entity: Entity) -> bool:
        """Whether it came on one page, and change data capture does not speak of it."""
        return entity.name in self._at_once and not entity.tells

    def _mended(self, entity: Entity, since: datetime) -> Iterator[Batch]:
        walk = self._walks.get(entity.name) or self._walk_on(entity)
        touched = self._touched(entity, since)
        yield from walk.mend(touched)
        whole = self._since[entity.name] is None
        lacking = whole and len(self._known[entity.name]) != self._counts[entity.name]
        if not (touched or lacking) and self._sweep.told(entity, since):
            return  # it would have been told what is gone
        if touched or whole:
            yield from walk.prove()
        self._counts[entity.name] = walk.expected if whole else self._counted(entity)

    def _touched(self, entity: Entity, since: datetime) -> Collection[str]:
        """The ids of what was touched; none where the number alone has to tell: of a short list that was empty, or is
        not found by time.
        """
        nothing = self._since[entity.name] is None and not self._known[entity.name]
        if self._is_short(entity) and (nothing or not entity.dated):
            return ()
        try:
            return self._sweep.touched(entity, since)
        except Refused:
            if self._is_short(entity):
                return ()
            raise

    def _walk_on(self, entity: Entity) -> Walk:
        """A family that an earlier run has read."""
        known = self._known[entity.name] = self._file(entity)
        known.restore()
        moment = self._moment(entity)
        since = datetime.fromisoformat(moment.read_text(encoding="ascii")) if moment.exists() else None
        self._since[entity.name] = since
        entries = Entries(self._client, entity, self._pages, since, self._ahead)
        expected = None if since else self.count(entity)
        return self._walks.setdefault(entity.name, Walk(entries, known, expected, len(known)))

    def ids(self, entity: Entity) -> Collection[str]:
        """The ids that were read of it."""
        if entity.name not in self._known:
            self._walk_on(entity)
        return self._known[entity.name].ids

    def every_id(self, entity: Entity) -> Iterator[str]:
        """The ids of all that there are now, each once; errors as for ``read``."""
        return listed(Entries(self._client, entity, self._pages, ahead=self._ahead))


def _besides(walk: Walk, known: Known, told: Touched | None) -> Iterator[Batch]:
    """What was told, and did not come with the pages: above all what is gone."""
    if told:
        yield from walk.mend(told.ids - known.ids)
