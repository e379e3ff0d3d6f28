"""Entries made by hand, with their lines as debits and credits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from archiver.books.manager import sums
from archiver.books.manager.facts import Facts
from archiver.books.manager.worked import SILENT, Worked, called, either, marked, worked
from archiver.books.rest.columns import POSITION, STATUS, first, parent
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, decimal

ZERO = Decimal(0)
PARTIES = (
    ("AccountsReceivableCustomer", "customers"),
    ("AccountsPayableSupplier", "vendors"),
    ("Employee", "employees"),
    ("ExpenseClaimPayer", "employees"),
)
LINE = marked("debit", "credit", "number", "net")


def maker(facts: Facts) -> Worked:
    """What makes the rows of journal entries."""
    header = {
        "number": either("Reference"),
        "date": either("Date"),
        "description": either("Narration"),
        "currency": worked("currency"),
        "total": worked("total", "Lines", "debit", "credit"),
        "status": STATUS,
    }
    silent = (*SILENT, *marked("currency", "total", "lines"), "accounts", "status")
    return Worked(
        [
            Table(kind="journal_entries", columns=header, silent=silent),
            Table(kind="journal_entry_lines", each="@lines", columns=_lines(), silent=LINE),
        ],
        lambda item: _worked_out(item, facts),
    )


def _lines() -> Mapping[str, Any]:
    return {
        "journal_entry_id": parent("id"),
        "number": parent("number"),
        "line": POSITION,
        "account_id": first("BankOrCashAccount", "Account"),
        "account_number": worked("number"),
        "account": first(called("BankOrCashAccount", "bank_accounts"), called("Account", "accounts", "bank_accounts")),
        "description": "LineDescription",
        "debit": worked("debit", "Debit"),
        "credit": worked("credit", "Credit"),
        "currency": parent("currency"),
        "amount_currency": worked("net"),
        "entry_currency": parent("currency"),
        "party": first(*(called(field, list_) for field, list_ in PARTIES)),
        "class": first(called("Project", "projects"), "Project"),
        "department": first(called("Division", "divisions"), "Division"),
    }


def _worked_out(item: Item, facts: Facts) -> dict[str, Any]:
    lines = []
    for line in sums.entries(item):
        debit, credit = decimal(line.get("Debit")) or ZERO, decimal(line.get("Credit")) or ZERO
        number = facts.use(line.get("BankOrCashAccount") or line.get("Account")).number
        lines.append({**line, "@debit": debit, "@credit": credit, "@net": debit - credit, "@number": number})
    total = sum((line["@debit"] for line in lines), ZERO)
    return {"currency": facts.currency(item.get("Currency")), "total": total, "lines": lines}
