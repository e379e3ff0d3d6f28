"""The ledger: its accounts, entries made by hand, every posting, and the transactions that postings belong to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from archiver.books.rest import added
from archiver.books.rest.columns import STATUS, About, From, computed, fixed, own, parent
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.books.sage.documents import Control
from archiver.books.sage.fields import PLUMBING, account, refs
from archiver.books.sage.origins import Origin, Origins
from archiver.model import ColumnType, Value

MONEY, ZERO = ColumnType.MONEY, Decimal(0)
TYPES = (
    ("asset", re.compile(r"ASSET|BANK|STOCK|DEBTOR|RECEIVABLE")),
    ("liability", re.compile(r"LIABILIT|CREDITOR|PAYABLE|LOAN|CREDIT_CARD")),
    ("equity", re.compile(r"EQUITY|CAPITAL|RESERVE")),
    ("expense", re.compile(r"EXPENSE|OVERHEAD|DEPRECIATION|COST|TAXATION|PURCHASE")),
    ("income", re.compile(r"INCOME|SALES|REVENUE|TURNOVER")),
)
"""Sides of the financial statements, by the words in the names of Sage's types."""
ROLES = (
    ("receivable", re.compile(r"DEBTOR|RECEIVABLE|CUSTOMER|CLIENT")),
    ("payable", re.compile(r"CREDITOR|PAYABLE|SUPPLIER|VENDOR|FOURNISSEUR|PROVEEDOR")),
    ("retained_earnings", re.compile(r"RETAINED|PROFIT_AND_LOSS|REPORT_A_NOUVEAU")),
    ("tax", re.compile(r"TAX|VAT|TVA|IVA|GST|HST")),
)
"""What control accounts are for, by the words in their names."""
TRANSACTIONS = added.kind(
    "transactions",
    "ledger",
    own("date", ColumnType.DAY, en="Date", fr="Date"),
    own("type", en="Type", fr="Type"),
    own("reference", en="Reference", fr="Référence"),
    own("contact", en="Contact", fr="Contact"),
    own("document_path", en="Document", fr="Document"),
    own("currency", en="Currency", fr="Devise"),
    own("total", MONEY, en="Total", fr="Total", currency="currency"),
    own("home_currency", en="Home currency", fr="Monnaie nationale"),
    own("home_total", MONEY, en="Total in home currency", fr="Total en monnaie nationale", currency="home_currency"),
    own("audit_trail", en="Audit trail number", fr="Numéro de piste d’audit"),
    en="Transactions",
    fr="Transactions",
    order=("date", "id"),
)  # fmt: skip


def role(item: Item) -> str | None:
    """What an account is for: a control account says it by its name."""
    if item.get("is_control_account") is not True:
        return None
    said = f"{text(item.get('control_name'))} {text(item.get('name'))}".upper().replace(" ", "_")
    return next((role for role, words in ROLES if words.search(said)), None)


def controls(accounts: Sequence[Item]) -> Mapping[str, Control]:
    """The accounts on which customers owe and vendors are owed; none where no account, or more than one, is it."""
    found = {}
    for party, wanted in (("customer", "receivable"), ("vendor", "payable")):
        those = [each for each in accounts if role(each) == wanted]
        found[party] = Control(text(those[0].get("id")), text(those[0].get("name"))) if len(those) == 1 else Control()
    return found


def accounts(home: str | None) -> Sequence[Table]:
    """The tables of ``ledger_accounts``."""

    def type_(item: Item, about: About) -> Value:
        said = (text(at(item, "ledger_account_type.id")) or "").upper()
        return next((type_ for type_, words in TYPES if words.search(said)), None)

    columns: Mapping[str, str | From] = {
        "number": "nominal_code",
        "name": "name",
        "full_name": "name",
        "type": computed(type_),
        "role": computed(lambda item, about: role(item)),
        "subtype": "ledger_account_type.displayed_as",
        "currency": fixed(home),
        "active": "included_in_chart",
        "balance": computed(_balance),
        "tax_code": "tax_rate.displayed_as",
    }
    silent = (*PLUMBING, "display_name", "display_formatted", "ledger_account_type.$path", "tax_rate.$path")
    return (Table(kind="accounts", columns=columns, silent=silent),)


