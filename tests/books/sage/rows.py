"""Rows of books by the names of their columns, for the tests of Sage Accounting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archiver.books import Books
from archiver.errors import Shortfall
from archiver.model import Bookmark, Family, Kind, Page, Record, Value

Row = dict[str, Value]


def family(books: Books, name: str) -> Family:
    """The family of that name."""
    return next(each for each in books.families() if each.name == name)


def pages(books: Books, name: str, since: Bookmark | None = None, resume: str | None = None) -> list[Page]:
    """All pages of a family."""
    return list(books.read(family(books, name), since, resume))


def records(books: Books, name: str, since: Bookmark | None = None) -> list[tuple[Kind, Record]]:
    """All records of a family with their kinds."""
    found = family(books, name)
    kinds = {kind.key: kind for kind in found.kinds}
    return [
        (kinds[key], record) for page in books.read(found, since) for key, rows in page.rows.items() for record in rows
    ]


def rows(books: Books, name: str, kind: str, since: Bookmark | None = None) -> dict[str, Row]:
    """The rows of one kind of a family by their ids."""
    return {record.id: given(of, record) for of, record in records(books, name, since) if of.key == kind}


def given(kind: Kind, record: Record) -> Row:
    """A record's values by column."""
    return dict(zip(kind.keys, record.values, strict=True))


def only(found: Mapping[str, Row], **wanted: Value) -> Row:
    """The one row that has these values."""
    [row] = [each for each in found.values() if all(each[key] == value for key, value in wanted.items())]
    return row


def lacking(books: Books) -> dict[str, Shortfall]:
    """What cannot be read, or not whole, by family."""
    found: dict[str, Shortfall] = {}
    for each in books.families():
        try:
            for _ in books.read(each):
                pass
        except Shortfall as short:
            found[each.name] = short
    return found


def leaves(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """The simple values within, with their paths; lists have no places in them."""
    match value:
        case dict():
            for key, each in value.items():
                yield from leaves(each, f"{path}.{key}" if path else key)
        case list():
            for each in value:
                yield from leaves(each, path)
        case None | "":
            return
        case _:
            yield path, value


def texts(values: Iterable[Value]) -> Iterator[str]:
    """Values as somebody would read them."""
    for value in values:
        if value is not None:
            yield str(value)
