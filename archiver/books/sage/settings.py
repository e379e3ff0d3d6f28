"""The business and how it is set up: one setting a row."""

from __future__ import annotations

from collections.abc import Iterator

from archiver import kinds
from archiver.books.rest.names import Names
from archiver.books.rest.source import Rows
from archiver.books.rest.values import Item, text
from archiver.books.sage.fields import PATH
from archiver.model import Record


class Settings:
    """Makes the rows of what a business has one of; ``key`` is their kind, ``name`` what is before each setting."""

    def __init__(self, key: str, name: str) -> None:
        self._kind, self._name = kinds.kind(key), name
        self.kinds = (self._kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """Every simple value within, by its path; the first row is the whole of it."""
        document = text(item.get(PATH)) or self._name
        head = Record(document, document, self._kind.values({"id": document, "name": self._name}), source=item)
        return {self._kind.key: [head, *(self._row(document, *leaf) for leaf in _leaves(self._name, item))]}

    def _row(self, document: str, path: str, value: str) -> Record:
        own = f"{document}/{path}"
        return Record(own, document, self._kind.values({"id": own, "name": path, "value": value}))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, each in value.items():
                if key != PATH:
                    yield from _leaves(f"{path}.{key}", each)
        case list():
            for place, each in enumerate(value, 1):
                yield from _leaves(f"{path}[{place}]", each)
        case _:
            said = text(value)
            if said is not None:
                yield path, said
