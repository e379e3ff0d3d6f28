"""Accounts, years, periods and journals; every posting, the entries made by hand, and what was paid on invoices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archiver.books.rest import added
from archiver.books.rest.columns import POSITION, STATUS, About, From, computed, first, fixed, own, parent, same
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.books.tryton.origins import Document, Origins
from archiver.model import ColumnType, Value

LINE = "account.move.line"
ZERO = Decimal()
ROLES = ("receivable", "payable")
KEPT_IN = ("account.second_currency.code", "account.type.receivable", "account.type.payable")
NOWHERE = (None, None)


def _type(item: Item, about: About) -> Value:
    """The side of the statements on which an account stands, from its type there."""
    given = item.get("type") or {}
    if at(given, "statement") == "income":
        return "income" if at(given, "revenue") else "expense"
    if at(given, "statement") == "balance":
        if at(given, "assets") or at(given, "receivable"):
            return "asset"
        return "liability" if at(given, "payable") or at(given, "debt") else "equity"
    return None


def _role(item: Item, about: About) -> Value:
    return next((each for each in ROLES if at(item.get("type"), each)), None)


def _heading(item: Item, about: About) -> Value:
    """Whether it only groups others: such accounts have no type."""
    return not item.get("type")


def _balance(item: Item, about: About) -> Value:
    """In the currency in which it is kept."""
    return decimal(item.get("amount_second_currency" if at(item, "second_currency.code") else "balance"))


OF_ACCOUNTS = ("type.*", "parent.name", "currency.code", "second_currency.code")
ACCOUNTS = (
    Table(
        kind="accounts",
        columns={
            "number": "code",
            "name": "name",
            "type": computed(_type, "type.statement", "type.assets", "type.revenue", "type.debt"),
            "role": computed(_role, "type.receivable", "type.payable"),
            "subtype": "type.name",
            "currency": first("second_currency.code", "currency.code"),
            "parent_id": "parent.id",
            "active": "active",
            "placeholder": computed(_heading),
            "balance": computed(_balance, "balance"),
            "notes": "note",
        },
        silent=("currency.id", "second_currency.id", "parent.name", "company"),
    ),
)
SPAN = (
    own("name", en="Name", fr="Nom"),
    own("start", ColumnType.DAY, en="First day", fr="Premier jour"),
    own("end", ColumnType.DAY, en="Last day", fr="Dernier jour"),
    own("state", en="State", fr="État"),
)
FISCAL_YEARS = added.kind("fiscal_years", "ledger", *SPAN, en="Fiscal years", fr="Exercices")
FISCAL_PERIODS = added.kind(
    "fiscal_periods", "ledger", *SPAN, own("year", en="Fiscal year", fr="Exercice"), en="Periods", fr="Périodes"
)
YEARS = (
    Table(
        kind=FISCAL_YEARS,
        columns={**same("name", "state"), "start": "start_date", "end": "end_date"},
        silent=("company",),
    ),
)
PERIODS = (
    Table(
        kind=FISCAL_PERIODS,
        columns={**same("name", "state"), "start": "start_date", "end": "end_date", "year": "fiscalyear.name"},
        silent=("company", "fiscalyear.id"),
    ),
)
JOURNALS = (Table(kind="journal_codes", columns={"name": "code", "description": "name", **same("type", "active")}),)
OF_ENTRIES = (
    "journal.name", "period.name", "lines.*", "lines.account.code", "lines.account.name", "lines.party.name",
    "company.currency.code",
)  # fmt: skip
OF_LEDGER = (
    "account.code", "account.name", "party.name", "move.number", "move.date", "move.description", "move.origin",
    "move.journal.name", "company.currency.code", "second_currency.code", "reconciliation.number",
    "account.second_currency.code", "account.type.receivable", "account.type.payable", "invoice_payments.id",
)  # fmt: skip
OF_PAYMENTS = (*OF_LEDGER, "invoice_payments.number", "invoice_payments.type")


def _nonzero(key: str) -> From:
    """A debit or a credit: the other side of a posting is empty, rather than zero."""
    return computed(lambda item, about: decimal(item.get(key)) or None, key)


def _total(item: Item, about: About) -> Value:
    found = [decimal(each.get("debit")) for each in item.get("lines") or ()]
    return sum((each for each in found if each), ZERO)


ENTRIES = (
    Table(
        kind="journal_entries",
        columns={
            **same("number", "date", "description"),
            "currency": "company.currency.code",
            "total": computed(_total),
            "status": STATUS,
        },
        silent=("company", "state"),
    ),
    Table(
        kind="journal_entry_lines",
        each="lines",
        id="id",
        columns={
            "journal_entry_id": parent("id"),
            "number": parent("number"),
            "line": POSITION,
            "account_id": "account.id",
            "account_number": "account.code",
            "account": "account.name",
            "description": "description",
            "debit": _nonzero("debit"),
            "credit": _nonzero("credit"),
            "entry_currency": parent("currency"),
            "party": "party.name",
        },
        silent=("company", "move", "period", "journal", "date", "state", "move_state", "party.id"),
    ),
)


POSTED: Mapping[str, str | From] = {
    "date": "move.date",
    "account_id": "account.id",
    "account": "account.name",
}


def postings(origins: Origins) -> tuple[Table]:
    """Every posting, with the document that its move comes from, as ``origins`` knows it."""
    return (
        Table(
            kind="ledger",
            columns={
                **POSTED,
                "entry_id": "move.id",
                "entry_number": "move.number",
                "document_kind": computed(lambda item, about: _document(item, origins)[0], "invoice_payments"),
                "document_id": computed(lambda item, about: _document(item, origins)[1]),
                "account_number": "account.code",
                "debit": _nonzero("debit"),
                "credit": _nonzero("credit"),
                "entry_currency": "company.currency.code",
                "currency": computed(lambda item, about: _posted(item)[0], *KEPT_IN),
                "amount_currency": computed(lambda item, about: _posted(item)[1]),
                "party": "party.name",
                "memo": "description",
                "description": "move.description",
            },
            silent=(
                *("company", "party.id", "period", "journal", "move_state", "state", "date", "account.type.id"),
                *("second_currency.id", "account.second_currency.id"),
            ),
        ),
    )


def _document(item: Item, origins: Origins) -> Document | tuple[None, None]:
    """What a posting is of: a payment, where it pays invoices; what its move posts; or an entry made by hand."""
    if item.get("invoice_payments"):
        return Document("payments" if _is_received(item) else "bill_payments", text(item.get("id")) or "")
    move, origin = (text(at(item, each)) for each in ("move.id", "move.origin"))
    if move and not origin:
        return Document("journal_entries", move)
    return (origins.of(move, origin) if move and origin else None) or NOWHERE


def _posted(item: Item) -> tuple[Value, Value]:
    """The currency of a posting and its amount there, debit positive.

    A second currency counts where something is owed in it, or where the account is kept in it. What is sold in another
    one has it too, on accounts that add up in the company's own.
    """
    second = text(at(item, "second_currency.code"))
    if second and (_owing(item) or second == at(item, "account.second_currency.code")):
        return second, decimal(item.get("amount_second_currency"))
    return text(at(item, "company.currency.code")), _amount(item, received=False)


def _owing(item: Item) -> bool:
    return any(at(item, f"account.type.{each}") for each in ROLES)


def _is_received(item: Item) -> bool:
    return bool(at(item, "account.type.receivable"))


def _is_paid(item: Item) -> bool:
    return not _is_received(item)


def _amount(item: Item, *, received: bool) -> Decimal:
    debit, credit = (decimal(item.get(each)) or ZERO for each in ("debit", "credit"))
    return credit - debit if received else debit - credit


def _payments(side: str, kind: str, *, received: bool) -> tuple[Table, Table]:
    which = _is_received if received else _is_paid
    payment: Mapping[str, str | From] = {
        **POSTED,
        "number": "move.number",
        f"{side}_id": "party.id",
        side: "party.name",
        "method": "move.journal.name",
        "currency": "company.currency.code",
        "amount": computed(lambda item, about: _amount(item, received=received), "debit", "credit"),
        "memo": "description",
        "status": STATUS,
    }
    applied: Mapping[str, str | From] = {
        "payment_id": parent("id"),
        "payment_kind": fixed(kind),
        "document_kind": fixed("invoices" if received else "bills"),
        "document_id": "id",
        "date": parent("date"),
        "currency": parent("currency"),
        "amount": computed(lambda item, about: _share(about)),
    }
    sort = "sales_applications" if received else "purchase_applications"
    return (
        Table(
            kind=kind,
            columns=payment,
            when=which,
            silent=("company", "period", "journal", "move_state", "state", "date", "account.type.id", *KEPT_IN),
        ),
        Table(kind=sort, each="invoice_payments", id="id", columns=applied, of=which, silent=("number", "type")),
    )


def _share(about: About) -> Value:
    """What a payment pays of an invoice: all of it, where it pays no other one."""
    return about.document.get("amount") if len(about.item.get("invoice_payments") or ()) == 1 else None


PAYMENTS = (
    *_payments("customer", "payments", received=True),
    *_payments("vendor", "bill_payments", received=False),
)
