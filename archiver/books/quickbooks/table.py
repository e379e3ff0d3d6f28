"""One kind and where each of its columns comes from, compiled once: an item becomes a record in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archiver.books.quickbooks.fields import HOME_CURRENCY, NOTHING, About, Field, Given, Item, Take, Whole, plain
from archiver.books.quickbooks.others import known, others
from archiver.model import Kind, Record, Value


class Table:
    """Makes the records of one kind.

    ``fields`` gives a field for each column that QuickBooks fills; ``silent`` names fields that other rows say, and
    ``told`` the fields of other objects that columns come from, which only the dictionary wants to know.
    """

    def __init__(
        self, kind: Kind, fields: Mapping[str, Field], silent: Iterable[str] = (), told: Mapping[str, str] = NOTHING
    ) -> None:
        if strange := fields.keys() - kind.keys:
            raise AssertionError(f"{kind.key} has no column {sorted(strange)}")
        read = {key: ", ".join(dict.fromkeys(field.reads)) for key, field in fields.items() if field.reads}
        self.kind = kind.reading({"home_currency": HOME_CURRENCY, **told, **read})
        self._empty: list[Value] = [None] * len(kind.keys)
        self._given: list[tuple[int, Given]] = []
        self._takes: dict[str, tuple[tuple[int, Take], ...]] = {}
        self._whole: list[tuple[int, Whole]] = []
        for key, field in fields.items():
            self._compile(kind.keys.index(key), field)
        self._said = known((*silent, *(path for field in fields.values() for path in field.reads)))

    def _compile(self, place: int, field: Field) -> None:
        if field.given:
            self._given.append((place, field.given))
        if field.whole:
            self._whole.append((place, field.whole))
        for key, take in field.takes:
            self._takes[key] = (*self._takes.get(key, ()), (place, take))

    def values(self, item: Item, about: About) -> tuple[Value, ...]:
        """The values of a row; the last one, *other fields*, is what the others leave."""
        values, takes, said = self._empty.copy(), self._takes, self._said
        left: list[tuple[str, object]] = []
        for place, given in self._given:
            values[place] = given(about)
        for key, value in item.items():
            for place, take in takes.get(key, ()):
                found = take(value, about)
                if found is not None:
                    values[place] = found
            if key not in said:
                left.append((key, value))
            elif said[key] and not (isinstance(value, dict) and said[key].issuperset(value)):
                left += _within(key, value, said[key])
        for place, get in self._whole:
            values[place] = get(item, about)
        if left:
            values[-1] = others(left)
        return tuple(values)

    def document(self, item: Item, about: About, source: Item | None = None) -> Record:
        """A document or an entry of a list, with its source: the item as it came, if it was laid out anew."""
        version, values = plain(item.get("SyncToken")), self.values(item, about)
        return Record(about.id, about.id, values, about.state, version, about.created, about.changed, source or item)

    def row(self, item: Item, about: About, id_: str) -> Record:
        """A row that belongs to a document."""
        return Record(id_, about.id, self.values(item, about), about.state)


def _within(key: str, value: object, said: frozenset[str]) -> list[tuple[str, object]]:
    """What columns leave of a field that they say in part."""
    if not isinstance(value, dict):
        return [(key, value)]
    return [(f"{key}.{each}", value[each]) for each in value.keys() - said]
