"""Entries made by hand: their lines as debits and credits, and a total that QuickBooks leaves at zero."""

from __future__ import annotations

from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks import taxes
from archiver.books.quickbooks.documents import about_document
from archiver.books.quickbooks.fields import (
    MOMENTS,
    STATUS,
    About,
    Field,
    Item,
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
    taking,
    text,
    whole,
)
from archiver.books.quickbooks.lines import added, line_id, opened
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Record, Value

ZERO = Decimal(0)
DEBIT, CREDIT = "@debit", "@credit"
SILENT = ("DetailType", "LineNum", "Amount", "PostingType", DEBIT, CREDIT)


TOLD = {
    "journal_entry_id": "Id",
    "number": "DocNumber",
    "account_number": "Account.AcctNum",
    "entry_currency": "CurrencyRef.value",
    "currency": "Account.CurrencyRef.value",
    "amount_currency": "Amount",
    "party": "Entity.EntityRef.name",
}


class Entries:
    """Makes the rows of journal entries."""

    def __init__(self, tax_lines: taxes.Lines) -> None:
        header = {
            "id": text("Id"),
            "number": text("DocNumber"),
            "date": day("TxnDate"),
            "description": text("PrivateNote"),
            "currency": of(lambda about: about.currency, "CurrencyRef.value"),
            "total": of(lambda about: about.subtotal, "Line.Amount"),
            "status": STATUS,
            **MOMENTS,
            "exchange_rate": number("ExchangeRate"),
            "home_currency": of(lambda about: about.names.home),
            "home_total": number("HomeTotalAmt"),
        }
        kind = kinds.kind("journal_entries").adding(*added("exchange_rate", "home_currency", "home_total"))
        self._header = Table(kind, header, ("Line", "TxnTaxDetail.TaxLine", "CurrencyRef.name", "TotalAmt"), TOLD)
        self._lines = Table(kinds.kind("journal_entry_lines").adding(*added("tax_code")), _line_fields(), SILENT, TOLD)
        self._taxes = tax_lines
        self.kinds = (self._header.kind, self._lines.kind, tax_lines.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One entry, whole."""
        about = about_document("journal_entries", item, names)
        taken: set[str] = set()
        about.subtotal, rows = ZERO, list[Record]()
        for about.position, line in enumerate(item.get("Line") or (), 1):
            flat = opened(line)[1]
            about.line_id = line_id(line, about, taken)
            debited = plain(flat.get("PostingType")) == "Debit"
            amount = decimal(line.get("Amount"))
            if amount is not None and "PostingType" in flat:
                flat[DEBIT], flat[CREDIT] = (amount, ZERO) if debited else (ZERO, amount)
                about.subtotal += flat[DEBIT]
            rows.append(self._lines.row(flat, about, about.line_id))
        return {
            "journal_entries": (self._header.document(item, about),),
            "journal_entry_lines": rows,
            "tax_lines": self._taxes.of(item, about),
        }


def _line_fields() -> dict[str, Field]:
    return {
        "id": of(lambda about: about.line_id),
        "journal_entry_id": of(lambda about: about.id),
        "number": of(lambda about: about.number),
        "line": of(lambda about: Decimal(about.position)),
        "account_id": ref("AccountRef"),
        "account_number": whole(_account_number),
        "account": name("AccountRef", "accounts"),
        "description": text("Description"),
        "debit": taking(DEBIT, lambda amount, about: amount, "Amount", "PostingType"),
        "credit": taking(CREDIT, lambda amount, about: amount, "Amount", "PostingType"),
        "entry_currency": of(lambda about: about.currency),
        "currency": whole(_account_currency),
        "amount_currency": whole(_amount_currency),
        "party": taking("Entity", _party),
        "class": label("ClassRef", "classes"),
        "department": label("DepartmentRef", "departments"),
        "tax_code": label("TaxCodeRef", "tax_codes"),
    }


def _account_number(line: Item, about: About) -> Value:
    account = about.names.account(inner(line, "AccountRef").get("value"))
    return account.number if account else None


def _account_currency(line: Item, about: About) -> str | None:
    account = about.names.account(inner(line, "AccountRef").get("value"))
    return account.currency if account and account.currency else about.currency


def _amount_currency(line: Item, about: About) -> Value:
    """The amount in the account's own currency, where that is the entry's: QuickBooks does not say another one."""
    if DEBIT not in line or _account_currency(line, about) != about.currency:
        return None
    debit, credit = line[DEBIT], line[CREDIT]
    return debit - credit if isinstance(debit, Decimal) and isinstance(credit, Decimal) else None


def _party(entity: object, about: About) -> Value:
    """Whom a line is about; its id and what it is are among the other fields."""
    if not isinstance(entity, dict):
        return None
    return named(entity.get("EntityRef"), f"{str(entity.get('Type', '')).lower()}s", about.names)
