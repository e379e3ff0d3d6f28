"""Which documents and payments do not agree with what was applied of them: the others need not be looked at again.

What a document is for, less what it says is open of it, was applied. Documents and applications come side by side, day
by day, and what has come to nothing is forgotten: so no more is held than what is being paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from heapq import merge
from operator import itemgetter

from archiver.controls import Tables
from archiver.controls.columns import live, stated
from archiver.model import State, Value

CREDITS = frozenset({"credit_notes", "vendor_credits"})
OWED = frozenset({"invoices", "bills", "expense_claims"})
AMOUNTS = {
    **dict.fromkeys(("payments", "bill_payments"), ("amount", "unapplied")),
    **dict.fromkeys(sorted(OWED | CREDITS), ("total", "balance")),
}
"""What a document is for and what is open of it, by the columns of its kind."""
ZERO = Decimal(0)

Document = tuple[str, str]
"""A document by its kind and id: ids are unique in their kind only."""
Moved = tuple[date, Document, Decimal | None]
"""On a day, an amount that a document says was applied of it, or less what was; None where it does not say."""


def unsettled(tables: Tables, applications: str, kinds: Collection[str]) -> set[Document]:
    """Those of the ``kinds`` that do not agree with the applications, and those that do not say what is open."""
    left: dict[Document, Decimal] = {}
    unknown: set[Document] = set()
    streams = [_claimed(tables, key) for key in kinds]
    for _, document, amount in merge(*streams, _moved(tables, applications, kinds), key=itemgetter(0)):
        if amount is None:
            unknown.add(document)
        elif amount := left.pop(document, ZERO) + amount:
            left[document] = amount
    return unknown.union(left)


def _claimed(tables: Tables, key: str) -> Iterator[Moved]:
    """What each document says was applied of it; of a voided one, what was paid and is owed back."""
    amount, open_ = AMOUNTS[key]
    for state, (id_, day, status, total, left) in stated(tables, key, ("id", "date", "status", amount, open_)):
        if status == "draft" or state is State.DELETED:
            continue
        due = total if state is State.LIVE else ZERO
        known = due - left if isinstance(due, Decimal) and isinstance(left, Decimal) else None
        yield _day(day), (key, str(id_)), known


def applied(tables: Tables, applications: str) -> Iterator[tuple[Value, Document, Document, Decimal, Decimal]]:
    """Each application: its day, what gave and what took, and how much each of them."""
    wanted = ("date", "payment_kind", "payment_id", "document_kind", "document_id", "amount")
    for day, by_kind, by, to_kind, to, amount in live(tables, applications, wanted):
        if isinstance(amount, Decimal):
            yield day, (str(by_kind), str(by)), (str(to_kind), str(to)), given(by_kind, to_kind, amount), amount


def given(by_kind: Value, to_kind: Value, amount: Decimal) -> Decimal:
    """What an amount that one document takes is of the one that gives it.

    Money paid out to settle a credit note is a negative payment, and what it gave is negative. So is what an invoice
    gave that settles another one: it is a negative invoice.
    """
    return amount if (by_kind in OWED) == (to_kind in CREDITS) else -amount


def vague(tables: Tables, applications: str) -> set[Document]:
    """The documents of which nobody knows what was applied, for an application does not say its amount."""
    wanted = ("payment_kind", "payment_id", "document_kind", "document_id", "amount")
    found: set[Document] = set()
    for by_kind, by, to_kind, to, amount in live(tables, applications, wanted):
        if not isinstance(amount, Decimal):
            found |= {(str(by_kind), str(by)), (str(to_kind), str(to))}
    return found


def _moved(tables: Tables, applications: str, kinds: Collection[str]) -> Iterator[Moved]:
    for day, giver, taker, given, taken in applied(tables, applications):
        if giver[0] in kinds:
            yield _day(day), giver, -given
        if taker[0] in kinds:
            yield _day(day), taker, -taken


def _day(value: Value) -> date:
    return value if isinstance(value, date) else date.min
