"""Tables at work: one item of a service becomes the rows of a document, in every kind that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from archiver import kinds
from archiver.books.rest.columns import About, Get, meant
from archiver.books.rest.names import Names
from archiver.books.rest.others import others, said
from archiver.books.rest.source import Feed, Maker, Rows, Source, Table
from archiver.books.rest.values import READ, Item, at, moment, text
from archiver.model import Kind, Record, Value


def maker(source: Source, feed: Feed) -> Maker:
    """What makes the rows of a feed."""
    return feed.tables if not isinstance(feed.tables, Sequence) else Tables(source, feed, feed.tables)


class Tables:
    """Makes the rows that a feed's tables declare."""

    def __init__(self, source: Source, feed: Feed, tables: Sequence[Table]) -> None:
        version, created, changed = (
            getattr(source, each) if getattr(feed, each) is None else getattr(feed, each)
            for each in ("version", "created", "changed")
        )
        self._feed, self._version, self._created, self._changed = feed, version, created, changed
        plumbing = [each for each in (feed.id, version, created, changed) if each]
        elsewhere = [table.each for table in tables if table.each]
        self._filled = [
            _Filled(table, [*table.silent, *(() if table.each else plumbing + elsewhere)]) for table in tables
        ]
        self.kinds = tuple({filled.kind.key: filled.kind for filled in self._filled}.values())

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item; LookupError where it has no id, or no table takes it."""
        id_ = text(at(item, self._feed.id))
        if id_ is None:
            raise LookupError(self._feed.id)
        about = About(
            names,
            id_,
            item,
            self._feed.state(item),
            self._moment(item, self._created),
            self._moment(item, self._changed),
        )
        about.changed = about.changed or about.created
        version = text(at(item, self._version)) if self._version else None
        rows: dict[str, list[Record]] = {}
        taken = False
        for filled in self._filled:
            made = rows.setdefault(filled.kind.key, [])
            if filled.table.each:
                made.extend(filled.lines(item, about))
            elif filled.takes(item):
                taken = True
                values = filled.values(item, about, id_)
                about.document.update(zip(filled.kind.keys, values, strict=True))
                made.append(Record(id_, id_, values, about.state, version, about.created, about.changed, item))
        if not taken:
            raise LookupError(id_)
        return rows

    def _moment(self, item: Item, path: str) -> datetime | None:
        return moment(at(item, path)) if path else None


class _Filled:
    """One table, compiled: a getter for each column that is filled."""

    def __init__(self, table: Table, silent: Sequence[str]) -> None:
        kind = kinds.kind(table.kind) if isinstance(table.kind, str) else table.kind
        kind = kind.adding(*table.adds) if table.adds else kind
        froms = {key: meant(given) for key, given in table.columns.items()}
        if strange := froms.keys() - kind.keys:
            raise AssertionError(f"{kind.key} has no column {sorted(strange)}")
        self.table = table
        self.kind: Kind = kind.reading({key: ", ".join(each.reads) for key, each in froms.items() if each.reads})
        types = {column.key: column.type for column in kind.columns}
        self._gets: list[tuple[int, Get]] = [
            (kind.keys.index(key), each.get(READ[types[key]])) for key, each in froms.items()
        ]
        self._moments = [
            (kind.keys.index(key), key) for key in ("created", "changed") if key in kind.keys and key not in froms
        ]
        self._id = kind.keys.index("id")
        plain, whole = (
            [path for each in froms.values() if each.plain is plainly for path in each.reads]
            for plainly in (True, False)
        )
        self._said = said([*silent, *whole, *([table.id] if table.id else [])], plain)
        self._empty: list[Value] = [None] * len(kind.keys)

    def takes(self, item: Item) -> bool:
        """Whether an item is one for this table."""
        return self.table.when is None or self.table.when(item)

    def values(self, item: Item, about: About, id_: str) -> tuple[Value, ...]:
        """The values of a row; the last one, *other fields*, is what the others leave."""
        values = self._empty.copy()
        values[self._id] = id_
        for place, key in self._moments:
            values[place] = about.created if key == "created" else about.changed
        for place, get in self._gets:
            values[place] = get(item, about)
        values[-1] = others(item, self._said)
        return tuple(values)

    def lines(self, item: Item, about: About) -> Iterator[Record]:
        """The rows of the entries that belong to a document, each known by its own id, or by its place."""
        if self.table.of is not None and not self.table.of(item):
            return
        for place, entry in enumerate(_entries(at(item, self.table.each)), 1):
            if not self.takes(entry):
                continue
            own = text(at(entry, self.table.id)) if self.table.id else None
            id_, about.position = f"{about.id}/{own or place}", place
            yield Record(id_, about.id, self.values(entry, about, id_), about.state)


def _entries(found: object) -> Sequence[Item]:
    """The entries of a list; one of the wrong form is an item that makes no sense."""
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise TypeError(found)
    return found
