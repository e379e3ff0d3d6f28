"""The open balance of each document against its total less what was applied to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.applications import within
from archiver.controls.columns import stated
from archiver.controls.naming import named
from archiver.controls.settling import CREDITS, Document, unsettled, vague
from archiver.controls.settling import applied as applications_of
from archiver.model import Control, Kind, State, Verdict
from archiver.words import N_, phrase

__all__ = ["CREDITS", "SIDES", "Document", "applied", "settled"]

SIDES = {
    "sales_applications": ("invoices", "credit_notes"),
    "purchase_applications": ("bills", "expense_claims", "vendor_credits"),
}
PAYMENTS = {"sales_applications": "payments", "purchase_applications": "bill_payments"}
COLUMNS = ("id", "number", "status", "total", "balance")
ZERO = Decimal(0)
UNKNOWN = N_("Not compared, for nobody knows how much was applied ({count}): {numbers}")


def settled(tables: Tables, applications: Kind, only: Collection[Document] | None = None) -> dict[Document, Decimal]:
    """What was applied to each document, and what each payment or credit gave; ``only`` of some, if they are given."""
    found: dict[Document, Decimal] = {}
    for _, giver, taker, given, taken in applications_of(tables, applications.key):
        for document, amount in ((giver, given), (taker, taken)):
            if only is None or document in only:
                found[document] = found.get(document, ZERO) + amount
    return found


def applied(tables: Tables, key: str) -> Iterator[Control]:
    """How many balances are the total less what was applied, and how many amounts bear that; a control for each kind
    whose applications are of the kind called ``key``.
    """
    applications = tables.kind(key)
    if applications is None:
        return
    every = (PAYMENTS[key], *SIDES[key])
    odd = unsettled(tables, key, every)
    sums = dict.fromkeys(odd, ZERO) | settled(tables, applications, odd) if odd else {}
    # What agrees without an amount that nobody knows needs none.
    unclear = odd & vague(tables, key) if odd else odd
    for name in SIDES[key]:
        yield from _control(tables, name, sums, unclear)
    yield from within(tables, sums, every)


def _control(
    tables: Tables, name: str, odd: Mapping[Document, Decimal], unclear: Collection[Document]
) -> Iterator[Control]:
    count, numbers, unknown = 0, list[str](), list[str]()
    for state, (id_, number, status, total, balance) in stated(tables, name, COLUMNS):
        if status == "draft" or not isinstance(total, Decimal) or balance is None or state is State.DELETED:
            continue
        if (name, str(id_)) in unclear:
            unknown.append(str(number or id_))
            continue
        count += 1
        # A voided document owes nothing; what was paid on it all the same is owed back.
        due = total if state is State.LIVE else ZERO
        applied = odd.get((name, str(id_)))
        if applied is not None and due - applied != balance:
            numbers.append(str(number or id_))
    if unknown:
        said = phrase(UNKNOWN, count=len(unknown), numbers=named(unknown))
        yield Control("balances_applied", Verdict.NOTED, said, name)
    if not count:
        return
    verdict, said = Verdict.TIES, phrase(N_("Each open balance is the total less what was applied."))
    if numbers:
        verdict = Verdict.DIFFERS
        template = N_("The open balance is not the total less what was applied ({count}): {numbers}")
        said = phrase(template, count=len(numbers), numbers=named(numbers))
    yield Control("balances_applied", verdict, said, name, None, count, count - len(numbers))
