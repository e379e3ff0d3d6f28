"""What Manager itself says is owed and held on the day: balances of customers, suppliers and bank accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.books import NO_CURRENCY
from archiver.books.manager import sums
from archiver.books.manager.feeds import LOOKED_UP, ROWS
from archiver.books.manager.worked import KEY
from archiver.books.rest.client import Client
from archiver.books.rest.source import Feed, Source
from archiver.books.rest.values import text
from archiver.model import Family, Record, Reported, Value

SIDES = {
    "vendors": ("payables", "Suppliers", "accountsPayable"),
    "customers": ("receivables", "Customers", "accountsReceivable"),
    "bank_accounts": ("", "Bank and cash accounts", "actualBalance"),
}
"""By family: the total that its balances are, what the report is called, and the field of the balance."""
KIND = kinds.kind("reports").reading({"amount": ", ".join(field for _, _, field in SIDES.values()), "label": "name"})
REPORT, AMOUNT, CURRENCY, AS_OF = (KIND.keys.index(key) for key in ("report", "amount", "currency", "as_of"))
ZERO = Decimal(0)


def family() -> Family:
    """The family of these reports: of the day only."""
    return Family("reports", (KIND,), picture=True)


def rows(client: Client, source: Source, day: date) -> list[Record]:
    """A row for each balance that is told."""
    feeds = {feed.name: feed for feed in source.feeds}
    return [row for name in SIDES if name in feeds for row in _rows(client, source, feeds[name], day)]


def _rows(client: Client, source: Source, feed: Feed, day: date) -> Iterator[Record]:
    _, report, field = SIDES[feed.name]
    line = 0
    for row in client.all(feed.path, feed.params, LOOKED_UP, ROWS):
        told = row.get(field)
        amount, key = sums.cell(told), text(row.get(KEY))
        if amount is None or key is None:
            continue
        line += 1
        bank = feed.name == "bank_accounts"
        given: dict[str, Value] = {
            "id": f"{feed.name}/{key}",
            "report": report,
            "as_of": day,
            "line": Decimal(line),
            "label": text(row.get("name")),
            "account_id": key if bank else None,
            "account": text(row.get("name")) if bank else None,
            "amount": amount,
            "currency": sums.currency_of(told) or NO_CURRENCY,
        }
        yield Record(f"{feed.name}/{key}", f"{feed.name}/{key}", KIND.values(given))


def reported(rows: Iterable[Record], home: str) -> Iterator[Reported]:
    """What is owed in all, each side by itself, where it is in the currency of the books alone."""
    found: dict[str, Reported | None] = {}
    names = {report: what for what, report, _ in SIDES.values() if what}
    for row in rows:
        what, amount, day = names.get(str(row.values[REPORT])), row.values[AMOUNT], row.values[AS_OF]
        if what is None or not isinstance(amount, Decimal) or not isinstance(day, date):
            continue
        if amount and row.values[CURRENCY] != home:
            found[what] = None
        before = found.setdefault(what, Reported(what, ZERO, day, None, home))
        if before is not None:
            found[what] = replace(before, amount=(before.amount or ZERO) + amount)
    return (each for each in found.values() if each is not None)
