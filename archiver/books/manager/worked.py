"""Items worked out before tables make rows of them: what Manager computes and does not tell is laid beside the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archiver.books.rest.columns import From, computed, first, name
from archiver.books.rest.maker import Tables
from archiver.books.rest.names import Names
from archiver.books.rest.source import Feed, Rows, Source, Table
from archiver.books.rest.values import Item
from archiver.model import Kind

Work = Callable[[Item], dict[str, Any]]
MARK = "@"
"""How the names of what was worked out begin: no field of Manager's does."""
KEY, TIMESTAMP = "key", "timestamp"
SOURCE = Source(name="manager", title="Manager", feeds=(), records="", changed="", version=TIMESTAMP)
SILENT = ("Key", "Timestamp", TIMESTAMP, "daysToDueDate", "daysOverdue", "AutomaticReference")
"""Fields that say nothing of the books, or that are others with each day that passes."""


class Worked:
    """Makes rows by tables, of items that ``work`` has laid something beside; the source stays what came.

    What a list and a form both say is said once: by the form, or by the list if that is ``listed``.
    """

    def __init__(self, tables: Sequence[Table], work: Work | None = None, *, listed: bool = False) -> None:
        self._tables = Tables(SOURCE, Feed(name="", path="", tables=(), id=KEY), tables)
        self._work, self._listed = work, listed

    @property
    def kinds(self) -> Sequence[Kind]:
        """The kinds of the tables."""
        return self._tables.kinds

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item."""
        beside = {MARK + key: value for key, value in self._work(item).items()} if self._work else {}
        rows = self._tables({**self._once(item), **beside}, names)
        return {
            kind: [row._replace(source=item) if row.source is not None else row for row in made]
            for kind, made in rows.items()
        }

    def _once(self, item: Item) -> dict[str, Any]:
        """The item without what it says twice, with a small letter in the list and with a capital in the form."""
        return {key: value for key, value in item.items() if key == KEY or not self._is_said(key, item)}

    def _is_said(self, key: str, item: Item) -> bool:
        twin = _twin(key)
        return key[:1].isupper() is self._listed and twin in item and item[twin] == item[key]


def _twin(key: str) -> str:
    first = key[:1]
    return (first.lower() if first.isupper() else first.upper()) + key[1:]


def marked(*keys: str) -> tuple[str, ...]:
    """The names of what was worked out, for the ``silent`` fields of a table."""
    return tuple(MARK + key for key in keys)


def worked(key: str, *reads: str) -> From:
    """A column that was worked out of some fields."""
    where = MARK + key
    return computed(lambda item, about: item.get(where), *reads)


def either(form: str, listed: str | None = None) -> From:
    """A field of the form, else the one of the list that says the same in its manner."""
    return first(form, listed if listed is not None else form[0].lower() + form[1:])


def called(where: str, *lists: str) -> From:
    """What the entry is called whose key stands at a path, in the first of some lists that has it."""
    given = [name(where, each) for each in lists]
    return first(*given) if len(given) > 1 else given[0]


def account(where: str = "Account") -> Mapping[str, From]:
    """The account of a line, by key and by name."""
    return {"account_id": first(where), "account": called(where, "accounts", "bank_accounts")}


def item_of_line() -> Mapping[str, From]:
    """The product or service of a line, by key and by name."""
    return {"item_id": first("Item"), "item": called("Item", "items", "non_inventory_items")}
