"""Names of entries that were not read: a list that did not change is asked for them when a document needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archiver.books.quickbooks import families
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import BY_FAMILY, Entity, Item
from archiver.books.quickbooks.names import Names
from archiver.books.rest.lacking import REFUSALS
from archiver.errors import Unwell

WHOLE = "accounts"
"""The list that is learnt whole at any length: which account a document is posted to may depend on all of them."""


class Learning:
    """Teaches ``names`` what lists call things: all of a list that is one page, one entry of a longer one.

    A name that cannot be had is left out, as one that no list has.
    """

    def __init__(self, client: Client, count: Callable[[Entity], int | None], names: Names) -> None:
        self._client, self._count, self._names = client, count, names
        self._learnt: set[str] = set()

    def know(self, list_: str) -> None:
        """A list was read: what it does not name has no name."""
        self._learnt.add(list_)

    def __call__(self, list_: str, id_: str) -> None:
        """An entry of a list has no name yet."""
        entity = BY_FAMILY.get(list_)
        if entity is None or list_ in self._learnt:
            return
        try:
            for items in self._found(entity, id_):
                for item in items:
                    families.rows(entity.name, item, self._names)
        except REFUSALS:
            return
        except Unwell:
            if not self._client.replies():
                raise

    def _found(self, entity: Entity, id_: str) -> Iterator[Sequence[Item]]:
        count, size = self._count(entity) or 0, self._client.size
        if count > size and entity.family != WHOLE:
            yield from self._client.those(entity, [id_])
            return
        self.know(entity.family)
        for start in range(1, count + 1, size):
            yield self._client.items(entity, self._client.page(entity, start))
