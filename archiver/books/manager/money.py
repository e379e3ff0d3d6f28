"""Receipts, payments and transfers: what their lines say decides whether money paid documents, or something else.

The part of a receipt that is for what customers owe is a payment; one that sells something is a sales receipt; any
other money is a deposit. The part of a payment for what is owed to suppliers pays bills; the rest is a purchase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from archiver import kinds
from archiver.books.manager import builtin, papers, sums
from archiver.books.manager.facts import Facts
from archiver.books.manager.worked import SILENT, Worked, account, called, either, marked, worked
from archiver.books.rest.columns import POSITION, STATUS, From, first, fixed, parent
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item

ZERO = Decimal(0)
WORKED = marked(
    "currency",
    "paid",
    "unapplied",
    "party",
    "applied",
    "taxes",
    "tax",
    "total",
    "subtotal",
    "control",
    "sold",
    "put",
    "kinds",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Money received, or paid: how Manager calls its bank account, its parties and what it is for."""

    path: str
    bank: str
    owed: str
    party: str
    parties: str
    invoice: Sequence[str]
    control: str
    kind: str
    applications: str
    settles: str
    rest: str
    direction: str


RECEIVED = Side(
    path="receipts",
    bank="ReceivedIn",
    owed="AccountsReceivableCustomer",
    party="customer",
    parties="customers",
    invoice=("AccountsReceivableSalesInvoice", "SalesInvoice"),
    control=builtin.RECEIVABLE,
    kind="payments",
    applications="sales_applications",
    settles="invoices",
    rest="sales_receipts",
    direction="collected",
)
PAID = Side(
    path="payments",
    bank="PaidFrom",
    owed="AccountsPayableSupplier",
    party="vendor",
    parties="vendors",
    invoice=("PurchaseInvoice", "AccountsPayablePurchaseInvoice"),
    control=builtin.PAYABLE,
    kind="bill_payments",
    applications="purchase_applications",
    settles="bills",
    rest="purchases",
    direction="recoverable",
)
SIDES = (RECEIVED, PAID)


def maker(side: Side, facts: Facts) -> Worked:
    """What makes the rows of receipts, or of payments."""
    silent = (*SILENT, *WORKED, "Lines", "amount", side.bank[0].lower() + side.bank[1:], "accounts")
    singular = side.rest.removesuffix("s")
    tables = [
        Table(kind=side.kind, columns=_payment(side), when=_is(side.kind), silent=silent),
        Table(kind=side.applications, each="@applied", columns=_applied(side), when=_names_one),
        Table(kind=side.rest, columns=_bought(side), when=_is(side.rest), silent=silent),
        Table(
            kind=f"{singular}_lines",
            each="@sold",
            columns=papers.lines(singular, kinds.kind(f"{singular}_lines")),
            silent=marked("amount"),
        ),
        papers.taxes(side.rest, side.direction),
    ]
    if side is RECEIVED:
        tables += [
            Table(kind="deposits", columns=_deposit(), when=_is("deposits"), silent=silent),
            Table(kind="deposit_lines", each="@put", columns=_deposited(), silent=marked("amount", "kind", "document")),
        ]
    return Worked(tables, lambda item: worked_out(side, item, facts))


def _is(kind: str) -> Callable[[Item], bool]:
    return lambda item: kind in item["@kinds"]


def _names_one(entry: Item) -> bool:
    return entry.get("document") is not None


def _common(side: Side) -> Mapping[str, Any]:
    return {
        "number": either("Reference"),
        "date": either("Date"),
        "account_id": side.bank,
        "account": called(side.bank, "bank_accounts", "accounts"),
        "currency": worked("currency"),
        "exchange_rate": "ExchangeRate",
        "memo": either("Description"),
        "status": STATUS,
    }


def _payment(side: Side) -> Mapping[str, Any]:
    return {
        **_common(side),
        f"{side.party}_id": worked("party", "Customer", "Supplier"),
        side.party: called("@party", side.parties),
        "amount": worked("paid", "Lines.Amount"),
        "unapplied": worked("unapplied"),
        "control_account_id": fixed(side.control),
        "control_account": called("@control", "accounts"),
    }


def _applied(side: Side) -> Mapping[str, Any]:
    return {
        "payment_id": parent("id"),
        "payment_kind": fixed(side.kind),
        "document_kind": fixed(side.settles),
        "document_id": "document",
        "date": parent("date"),
        "currency": parent("currency"),
        "amount": "amount",
    }


def _bought(side: Side) -> Mapping[str, Any]:
    party = "Customer" if side is RECEIVED else "Supplier"
    return {
        **_common(side),
        f"{side.party}_id": party,
        side.party: first(called(party, side.parties), "Contact"),
        "subtotal": worked("subtotal", "Lines"),
        "tax": worked("tax"),
        "total": worked("total", "amount"),
    }


def _deposit() -> Mapping[str, Any]:
    return {
        **{key: column for key, column in _common(RECEIVED).items() if key != "memo"},
        "total": worked("total", "amount"),
        "memo": either("Description"),
    }


