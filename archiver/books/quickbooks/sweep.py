"""What was touched since a moment: asked once for all entities where the service can tell, else for each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from archiver.books.quickbooks.ahead import Ahead
from archiver.books.quickbooks.answers import Touched
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import ENTITIES, Entity
from archiver.books.quickbooks.entries import Ids
from archiver.books.quickbooks.paging import listed
from archiver.books.rest.lacking import REFUSALS
from archiver.errors import Unwell


class Sweep:
    """What was touched since a moment. What is said of it is not believed: it is read again.

    ``entities`` are those that are asked for together: one that is refused would spoil the answer for the others.
    ``ahead`` is asked for the ids of those of which change data capture does not tell.
    """

    def __init__(self, client: Client, entities: Collection[Entity] = ENTITIES, ahead: Ahead | None = None) -> None:
        self._client, self._ahead = client, ahead or client
        self._telling = [each for each in entities if each.tells]
        self._told: dict[tuple[datetime, str], Touched | None] = {}
        self._asked: set[datetime] = set()

    def touched(self, entity: Entity, since: datetime) -> set[str]:
        """What was created or changed, and, where change data capture told all, deleted.

        Deletions that it does not tell of show in the count, since nothing that was created is lacking then. Errors:
        those of the client, ``Short`` where rows slip past again and again.
        """
        told = self.told(entity, since)
        return set(listed(Ids(self._ahead, entity, since))) if told is None else told.ids

    def told(self, entity: Entity, since: datetime) -> Touched | None:
        """All that change data capture tells of an entity; None where it does not speak of it, or not of everything."""
        if not entity.tells:
            return None
        if since not in self._asked:
            self._asked.add(since)
            self._ask(self._telling, since)
        if (since, entity.name) not in self._told:
            self._told[since, entity.name] = None
            self._ask([entity], since)
        return self._told[since, entity.name]

    def _ask(self, entities: Collection[Entity], since: datetime) -> None:
        try:
            found = self._client.changes(entities, since)
        except REFUSALS:  # of one entity among them, perhaps: each is asked for alone then
            return
        except Unwell:  # nothing is told of any of them, and by time they may all be found
            self._told |= dict.fromkeys(((since, each.name) for each in entities), None)
            return
        for name, touched in (found or {}).items():
            self._told[since, name] = touched
