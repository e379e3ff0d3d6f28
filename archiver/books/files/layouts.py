"""Layouts: what the columns of a table mean. Those that are recognised by their headings, and those that a person says.

A layout names *targets*: columns of a kind for lists; those of the header and, as ``line.amount``, of the lines for
documents; and what an entry or a posting consists of.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from archiver import kinds
from archiver.model import ColumnType
from archiver.words import N_

DECLARED = Path(__file__).with_name("presets.toml")
Form = Literal["entries", "postings", "documents", "list", "sheet"]
DAY, MONEY, RATE, TEXT = ColumnType.DAY, ColumnType.MONEY, ColumnType.RATE, ColumnType.TEXT

ENTRY: Mapping[str, ColumnType] = {
    **dict.fromkeys(("entry", "reference", "description", "debit_account", "credit_account", "journal"), TEXT),
    **dict.fromkeys(("tax_account", "tax_type", "tax_method", "tax_code", "currency", "memo", "analytical"), TEXT),
    "date": DAY,
    "amount": MONEY,
    "exchange_rate": RATE,
    "amount_currency": MONEY,
    "tax_rate": RATE,
    "tax": MONEY,
    "tax_base": MONEY,
    "currency_quantity": RATE,
    "party": TEXT,
}
"""What an entry with two sides may say."""
POSTING: Mapping[str, ColumnType] = {
    **dict.fromkeys(("entry", "reference", "description", "memo", "journal", "journal_name", "document_type"), TEXT),
    **dict.fromkeys(("account_number", "account", "party", "party_number", "tax_code", "side"), TEXT),
    "date": DAY,
    "debit": MONEY,
    "credit": MONEY,
    "amount": MONEY,
    "amount_currency": MONEY,
    "currency": TEXT,
    "foreign_currency": TEXT,
}
"""What one posting may say; ``amount`` is positive for a debit, unless ``side`` says C."""
EXTRA: Mapping[str, ColumnType] = {"paid": MONEY, "document_type": TEXT}
"""What documents may say beyond the columns of their kinds."""


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the columns of a table mean; ``columns`` gives, for each target, the headings that it may have."""

    form: Form
    title: str = ""
    kind: str | None = None
    system: str = ""
    currency: str | None = None
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    decimal: Literal[".", ","] | None = None
    chart: Literal["swiss", "french"] | None = None
    table: str | None = None
    filled_down: bool = False
    needs: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = {}
    closing: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    journals: tuple[str, ...] = ()

    @property
    def lines(self) -> str:
        """The kind of the lines of its documents."""
        return LINES[self.kind or ""]

    def types(self) -> Mapping[str, ColumnType]:
        """The targets that it may have, and what each of them is."""
        match self.form:
            case "entries":
                return ENTRY
            case "postings":
                return POSTING
            case "documents":
                own = {each.key: each.type for each in kinds.kind(self.kind or "").columns}
                lines = {f"line.{each.key}": each.type for each in kinds.kind(self.lines).columns}
                return {**own, **lines, **EXTRA}
            case "list":
                return {each.key: each.type for each in kinds.kind(self.kind or "").columns}
            case _:
                return {}

    def places(self, headings: Sequence[str]) -> dict[str, int]:
        """Where the targets are found among headings; one heading serves one target."""
        known = {plain(name): place for place, name in reversed(list(enumerate(headings)))}
        found: dict[str, int] = {}
        for target, names in self.columns.items():
            places = (known[key] for each in names if (key := plain(each)) in known)
            place = next((each for each in places if each not in found.values()), None)
            if place is not None:
                found[target] = place
        return found


LINES = {
    "invoices": "invoice_lines",
    "credit_notes": "credit_note_lines",
    "bills": "bill_lines",
    "vendor_credits": "vendor_credit_lines",
    "sales_receipts": "sales_receipt_lines",
    "purchases": "purchase_lines",
    "estimates": "estimate_lines",
    "purchase_orders": "purchase_order_lines",
}
"""The kinds of documents that rows may be lines of, each with the kind of its lines."""


@lru_cache(maxsize=256)
def plain(heading: str) -> str:
    """A heading without what people write differently: accents, capitals, blanks and signs."""
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("#", "no").replace("n°", "no"))
    return "".join(each for each in letters if each.isalnum())


TITLES: Mapping[str, str] = {
    "cheel-entries": N_("Cheel, accounting entries"),
    "winbiz-entries": N_("WinBIZ, accounting entries"),
    "winbiz-plan": N_("WinBIZ, chart of accounts"),
    "fec": N_("FEC, accounting entries for the French tax administration"),
    "fec-signed": N_("FEC, with amounts and their side"),
    "iif-transactions": N_("IIF, transactions of QuickBooks"),
    "iif-accounts": N_("IIF, chart of accounts"),
    "iif-customers": N_("IIF, customers"),
    "iif-vendors": N_("IIF, vendors"),
    "quickbooks-journal": N_("QuickBooks, journal"),
    "quickbooks-accounts": N_("QuickBooks, chart of accounts"),
    "quickbooks-customers": N_("QuickBooks, customers"),
    "quickbooks-vendors": N_("QuickBooks, vendors"),
    "quickbooks-invoices": N_("QuickBooks, invoices with their lines"),
    "xero-invoices": N_("Xero, invoices and bills with their lines"),
    "xero-accounts": N_("Xero, chart of accounts"),
    "xero-contacts": N_("Xero, contacts"),
    "xero-ledger": N_("Xero, account transactions"),
    "xero-journals": N_("Xero, manual journals"),
    "entries": N_("Entries, a debit and a credit account in a row"),
    "postings": N_("Postings, a row each"),
    "accounts": N_("Chart of accounts"),
    "customers": N_("Customers"),
    "vendors": N_("Vendors"),
}
"""What the layouts of ours are called."""


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Layout]:
    """The layouts that are recognised, by name."""
    declared = msgspec.convert(tomllib.loads(DECLARED.read_text(encoding="utf-8")), dict[str, Layout])
    return {name: msgspec.structs.replace(layout, title=TITLES[name]) for name, layout in declared.items()}
