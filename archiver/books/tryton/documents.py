"""Invoices and bills, and the notes that credit them: Tryton has one model for all, and negative amounts for notes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archiver.books.rest.columns import POSITION, About, From, computed, fixed, parent, same, through
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, day, decimal, text
from archiver.books.tryton.lists import percent
from archiver.model import State, Value

MODEL = "account.invoice"
NESTED = (
    "party.name", "currency.code", "account.code", "account.name", "payment_term.name", "journal.name",
    "invoice_address.full_address", "move.number", "lines_to_pay.maturity_date",
    "lines.*", "lines.product.name", "lines.account.code", "lines.account.name", "lines.taxes.name", "lines.unit.name",
    "taxes.*", "taxes.tax.name", "taxes.tax.rate", "taxes.account.code", "taxes.account.name",
)  # fmt: skip
SHOWN = (
    "party.", "account.", "payment_term.", "journal.", "invoice_address.", "move.", "move.lines.",
    "lines.", "lines.product.template.", "lines.account.", "taxes.", "taxes.tax.",
)  # fmt: skip
"""What shows on an invoice, and what tells how much of it is open."""
STATES = {"draft": "draft", "validated": "pending", "posted": "open", "paid": "paid", "cancelled": "voided"}
ZERO = Decimal()
KINDS = {"out": ("invoices", "credit_notes"), "in": ("bills", "vendor_credits")}
"""What an invoice is here by its type: an ordinary one, and a note."""


def is_note(item: Item) -> bool:
    """Whether it credits: what is taken back is negative."""
    return (decimal(item.get("total_amount")) or decimal(item.get("untaxed_amount")) or ZERO) < 0


def is_none(item: Item) -> bool:
    """Whether it is an ordinary one."""
    return not is_note(item)


def kind_of(item: Item) -> str | None:
    """What it is here, from its type and its amounts."""
    plain, note = KINDS.get(text(item.get("type")) or "", (None, None))
    return note if is_note(item) else plain


def state(item: Item) -> State:
    """What was cancelled is voided."""
    return State.VOIDED if item.get("state") == "cancelled" else State.LIVE


def tables(side: str) -> list[Table]:
    """The kinds of one side: ``customer`` or ``vendor``."""
    plain, note = ("invoice", "credit_note") if side == "customer" else ("bill", "vendor_credit")
    return [*_kinds(side, plain, note=False), *_kinds(side, note, note=True)]


def _kinds(side: str, kind: str, *, note: bool) -> list[Table]:
    which = is_note if note else is_none
    silent = ["payment_term.id", "journal.id", "account.id", "account.code", "invoice_address.id", "currency.id"]
    return [
        Table(kind=f"{kind}s", columns=_header(side, note=note), when=which, silent=silent),
        Table(
            kind=f"{kind}_lines", each="lines", id="id", columns=_line(kind, note=note), of=which,
            silent=["invoice", "currency", "company", "account.id", "product.id", "unit.id", "party"],
        ),
        Table(
            kind="tax_lines", each="taxes", id="id", columns=_tax(side, kind, note=note), of=which,
            silent=["invoice", "currency", "account.id"],
        ),
    ]  # fmt: skip


def _amount(path: str, *, note: bool) -> From:
    """An amount as it is printed: of a note, without the sign that takes it back."""
    return through(path, lambda value: _turned(value, note=note))


def _turned(value: object, *, note: bool) -> Value:
    found = decimal(value)
    return -found if note and found else found


def _header(side: str, *, note: bool) -> Mapping[str, str | From]:
    return {
        **same("number", "reference"),
        "date": "invoice_date",
        "due_date": computed(_due, "lines_to_pay"),
        f"{side}_id": "party.id",
        side: "party.name",
        "currency": "currency.code",
        "subtotal": _amount("untaxed_amount", note=note),
        "tax": _amount("tax_amount", note=note),
        "total": _amount("total_amount", note=note),
        "balance": computed(lambda item, about: _open(item, note=note), "amount_to_pay"),
        "status": computed(_status, "state"),
        "terms": "payment_term.name",
        "memo": "description",
        "account_id": "account.id",
        "account": "account.name",
        "billing_address": "invoice_address.full_address",
    }


def _due(item: Item, about: About) -> Value:
    """The first day on which something of it is due."""
    return min(
        (found for each in item.get("lines_to_pay") or () if (found := day(at(each, "maturity_date")))), default=None
    )


def _open(item: Item, *, note: bool) -> Value:
    """What is open of it: nothing, before it is posted and after it was cancelled."""
    return _turned(item.get("amount_to_pay"), note=note) if item.get("state") in ("posted", "paid") else None


def _status(item: Item, about: About) -> Value:
    said = text(item.get("state"))
    total, balance = (decimal(item.get(each)) for each in ("total_amount", "amount_to_pay"))
    if said == "posted" and total and balance and abs(balance) < abs(total):
        return "partly_paid"
    return STATES.get(said, "unknown") if said else None


def _line(kind: str, *, note: bool) -> Mapping[str, str | From]:
    return {
        f"{kind}_id": parent("id"),
        "number": parent("number"),
        "line": POSITION,
        "item_id": "product.id",
        "item": "product.name",
        "description": "description",
        "quantity": _amount("quantity", note=note),
        "unit_price": "unit_price",
        "amount": _amount("amount", note=note),
        "tax_code": computed(_taxes, "taxes"),
        "account_id": "account.id",
        "account": computed(lambda item, about: text(at(item, "account.name")), "account.name", "account.code"),
        "currency": parent("currency"),
    }


def _taxes(item: Item, about: About) -> Value:
    """The taxes of a line by name."""
    named = [text(at(each, "name")) for each in item.get("taxes") or ()]
    return ", ".join(each for each in named if each) or None


def _tax(side: str, kind: str, *, note: bool) -> Mapping[str, str | From]:
    return {
        "document_kind": fixed(f"{kind}s"),
        "document_id": parent("id"),
        "number": parent("number"),
        "date": parent("date"),
        "tax_code_id": "tax.id",
        "tax_code": computed(
            lambda item, about: text(at(item, "tax.name")) or text(item.get("description")), "tax.name"
        ),
        "rate_id": "tax.id",
        "rate": through("tax.rate", percent),
        "base": _amount("base", note=note),
        "tax": _amount("amount", note=note),
        "direction": fixed("collected" if side == "customer" else "recoverable"),
        "account_id": "account.id",
        "account_number": "account.code",
        "account": "account.name",
        "currency": parent("currency"),
    }
