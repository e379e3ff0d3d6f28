"""The rows that every writer of the benchmark gets: invoices, fourteen columns of every type that books have.

Nothing but the standard library, for the peers run in an environment of their own.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

CENT = Decimal("0.01")
CUSTOMERS, DAYS, SECONDS = 3_000, 2_000, 60_000_000
WORDS = ["order", "delivered", "late;", "<see>", "terms", "&", "conditions", "–", "réparation", "échange", "acompte"]


class Invoice(NamedTuple):
    """One row. Ids, numbers and memos are hardly ever the same twice; customers, days and rates are."""

    id: str
    number: str
    date: dt.date
    due_date: dt.date
    customer_id: str
    customer: str
    currency: str
    exchange_rate: Decimal
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    balance: Decimal
    memo: str
    created: datetime


def invoices(count: int) -> Iterator[Invoice]:
    """The same rows each time."""
    pick = random.Random(1)
    first, began = date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        subtotal = (Decimal(pick.randrange(100, 10_000_000)) / 100).quantize(CENT)
        tax = (subtotal * 5 / 100).quantize(CENT)
        day = first + timedelta(days=number % DAYS)
        customer = pick.randrange(CUSTOMERS)
        yield Invoice(
            id=str(number),
            number=f"F-{number:07}",
            date=day,
            due_date=day + timedelta(days=30),
            customer_id=f"C{customer:05}",
            customer=f"Café & Fils nº {customer}",
            currency="CAD",
            exchange_rate=Decimal("1.0000"),
            subtotal=subtotal,
            tax=tax,
            total=subtotal + tax,
            balance=Decimal("0.00") if number % 3 else subtotal + tax,
            memo=f"{pick.choice(WORDS)} {pick.choice(WORDS)} {pick.randrange(1_000_000)}",
            created=began + timedelta(seconds=pick.randrange(SECONDS)),
        )


def simple(row: Invoice) -> tuple[object, ...]:
    """A row as libraries like it best: floats, and moments without a zone."""
    plain = (float(each) if isinstance(each, Decimal) else each for each in row)
    return tuple(each.replace(tzinfo=None) if isinstance(each, datetime) else each for each in plain)
