"""A company of many lines, whose books can be counted and tell what changed: made up as they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain

from archiver import kinds
from archiver.books import Asked, Books
from archiver.model import Bookmark, Company, Family, Kind, Page, Record, Value

DOCUMENTS = 1_000
"""Of a page."""
PARTIES, ACCOUNTS = 997, 10
SIDES = {"invoices": (), "invoice_lines": range(1, 4), "ledger": range(1, 7)}
"""The lines of an invoice, and the postings of its entry: with itself, ten records."""
FAMILIES = tuple(
    Family(name, tuple(kinds.kind(key) for key in keys), knows_changes=True)
    for name, keys in {
        "customers": ("customers",),
        "accounts": ("accounts",),
        "invoices": ("invoices", "invoice_lines"),
        "ledger": ("ledger",),
    }.items()
)
BEGAN = datetime(2026, 3, 31, 18, tzinfo=UTC)
ROLES = ("receivable", "other")


@dataclass
class Shop:
    """How many invoices there are, when which of them was edited last, and what was asked of the books so far."""

    invoices: int
    edited: dict[int, datetime] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    now: datetime = BEGAN

    def clock(self) -> datetime:
        """It goes on by a second whenever somebody looks."""
        self.now += timedelta(seconds=1)
        return self.now

    def edit(self, count: int) -> None:
        """So many invoices, spread over all of them, change, and their entries with them."""
        moment = self.clock()
        self.edited.update((number, moment) for number in range(0, self.invoices, self.invoices // count))


SHOPS: dict[str, Shop] = {}
"""By the address of their books."""


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """The books of one of the shops."""
    yield Edited(SHOPS[asked.where], asked.where)


class Edited:
    """Books that can be counted, that can list their ids, and that know what changed."""

    def __init__(self, shop: Shop, where: str) -> None:
        self._shop, self._where = shop, where

    def company(self) -> Company:
        return Company("bench", self._where, "Lac", "CA", "CAD", (1, 1), "UTC")

    def families(self) -> Sequence[Family]:
        return FAMILIES

    def count(self, family: Family) -> int | None:
        self._shop.asked[family.name] += 1
        return len(self._all(family))

    def ids(self, family: Family) -> Iterator[str] | None:
        self._shop.asked[family.name] += 1
        return map(_id, self._all(family))

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        bookmark = Bookmark(self._shop.clock())
        numbers = self._all(family) if since is None else self._since(family, since.moment)
        for first in range(0, len(numbers) or 1, DOCUMENTS):
            self._shop.asked[family.name] += 1
            last = first + DOCUMENTS >= len(numbers)
            page = numbers[first : first + DOCUMENTS]
            rows = {
                kind.key: list(chain.from_iterable(self._rows(kind, number) for number in page))
                for kind in family.kinds
            }
            yield Page(rows, None if last else str(first), bookmark if last else None)

    def _all(self, family: Family) -> range:
        return range({"customers": PARTIES, "accounts": ACCOUNTS}.get(family.name, self._shop.invoices))

    def _since(self, family: Family, moment: datetime) -> Sequence[int]:
        if family.name in ("customers", "accounts"):
            return ()
        return sorted(number for number, edited in self._shop.edited.items() if edited >= moment)

    def _rows(self, kind: Kind, number: int) -> Iterator[Record]:
        if kind.key in ("customers", "accounts"):
            yield _listed(kind, number)
        else:
            memo = f"Edited at {self._shop.edited[number]}" if number in self._shop.edited else None
            yield from _written(kind, number, memo)


def _id(number: int) -> str:
    return f"{number:032x}"


def _listed(kind: Kind, number: int) -> Record:
    given: dict[str, Value] = {"id": _id(number), "name": f"{kind.key} {number}", "currency": "CAD"}
    if kind.key == "accounts":
        given |= {"type": "asset", "role": ROLES[number > 0], "number": str(1_000 + number)}
    return Record(_id(number), _id(number), kind.values(given))


def _written(kind: Kind, number: int, memo: str | None) -> Iterator[Record]:
    """The rows of one kind of an invoice, or of its entry in the ledger."""
    document, on = _id(number), date(2020, 1, 1) + timedelta(days=number % 2_000)
    amount = Decimal(100 + number % 9_973 * 3) / 100
    shared: dict[str, Value] = {"date": on, "number": f"F-{number}", "currency": "CAD", "entry_currency": "CAD"}
    if kind.key == "invoices":
        given = {
            **shared,
            "id": document,
            "customer_id": _id(number % PARTIES),
            "customer": f"customers {number % PARTIES}",
        }
        given |= {"subtotal": amount * 3, "total": amount * 3, "balance": amount * 3, "status": "open", "memo": memo}
        yield Record(document, document, _values(kind, given))
    for place in SIDES[kind.key]:
        given = {**shared, "id": f"{document}/{place}", "line": Decimal(place), "amount": amount, "memo": memo}
        given |= {"invoice_id": document, "description": f"Delivery {number}, as agreed upon by telephone"}
        given |= {"entry_id": document, "account_id": _id(place % ACCOUNTS), "account": f"accounts {place % ACCOUNTS}"}
        given |= {"debit": amount if place % 2 else Decimal(0), "credit": Decimal(0) if place % 2 else amount}
        yield Record(f"{document}/{place}", document, _values(kind, given))


def _values(kind: Kind, given: dict[str, Value]) -> tuple[Value, ...]:
    return kind.values({key: value for key, value in given.items() if key in kind.keys})
