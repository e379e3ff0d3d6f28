"""Payments, and what they and credit notes settle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from archiver import kinds
from archiver.books.rest import added
from archiver.books.rest.columns import STATUS, About, From, computed, fixed, own
from archiver.books.rest.names import Names
from archiver.books.rest.source import Rows, Table
from archiver.books.rest.values import Item, at, day, decimal, text
from archiver.books.sage.documents import Control, Making
from archiver.books.sage.fields import PLUMBING, bank, kind_of, rate, refs, state
from archiver.model import ColumnType, Kind, Record, Value

ZERO = Decimal(0)
SIDES = ("sales_applications", "purchase_applications")
PAYMENTS = {"sales_applications": "payments", "purchase_applications": "bill_payments"}
REFUND = "REFUND"
ALLOCATIONS = added.kind(
    "contact_allocations",
    "sales",
    own("date", ColumnType.DAY, en="Date", fr="Date"),
    own("type", en="Type", fr="Type"),
    own("contact_id", ColumnType.ID, en="Contact ID", fr="ID contact"),
    own("contact", en="Contact", fr="Contact"),
    en="Allocations",
    fr="Affectations",
)
"""What an allocation is about; which document settles which is among the applications."""
ALLOCATED = "allocated_artefacts"
REFERENCES = ("contact", "currency", "transaction", "transaction_type", "payment_method", "bank_account")


class Part(NamedTuple):
    """One artefact of a payment or an allocation: a document, and the amount that settles it, or that it gives."""

    kind: str | None
    id: str | None
    amount: Decimal


def _parts(item: Item, amount: str = "amount") -> Iterator[Part]:
    """What an item allocates; LookupError or TypeError where it has another form."""
    for entry in item.get(ALLOCATED) or ():
        path = text(at(entry, "artefact.$path")) or ""
        given = decimal(entry.get(amount))
        if given:
            yield Part(
                kind_of(path, text(at(item, "transaction_type.id")) or ""), text(at(entry, "artefact.id")), given
            )


def _side(item: Item) -> str:
    """Whether it is about customers or vendors: the type of the transaction says so, else what is settled."""
    type_ = text(at(item, "transaction_type.id")) or ""
    about = f"{type_} {[text(at(each, 'artefact.$path')) for each in item.get(ALLOCATED) or ()]}"
    return SIDES["VENDOR" in type_ or ("CUSTOMER" not in type_ and "/purchase" in about)]


class Payments:
    """Makes the rows of ``contact_payments``: money of customers and to vendors, and what it settles."""

    def __init__(self, making: Making, controls: Mapping[str, Control]) -> None:
        self._makers = {
            "sales_applications": making([_payment("payments", "customer", controls["customer"])]),
            "purchase_applications": making([_payment("bill_payments", "vendor", controls["vendor"])]),
        }
        made = [kind for maker in self._makers.values() for kind in maker.kinds]
        self.kinds = (*made, *(kinds.kind(each) for each in SIDES))

    def __call__(self, item: Item, names: Names) -> Rows:
        """The payment, and a row for each document that it settles; a discount that was granted is a row too."""
        side = _side(item)
        kind, id_ = PAYMENTS[side], str(item["id"])
        given = [(Part(kind, id_, each.amount), each) for each in _parts(item)]
        given += [(Part(None, None, each.amount), each) for each in _parts(item, "discount")]
        rows = _rows(kinds.kind(side), item, given, text(at(item, "currency.id")))
        return {**self._makers[side](item, names), side: list(rows)}


class Allocations:
    """Makes the rows of ``contact_allocations``: credit notes and payments on account, set against what is owed.

    They are in the currency of their contact, which is ``home`` where none is told.
    """

    def __init__(self, making: Making, home: str | None) -> None:
        self._maker, self._home = making([_allocation()]), home
        self.kinds = (*self._maker.kinds, *(kinds.kind(each) for each in SIDES))

    def __call__(self, item: Item, names: Names) -> Rows:
        """The allocation, and a row for each document that is settled and what settles it: what is positive by what is
        negative.
        """
        side, currency = _side(item), names.of("contacts", text(at(item, "contact.id"))) or self._home
        return {**self._maker(item, names), side: list(_rows(kinds.kind(side), item, _matched(_parts(item)), currency))}


def _allocation() -> Table:
    columns: Mapping[str, str | From] = {
        "date": "date",
        "type": "transaction_type.displayed_as",
        "contact_id": "contact.id",
        "contact": "contact.displayed_as",
    }
    silent = (*PLUMBING, "contact.$path", "transaction_type.$path")
    return Table(kind=ALLOCATIONS, columns=columns, silent=silent)


def _matched(parts: Iterable[Part]) -> Iterator[tuple[Part, Part]]:
    """Givers and takers in their order, each used up before the next; what nothing gives has no giver."""
    every = list(parts)
    givers = deque(each._replace(amount=-each.amount) for each in every if each.amount < 0)
    for taker in (each for each in every if each.amount > 0):
        left = taker.amount
        while left:
            giver = givers.popleft() if givers else Part(None, None, left)
            share = min(left, giver.amount)
            yield giver, taker._replace(amount=share)
            left -= share
            if giver.amount > share:
                givers.appendleft(giver._replace(amount=giver.amount - share))


def _rows(kind: Kind, item: Item, given: Iterable[tuple[Part, Part]], currency: str | None) -> Iterator[Record]:
    id_ = str(item["id"])
    for place, (giver, taker) in enumerate(given, 1):
        own = f"{id_}/{place}"
        values: dict[str, Value] = {
            "id": own,
            "payment_kind": giver.kind,
            "payment_id": giver.id,
            "document_kind": taker.kind,
            "document_id": taker.id,
            "date": day(item.get("date")),
            "currency": currency,
            "amount": taker.amount,
        }
        yield Record(own, id_, kind.values(values), state(item))


def _payment(kind: str, party: str, control: Control) -> Table:
    """The columns of a payment; one that was paid back to a customer, or by a vendor, is negative."""
    columns: dict[str, str | From] = {
        "number": "displayed_as",
        "date": "date",
        f"{party}_id": "contact.id",
        party: "contact.displayed_as",
        "method": "payment_method.displayed_as",
        "reference": "reference",
        **bank("bank_account"),
        "currency": "currency.id",
        "exchange_rate": rate(),
        "amount": computed(_amount, "total_amount"),
        "unapplied": computed(_unapplied, "payment_on_account.outstanding_amount"),
        "status": STATUS,
        "control_account_id": fixed(control.id),
        "control_account": fixed(control.name),
    }
    on_account = refs(*(f"payment_on_account.{each}" for each in ("contact", "currency", "status")))
    silent = (*PLUMBING, *refs(*REFERENCES), *on_account, ALLOCATED, "base_currency_total_amount")
    return Table(kind=kind, columns=columns, silent=silent)


def _amount(item: Item, about: About) -> Value:
    found = decimal(item.get("total_amount"))
    return -abs(found) if found is not None and REFUND in (text(at(item, "transaction_type.id")) or "") else found


def _unapplied(item: Item, about: About) -> Value:
    """What is left of the part that settles nothing."""
    return decimal(at(item, "payment_on_account.outstanding_amount")) or ZERO
