"""The open balance of each document against its total less what was applied to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from archiver.controls import Tables
from archiver.model import Control, Kind, State, Verdict
from archiver.words import N_, phrase

NAMED_AT_MOST = 10
SIDES = {
    "sales_applications": ("invoices", "credit_notes"),
    "purchase_applications": ("bills", "expense_claims", "vendor_credits"),
}
CREDITS = frozenset({"credit_notes", "vendor_credits"})
ZERO = Decimal(0)

Document = tuple[str, str]
"""A document by its kind and id: ids are unique in their kind only."""


def settled(tables: Tables, applications: Kind) -> dict[Document, Decimal]:
    """What was applied to each document, and what each payment or credit gave.

    Money paid out to settle a credit note is a negative payment, and what it gave is negative.
    """
    wanted = ("payment_kind", "payment_id", "document_kind", "document_id", "amount")
    places = [applications.keys.index(key) for key in wanted]
    found: dict[Document, Decimal] = {}
    for row in tables.rows(applications):
        by_kind, by, to_kind, to, amount = (row.values[place] for place in places)
        if isinstance(amount, Decimal) and row.state is State.LIVE:
            giver, taker = (str(by_kind), str(by)), (str(to_kind), str(to))
            found[giver] = found.get(giver, ZERO) + (-amount if to_kind in CREDITS else amount)
            found[taker] = found.get(taker, ZERO) + amount
    return found


def applied(tables: Tables) -> Iterator[Control]:
    """One control a kind of documents: how many balances are the total less the applications."""
    for key, kinds in SIDES.items():
        applications = tables.kind(key)
        if applications is not None:
            sums = settled(tables, applications)
            for name in kinds:
                kind = tables.kind(name)
                if kind is not None:
                    yield from _control(tables, kind, sums)


def _control(tables: Tables, kind: Kind, sums: Mapping[Document, Decimal]) -> Iterator[Control]:
    places = [kind.keys.index(key) for key in ("number", "status", "total", "balance")]
    count, odd = 0, []
    for row in tables.rows(kind):
        number, status, total, balance = (row.values[place] for place in places)
        if status == "draft" or not isinstance(total, Decimal) or balance is None or row.state is State.DELETED:
            continue
        count += 1
        # A voided document owes nothing; what was paid on it all the same is owed back.
        due = total if row.state is State.LIVE else ZERO
        if due - sums.get((kind.key, row.id), ZERO) != balance:
            odd.append(str(number))
    if not count:
        return
    verdict, said = Verdict.TIES, phrase(N_("Each open balance is the total less what was applied."))
    if odd:
        verdict, numbers = Verdict.DIFFERS, odd[:NAMED_AT_MOST]
        said = phrase(N_("The open balance is not the total less what was applied: {numbers}"), numbers=numbers)
    yield Control("balances_applied", verdict, said, kind.key, None, count, count - len(odd))
