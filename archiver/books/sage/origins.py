"""What stands behind a posting: its transaction knows the document, and what it is for in the document's currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from archiver.books.rest.names import Names
from archiver.books.rest.source import Maker, Rows
from archiver.books.rest.values import Item, at, decimal, text
from archiver.books.sage.fields import kind_of


class Origin(NamedTuple):
    """A document by its kind and id; its amount at home and in its own currency; how much of it is open."""

    kind: str | None
    id: str | None
    currency: str | None
    home: Decimal | None
    amount: Decimal | None
    open: Decimal | None


class Origins:
    """The transactions that were read so far; ``load`` asks for all of them where one is needed that was not."""

    def __init__(self, load: Callable[[], Iterable[Item]]) -> None:
        self._load = load
        self._known: dict[str, Origin] = {}
        self._loaded = False

    def learn(self, item: Item) -> None:
        """A transaction was read."""
        if id_ := text(item.get("id")):
            self._known[id_] = _origin(item)

    def of(self, transaction: str | None) -> Origin | None:
        """What a transaction stands for; errors are those of asking for the list."""
        if transaction is None:
            return None
        if transaction not in self._known and not self._loaded:
            self._loaded = True
            for item in self._load():
                self.learn(item)
        return self._known.get(transaction)


def _origin(item: Item) -> Origin:
    path = text(at(item, "origin.$path")) or ""
    return Origin(
        kind_of(path, text(at(item, "transaction_type.id")) or ""),
        text(at(item, "origin.id")),
        text(at(item, "origin.currency.id")),
        decimal(item.get("total")),
        decimal(item.get("total_in_transaction_currency")),
        decimal(at(item, "origin.outstanding_amount")),
    )


class Remembered:
    """A maker that has the transactions of which it makes rows remembered."""

    def __init__(self, maker: Maker, origins: Origins) -> None:
        self._maker, self._origins = maker, origins
        self.kinds = maker.kinds

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one transaction."""
        self._origins.learn(item)
        return self._maker(item, names)
