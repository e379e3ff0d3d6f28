"""Documents made rows: a header with what it comes to, its lines, and its taxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from archiver.books.manager import sums
from archiver.books.manager.documents import Document
from archiver.books.manager.facts import Facts
from archiver.books.manager.worked import (
    SILENT,
    Worked,
    account,
    called,
    either,
    item_of_line,
    marked,
    worked,
)
from archiver.books.rest.columns import POSITION, From, first, fixed, parent
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, day, decimal
from archiver.model import Kind

ZERO = Decimal(0)
WORKED = marked(
    "currency", "total", "subtotal", "tax", "taxes", "lines", "balance", "status", "due", "control", "applied"
)
TOTALS = ("invoiceAmount", "amount", "creditAmount", "debitAmount", "orderAmount", "quoteAmount", "total")
STANDING = {
    "Accepted": "accepted",
    "Active": "open",
    "Cancelled": "declined",
    "Declined": "declined",
    "Expired": "closed",
}
"""How quotes and orders stand, in Manager's English words."""


def maker(document: Document, facts: Facts) -> Worked:
    """What makes the rows of a list of documents."""
    singular = document.lines.key.removesuffix("_lines")
    tables = [
        Table(kind=document.kind, columns=_header(document), silent=(*SILENT, *WORKED, "Lines", *TOTALS)),
        Table(kind=document.lines, each="@lines", columns=lines(singular, document.lines), silent=marked("amount")),
    ]
    if document.direction:
        tables.append(taxes(document.kind.key, document.direction))
    if document.settles:
        tables.append(_applied(document))
    return Worked(tables, lambda item: worked_out(document, item, facts))


def _header(document: Document) -> Mapping[str, Any]:
    who = {"Customer": "customer", "Supplier": "vendor", "PaidBy": "employee"}[document.party]
    list_ = {"Customer": "customers", "Supplier": "vendors", "PaidBy": "employees"}[document.party]
    party: Mapping[str, Any] = {f"{who}_id": document.party}
    if document.party == "PaidBy":
        party = {**party, who: called(document.party, list_, "expense_claim_payers")}
    else:
        party = {**party, who: first(document.party.lower(), called(document.party, list_))}
    columns = {
        "number": either("Reference"),
        "date": first("IssueDate", "issueDate", "Date", "date"),
        "due_date": worked("due", "DueDate", "DueDateDate", "DueDateDays", "dueDate"),
        **party,
        "currency": worked("currency"),
        "exchange_rate": "ExchangeRate",
        "subtotal": worked("subtotal", "Lines"),
        "tax": worked("tax"),
        "total": worked("total", *TOTALS),
        "balance": worked("balance", "balanceDue"),
        "status": worked("status"),
        "memo": either("Description"),
        "account_id": worked("control") if document.control else fixed(None),
        "account": called("@control", "accounts") if document.control else fixed(None),
        "billing_address": "BillingAddress",
    }
    return {key: column for key, column in columns.items() if document.kind.place(key) is not None}


def lines(document: str, kind: Kind) -> Mapping[str, Any]:
    """The columns of lines of a document, whatever its prices are called."""
    columns = {
        f"{document}_id": parent("id"),
        "number": parent("number"),
        "line": POSITION,
        **item_of_line(),
        "description": first("LineDescription", "Description"),
        "quantity": "Qty",
        "unit_price": first("SalesUnitPrice", "PurchaseUnitPrice"),
        "discount": "DiscountAmount",
        "amount": worked("amount", "Amount"),
        "tax_code": first(called("TaxCode", "tax_codes"), "TaxCode"),
        **account(),
        "class": first(called("Project", "projects"), "Project"),
        "department": first(called("Division", "divisions"), "Division"),
        "currency": parent("currency"),
    }
    return {key: column for key, column in columns.items() if kind.place(key) is not None}


def taxes(kind: str, direction: str) -> Table:
    """The tax lines of a kind of documents."""
    columns: Mapping[str, str | From] = {
        "document_kind": fixed(kind),
        "document_id": parent("id"),
        "number": parent("number"),
        "date": parent("date"),
        "tax_code_id": "code",
        "tax_code": called("code", "tax_codes"),
        "rate_id": "id",
        "rate": "rate",
        "base": "base",
        "tax": "tax",
        "direction": fixed(direction),
        "account_id": "account",
        "account": called("account", "accounts"),
        "currency": parent("currency"),
    }
    return Table(kind="tax_lines", each="@taxes", columns=columns)


def _applied(document: Document) -> Table:
    sales = document.party == "Customer"
    columns: Mapping[str, str | From] = {
        "payment_id": parent("id"),
        "payment_kind": fixed(document.kind.key),
        "document_kind": fixed("invoices" if sales else "bills"),
        "document_id": "document",
        "date": parent("date"),
        "currency": parent("currency"),
        "amount": "amount",
    }
    return Table(kind="sales_applications" if sales else "purchase_applications", each="@applied", columns=columns)


def worked_out(document: Document, item: Item, facts: Facts) -> dict[str, Any]:
    """What Manager computes of a document, and what it does not tell."""
    told = next((item[key] for key in TOTALS if key in item), None)
    currency = sums.currency_of(told) or facts.currency(item.get("Currency"), item.get(document.party))
    entries = sums.entries(item)
    includes = item.get("AmountsIncludeTax") is True
    found = sums.added_up(entries, sums.cell(told), facts, currency, includes=includes)
    applied = _settled(document, item, found.total)
    balance = sums.cell(item.get("balanceDue"))
    if balance is None and applied:
        balance = ZERO
    return {
        "currency": currency,
        "total": found.total,
        "subtotal": found.subtotal,
        "tax": found.tax,
        "taxes": list(found.taxes) if document.direction else [],
        "lines": [{**line, "@amount": each} for line, each in zip(entries, found.amounts, strict=True)],
        "balance": balance,
        "status": _status(document, item, found.total, balance),
        "due": _due(item),
        "control": document.control or None,
        "applied": applied,
    }


def _settled(document: Document, item: Item, total: Decimal | None) -> list[dict[str, object]]:
    """What a credit was given for, if it names an invoice."""
    invoice = item.get(document.settles) if document.settles else None
    return [{"document": invoice, "amount": total}] if isinstance(invoice, str) and total else []


def _due(item: Item) -> date | None:
    """When a document is due: the day that Manager computed, or the one of the form, or so many days after it."""
    for key in ("dueDate", "DueDateDate"):
        if (found := day(item.get(key))) is not None:
            return found
    days, issued = decimal(item.get("DueDateDays")), day(item.get("IssueDate"))
    if days is None or issued is None:
        return None
    return issued + timedelta(days=int(days))


def _status(document: Document, item: Item, total: Decimal | None, balance: Decimal | None) -> str | None:
    if not document.direction:
        said = "Cancelled" if item.get("Cancelled") is True else str(item.get("status"))
        return STANDING.get(said, "unknown")
    if total is None or balance is None:
        return "posted"
    if not balance:
        return "paid"
    if not total or balance / total >= 1:
        return "open"
    return "partly_paid" if balance / total > 0 else "overpaid"