def _deposited() -> Mapping[str, Any]:
    return {
        "deposit_id": parent("id"),
        "number": parent("number"),
        "line": POSITION,
        "document_kind": worked("kind"),
        "document_id": worked("document"),
        "party": first(
            called("AccountsReceivableCustomer", "customers"),
            called("AccountsPayableSupplier", "vendors"),
            called("Employee", "employees"),
        ),
        "description": "LineDescription",
        "amount": worked("amount", "Amount"),
        **account(),
        "class": first(called("Project", "projects"), "Project"),
        "department": first(called("Division", "divisions"), "Division"),
        "currency": parent("currency"),
    }


def worked_out(side: Side, item: Item, facts: Facts) -> dict[str, Any]:
    """The lines of a receipt or a payment, parted by what they are for, and what each part comes to."""
    told, lines = item.get("amount"), sums.entries(item)
    currency = sums.currency_of(told) or facts.currency(item.get(side.bank))
    owed = [line for line in lines if is_owed(side, line)]
    others = [line for line in lines if not is_owed(side, line)]
    includes = item.get("AmountsAreTaxExclusive") is not True
    said = sums.cell(told) if not owed else None
    found = sums.added_up(others, said, facts, currency, includes=includes)
    amounts = [sums.amount(line, facts.cent(currency)) or ZERO for line in owed]
    paid = sum(amounts, ZERO)
    named = [next((line[key] for key in side.invoice if isinstance(line.get(key), str)), None) for line in owed]
    applied = [{"document": invoice, "amount": amount} for invoice, amount in zip(named, amounts, strict=True)]
    sells = side is PAID or (not owed and any("Item" in line or "TaxCode" in line for line in others))
    rest = [{**line, "@amount": amount} for line, amount in zip(others, found.amounts, strict=True)]
    apart = sells or told is None
    total = found.total if apart else sums.cell(told)
    if apart and not sells and total is not None:
        total += paid
    return {
        "currency": currency,
        "paid": paid,
        "unapplied": ZERO if all(named) else None,
        "party": next((line[side.owed] for line in owed if isinstance(line.get(side.owed), str)), None),
        "control": side.control,
        "applied": applied,
        "total": total,
        "subtotal": found.subtotal,
        "tax": found.tax,
        "taxes": list(found.taxes) if sells else [],
        "sold": rest if sells else [],
        "put": [] if sells or not rest else [*_payments(item, owed, amounts), *rest],
        "kinds": _kinds(side, owed, rest, sells=sells),
    }


def _kinds(side: Side, owed: Sequence[Item], rest: Sequence[Item], *, sells: bool) -> set[str]:
    """What a receipt or a payment is: one thing or two; one without lines is what has none."""
    found = {side.kind} if owed else set()
    if rest or not owed:
        found.add(side.rest if sells else "deposits")
    return found


def is_owed(side: Side, line: Item) -> bool:
    """Whether a line is for what a customer owes, or is owed to a supplier."""
    return line.get("Account") == side.control or any(line.get(key) for key in (side.owed, *side.invoice))


def _payments(item: Item, owed: Sequence[Item], amounts: Sequence[Decimal]) -> list[dict[str, Any]]:
    """The lines of a deposit that are payments of its own."""
    return [
        {**line, "@amount": amount, "@kind": "payments", "@document": item.get("key")}
        for line, amount in zip(owed, amounts, strict=True)
    ]


def transfers(facts: Facts) -> Worked:
    """What makes the rows of transfers between accounts."""
    columns: Mapping[str, str | From] = {
        "number": either("Reference"),
        "date": either("Date"),
        "from_account_id": first("PaidFrom", "paidFrom"),
        "from_account": called("@from", "bank_accounts"),
        "to_account_id": first("ReceivedIn", "receivedIn"),
        "to_account": called("@to", "bank_accounts"),
        "currency": worked("currency"),
        "exchange_rate": "ExchangeRate",
        "amount": worked("amount", "CreditAmount", "amount"),
        "currency_received": worked("received"),
        "amount_received": worked("arrived", "DebitAmount"),
        "memo": first("Description", "description"),
        "status": STATUS,
    }
    table = Table(
        kind="transfers",
        columns=columns,
        silent=(*SILENT, *marked("from", "to", "currency", "received", "amount", "arrived")),
    )
    return Worked([table], lambda item: _transferred(item, facts))


def _transferred(item: Item, facts: Facts) -> dict[str, Any]:
    """The form spells some of its fields small in one version, and large in another."""
    paid_from, received_in = (_key(item, name) for name in ("PaidFrom", "ReceivedIn"))
    sent = sums.cell(item["CreditAmount"] if "CreditAmount" in item else item.get("amount"))
    arrived = sums.cell(item.get("DebitAmount"))
    return {
        "from": paid_from,
        "to": received_in,
        "currency": facts.currency(paid_from),
        "received": facts.currency(received_in),
        "amount": sent,
        "arrived": sent if arrived is None and facts.currency(paid_from) == facts.currency(received_in) else arrived,
    }


def _key(item: Item, name: str) -> object:
    return item[name] if name in item else item.get(name[0].lower() + name[1:])
