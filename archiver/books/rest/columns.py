"""Where the value of a column comes from, when a path does not say enough; and columns of a source's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from archiver.books.rest.names import Names
from archiver.books.rest.values import Item, at, text
from archiver.model import Column, ColumnType, State, Value


@dataclass(slots=True)
class About:
    """What the columns of a row know beyond its item: the document that it belongs to, and its place there.

    ``item`` is the document as it came, ``document`` its values by column, as far as they are made.
    """

    names: Names
    id: str
    item: Item
    state: State = State.LIVE
    created: datetime | None = None
    changed: datetime | None = None
    document: dict[str, Value] = field(default_factory=dict)
    position: int = 0


Read = Callable[[object], Value]
Get = Callable[[Item, About], Value]


class From(NamedTuple):
    """Where a column comes from: the paths that it says all of, and how it gets them, as its type is read.

    ``plain``: it says nothing of objects and lists, which a service might give there all the same.
    """

    reads: tuple[str, ...]
    get: Callable[[Read], Get]
    plain: bool = False


def path(where: str) -> From:
    """The field at a path, read as the column's type says."""

    def get(read: Read) -> Get:
        outer, _, inner = where.partition(".")
        if not inner:
            return lambda item, about: read(item[where]) if where in item else None
        if "." in inner:
            return lambda item, about: read(at(item, where))
        # Most paths have two parts, and most columns are paths.
        return lambda item, about: read(led.get(inner)) if type(led := item.get(outer)) is dict else None

    return From((where,), get, plain=True)


def first(*given: str | From) -> From:
    """The first of several that is there."""
    every = [meant(each) for each in given]

    def get(read: Read) -> Get:
        gets = [each.get(read) for each in every]
        return lambda item, about: next((found for get in gets if (found := get(item, about)) is not None), None)

    reads = tuple(path for each in every for path in each.reads)
    return From(reads, get, plain=all(each.plain for each in every))


def fixed(value: Value) -> From:
    """The same for every row."""
    return From((), lambda read: lambda item, about: value)


def parent(key: str) -> From:
    """What a column of the document says, for the rows that belong to it."""
    return From((), lambda read: lambda item, about: about.document.get(key))


def code(where: str, codes: Mapping[str, str]) -> From:
    """One of our codes for a word of the service; a word that we do not know stays as it is."""

    def get(item: Item, about: About) -> Value:
        said = text(at(item, where))
        return codes.get(said, said) if said is not None else None

    return From((where,), lambda read: get)


def name(where: str, list_: str) -> From:
    """What the entry is called whose id stands at a path, in the family ``list_`` (whose feed has ``names``)."""
    return From((where,), lambda read: lambda item, about: about.names.of(list_, text(at(item, where))))


def through(where: str, made: Callable[[object], Value]) -> From:
    """The field at a path as a small function makes it."""
    return From((where,), lambda read: lambda item, about: made(at(item, where)))


def computed(get: Get, *reads: str) -> From:
    """What a small function makes of the item; ``reads`` are the paths that the column then says all of."""
    return From(reads, lambda read: get)


def same(*keys: str) -> Mapping[str, str]:
    """Columns that the service calls as we do."""
    return {key: key for key in keys}


POSITION = computed(lambda item, about: Decimal(about.position))
"""Where a line stands in its document."""
STATUS = computed(lambda item, about: "voided" if about.state is State.VOIDED else "posted")
"""The status of a document of which nothing can be open."""


def meant(given: str | From) -> From:
    """A column's declaration: text is a path."""
    return path(given) if isinstance(given, str) else given


def own(key: str, type: ColumnType = ColumnType.TEXT, *, en: str, fr: str, currency: str | None = None) -> Column:
    """A column that this source has and others have not; money names its ``currency`` column."""
    said = {"en": en, "fr-CA": fr, "fr-FR": fr, "fr-CH": fr}
    return Column(key, type, said, said, currency)
