"""Payments received and made, and which documents each of them, or a credit that it carries, settled.

A payment's lines name what it settled and what it used up: invoices and credit notes alike, in amounts without a sign.
QuickBooks does not say which credit went to which invoice, so credits are used first, in the order of the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from archiver import kinds
from archiver.books.quickbooks import lines
from archiver.books.quickbooks.documents import about_document
from archiver.books.quickbooks.fields import (
    MOMENTS,
    STATUS,
    About,
    Field,
    Item,
    control,
    day,
    decimal,
    inner,
    label,
    name,
    named,
    number,
    of,
    plain,
    ref,
    text,
    whole,
)
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.others import others
from archiver.books.quickbooks.table import Table
from archiver.model import Record, Value

ZERO = Decimal(0)
EITHER = "journal_entries"
"""An entry made by hand may be owed or may settle; the line does not say which."""
LINKED = ("TxnType", "TxnId")
"""What the columns of an application say of the document that a line settles."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the books: its kinds, the credits that a payment may carry, and its control account.

    What else a payment names is owed: a cheque that refunds a customer, money that a vendor gave back.
    """

    kind: str
    applications: str
    party: str
    credits: frozenset[str]
    role: str
    control: str


RECEIVED = Side(
    "payments",
    "sales_applications",
    "CustomerRef",
    frozenset({"credit_notes", "deposits", "payments"}),
    "receivable",
    "ARAccountRef",
)
PAID = Side(
    "bill_payments",
    "purchase_applications",
    "VendorRef",
    frozenset({"vendor_credits", "purchases", "bill_payments"}),
    "payable",
    "APAccountRef",
)


TOLD_OF_PAID = {"account_id": "CheckPayment.BankAccountRef.value, CreditCardPayment.CCAccountRef.value"}


class Part(NamedTuple):
    """What one line of a payment is about: a document, an amount, and what else the line says."""

    kind: str | None
    id: str
    amount: Decimal
    other: str | None


class Payments:
    """Makes the rows of one side's payments."""

    def __init__(self, side: Side) -> None:
        self._side = side
        kind, applications = kinds.kind(side.kind), lines.applications(side.applications)
        fields = {key: each for key, each in _fields(side).items() if kind.place(key) is not None}
        told = {} if side is RECEIVED else TOLD_OF_PAID
        self._header = Table(kind, fields, ("Line", "CurrencyRef.name"), told)
        self.kinds = (self._header.kind, applications)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One payment, with what it settled."""
        about = about_document(self._side.kind, item, names)
        parts = list(_parts(item))
        total, unapplied = decimal(item.get("TotalAmt")), decimal(item.get("UnappliedAmt"))
        giving, taking = _sides(parts, self._side.credits, total, unapplied)
        about.subtotal = unapplied if unapplied is not None else _left(total, giving, taking)
        applied = _matched(Part(self._side.kind, about.id, ZERO, None), giving, taking)
        return {
            self._side.kind: (self._header.document(item, about),),
            self._side.applications: [self._application(about, by, to, amount) for by, to, amount in applied],
        }

    def _application(self, about: About, by: Part, to: Part, amount: Decimal) -> Record:
        id_ = f"{about.id}/{by.kind}/{by.id}/{to.kind}/{to.id}"
        values: Sequence[Value] = (
            id_, by.id, to.kind, to.id, about.day, about.currency, amount, by.kind, _joined(by.other, to.other)
        )  # fmt: skip
        return Record(id_, about.id, tuple(values), about.state)


def _joined(*said: str | None) -> str | None:
    return "\n".join(each for each in said if each) or None


def _parts(item: Item) -> Iterator[Part]:
    """Every document that the lines name; a document that several lines name comes once."""
    found: dict[tuple[str | None, str], Part] = {}
    for line in item.get("Line") or ():
        amount = decimal(line.get("Amount"))
        kind, id_ = lines.linked(line.get("LinkedTxn") or ())
        if amount and id_:
            before = found.get((kind, id_), Part(kind, id_, ZERO, None))
            other = others(_unsaid(line))
            found[kind, id_] = Part(kind, id_, before.amount + amount, _joined(before.other, other))
    return iter(found.values())


def _unsaid(line: Item) -> Iterator[tuple[str, object]]:
    """What an application does not say of a line: all but its amount, and the document that it settles."""
    for key, value in line.items():
        if key == "LinkedTxn":
            first, *more = value
            yield from ((f"{key}.{each}", first[each]) for each in first if each not in LINKED)
            yield key, more
        elif key != "Amount":
            yield key, value


def _sides(
    parts: Sequence[Part], credits: frozenset[str], total: Decimal | None, unapplied: Decimal | None
) -> tuple[list[Part], list[Part]]:
    """What the payment carries besides its own money, and what it settles.

    An entry made by hand is owed, unless the payment only comes out right if it is a credit.
    """
    giving = [each for each in parts if each.kind in credits]
    either = [each for each in parts if each.kind == EITHER]
    taking = [each for each in parts if each.kind not in credits and each.kind != EITHER]
    wanted = (total or ZERO) - (unapplied or ZERO)
    without = _sum(taking) - _sum(giving)
    if either and without - _sum(either) == wanted:
        return giving + either, taking
    return giving, taking + either


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((each.amount for each in parts), ZERO)


def _left(total: Decimal | None, giving: Sequence[Part], taking: Sequence[Part]) -> Decimal | None:
    """What is left of a payment of which QuickBooks does not say it."""
    return None if total is None else total + _sum(giving) - _sum(taking)


def _matched(payment: Part, giving: Sequence[Part], taking: Sequence[Part]) -> Iterator[tuple[Part, Part, Decimal]]:
    """Which credit, or the payment itself, settles which document for how much; credits first, in their order."""
    left = [each.amount for each in giving]
    for document in taking:
        wanted = document.amount
        for place, giver in enumerate(giving):
            taken = min(wanted, left[place])
            if taken > 0:
                left[place] -= taken
                wanted -= taken
                yield giver, document, taken
        if wanted:
            yield payment, document, wanted
    for place, giver in enumerate(giving):
        if left[place] > 0:  # used up and not on a document: paid out, or left over as a payment
            yield payment, giver, left[place]


def _fields(side: Side) -> dict[str, Field]:
    received = side is RECEIVED
    who, list_ = ("customer", "customers") if received else ("vendor", "vendors")
    control_id, control_name = control(side.control, side.role)
    return {
        "id": text("Id"),
        "number": text("DocNumber"),
        "date": day("TxnDate"),
        f"{who}_id": ref(side.party),
        who: name(side.party, list_),
        "method": label("PaymentMethodRef", "payment_methods") if received else text("PayType"),
        "reference": text("PaymentRefNum") if received else text("CheckPayment.CheckNum"),
        "account_id": ref("DepositToAccountRef") if received else whole(lambda item, about: _paid_from(item)[0]),
        "account": name("DepositToAccountRef", "accounts") if received else _paid_from_name(),
        "currency": of(lambda about: about.currency, "CurrencyRef.value"),
        "exchange_rate": number("ExchangeRate"),
        "amount": number("TotalAmt"),
        "unapplied": of(lambda about: about.subtotal, "UnappliedAmt"),
        "memo": text("PrivateNote"),
        "status": STATUS,
        "control_account_id": control_id,
        "control_account": control_name,
        **MOMENTS,
    }


def _paid_from(item: Item) -> tuple[str | None, Item]:
    """The bank or card account that a payment was made from, by id and as the reference says it."""
    cheque, card = inner(item, "CheckPayment"), inner(item, "CreditCardPayment")
    reference = inner(cheque, "BankAccountRef") or inner(card, "CCAccountRef")
    return plain(reference.get("value")), reference


def _paid_from_name() -> Field:
    reads = ("CheckPayment.BankAccountRef", "CreditCardPayment.CCAccountRef")
    return whole(lambda item, about: named(_paid_from(item)[1], "accounts", about.names), *reads)


def payments() -> Mapping[str, Payments]:
    """The readers of payments, by entity."""
    return {"Payment": Payments(RECEIVED), "BillPayment": Payments(PAID)}
