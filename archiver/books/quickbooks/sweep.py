"""What was touched while the books were read: asked once for all entities where the service can tell, else for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import ENTITIES, Entity
from archiver.errors import Refused


class Sweep:
    """The ids that were touched since a moment. What is said of them is not believed: they are read again."""

    def __init__(self, client: Client, entities: Sequence[Entity] = ENTITIES) -> None:
        self._client = client
        self._telling = [each for each in entities if each.tells]
        self._told: dict[tuple[datetime, str], set[str]] = {}
        self._asked: set[datetime] = set()

    def touched(self, entity: Entity, since: datetime) -> set[str]:
        """What was created or changed, and, where change data capture told all, deleted.

        Deletions that it does not tell of show in the count, since nothing that was created is lacking then.
        """
        if not entity.tells:
            return self._client.touched(entity, since)
        if since not in self._asked:
            self._asked.add(since)
            self._ask(self._telling, since)
        if (since, entity.name) not in self._told and not self._ask([entity], since):
            self._told[since, entity.name] = self._client.touched(entity, since)
        return self._told[since, entity.name]

    def _ask(self, entities: Sequence[Entity], since: datetime) -> bool:
        try:
            found = self._client.changes(entities, since)
        except Refused:  # of one entity among them, perhaps: each is asked for alone then
            return False
        for name, ids in (found or {}).items():
            self._told[since, name] = ids
        return found is not None