def _balance(item: Item, about: About) -> Value:
    """Debit positive, where Sage was asked for balances."""
    amount = decimal(at(item, "balance_details.balance"))
    credit = text(at(item, "balance_details.credit_or_debit")) == "credit"
    return -abs(amount) if amount and credit else amount


def transactions(home: str | None) -> Sequence[Table]:
    """The tables of ``transactions``."""
    columns: Mapping[str, str | From] = {
        "date": "date",
        "type": "transaction_type.displayed_as",
        "reference": "reference",
        "contact": "contact.displayed_as",
        "document_path": "origin.$path",
        "currency": computed(lambda item, about: text(at(item, "origin.currency.id")) or home, "origin.currency.id"),
        "total": "total_in_transaction_currency",
        "home_currency": fixed(home),
        "home_total": "total",
        "audit_trail": "audit_trail_id",
    }
    silent = (*PLUMBING, *refs("origin.currency"), "origin.displayed_as", "origin.id", "transaction_type.$path")
    return (Table(kind=TRANSACTIONS, columns=columns, silent=(*silent, "contact.$path")),)


def journals(home: str | None) -> Sequence[Table]:
    """The tables of ``journals``: entries made by hand."""
    columns: Mapping[str, str | From] = {
        "number": "displayed_as",
        "date": "date",
        "description": "description",
        "currency": fixed(home),
        "total": "total",
        "status": STATUS,
        "reference": "reference",
    }
    posted = account()
    line: Mapping[str, str | From] = {
        "journal_entry_id": parent("id"),
        "number": parent("number"),
        "line": computed(lambda item, about: Decimal(about.position)),
        **posted,
        "description": "details",
        "debit": computed(lambda item, about: _side(item, "debit"), "debit"),
        "credit": computed(lambda item, about: _side(item, "credit"), "credit"),
        "currency": fixed(home),
        "amount_currency": computed(lambda item, about: _debited(item)),
        "entry_currency": fixed(home),
    }
    silent = (*PLUMBING, *refs("transaction", "transaction_type"), "journal_lines")
    return (
        Table(kind="journal_entries", columns=columns, silent=silent),
        Table(kind="journal_entry_lines", each="journal_lines", id="id", columns=line),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Postings:
    """The columns of ``ledger_entries``: every posting, with the document that it comes from.

    Sage keeps the ledger in the ``home`` currency. On ``control`` accounts, what a document in another one is for
    stands beside its amount at home: that is what its open balance is compared with.
    """

    home: str | None
    origins: Origins
    control: frozenset[str]

    def tables(self) -> Sequence[Table]:
        """The tables."""
        columns: Mapping[str, str | From] = {
            "date": "date",
            "entry_id": "transaction.id",
            "entry_number": "transaction.displayed_as",
            "document_kind": computed(self._kind),
            "document_id": computed(self._document),
            **account(),
            "debit": computed(lambda item, about: _side(item, "debit"), "debit"),
            "credit": computed(lambda item, about: _side(item, "credit"), "credit"),
            "currency": computed(lambda item, about: self._amount(item)[0]),
            "amount_currency": computed(lambda item, about: self._amount(item)[1]),
            "entry_currency": fixed(self.home),
            "party": "contact.displayed_as",
            "memo": "description",
        }
        silent = (*PLUMBING, "transaction.$path", "contact.$path", "tax_rate.$path", "deleted")
        return (Table(kind="ledger", columns=columns, silent=silent),)

    def _origin(self, item: Item) -> Origin | None:
        return self.origins.of(text(at(item, "transaction.id")))

    def _kind(self, item: Item, about: About) -> Value:
        found = self._origin(item)
        return found.kind if found else None

    def _document(self, item: Item, about: About) -> Value:
        found = self._origin(item)
        return found.id if found and found.kind else None

    def _amount(self, item: Item) -> tuple[str | None, Decimal]:
        """The currency of a posting and its amount there, debit positive."""
        found, amount = self._origin(item), _debited(item)
        if text(at(item, "ledger_account.id")) not in self.control or found is None or abs(amount) != found.home:
            return self.home, amount
        if found.amount is None or found.currency is None:
            return self.home, amount
        return found.currency, found.amount.copy_sign(amount)


def _side(item: Item, side: str) -> Value:
    """An amount on one side; nothing where the other has it."""
    return decimal(item.get(side)) or None


def _debited(item: Item) -> Decimal:
    return (decimal(item.get("debit")) or ZERO) - (decimal(item.get("credit")) or ZERO)
