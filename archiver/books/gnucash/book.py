"""A snapshot with what is small kept at hand: accounts, commodities, parties, terms, tax tables, and who owns what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from archiver.books.gnucash.amounts import ZERO, currency_fraction, rational
from archiver.books.gnucash.billing import Rate
from archiver.books.gnucash.register import Register
from archiver.books.gnucash.snapshot import Snapshot
from archiver.books.gnucash.tables import THIS_BOOK

CUSTOMER, JOB, VENDOR, EMPLOYEE = 2, 3, 4, 5
PARTIES = {CUSTOMER: "customers", VENDOR: "vendors", EMPLOYEE: "employees"}
SALES = ("invoices", "credit_notes")
CREDITS = ("credit_notes", "vendor_credits")
# What a document does to its receivable or payable account: +1 debits it. An employee's credit stays among the expense
# claims with negative amounts: GnuCash knows such a thing, our kinds do not.
EFFECTS = {"invoices": 1, "credit_notes": -1, "bills": -1, "vendor_credits": 1, "expense_claims": -1}
PERCENT = "2"
CONTROL_ACCOUNTS = {"payments": "RECEIVABLE", "bill_payments": "PAYABLE"}
DEEPEST = 64

Slots = dict[str, str]


@dataclass(frozen=True, slots=True)
class Commodity:
    """A currency, or a security; ``fraction`` is how many of its smallest parts make one."""

    id: str
    code: str
    fraction: int


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; ``full_name`` names its ancestors too, with colons, as GnuCash shows it."""

    guid: str
    name: str
    full_name: str
    number: str | None
    type: str
    commodity: Commodity


@dataclass(frozen=True, slots=True)
class Party:
    """A customer, vendor or employee."""

    type: int
    guid: str
    name: str
    number: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, bill, voucher or credit note: its kind among ours, whose it is, and where it is posted."""

    guid: str
    kind: str
    number: str
    party: Party | None
    job: str | None
    currency: Commodity
    lot: str | None
    posting: str | None


class Book:
    """What the readers of every family ask for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.tables = snapshot.tables
        self.tables.row_factory = sqlite3.Row
        self.notes = snapshot.notes
        self.saved = snapshot.saved
        self.digest = snapshot.digest
        self.commodities = {row["guid"]: _commodity(row) for row in self.all("commodities")}
        self.accounts = self._accounts()
        self.parties = {party.guid: party for party in self._parties()}
        self.jobs = {row["guid"]: row for row in self.all("jobs")}
        self.terms = {row["guid"]: row["name"] for row in self.all("billterms")}
        self.rates = self._rates()
        self.documents, self.by_lot, self.by_posting = (
            Register(self.tables, column, self._document) for column in ("guid", "post_lot", "post_txn")
        )

    def all(self, table: str) -> Iterator[sqlite3.Row]:
        """The rows of a table that has a guid, in its order."""
        return iter(self.tables.execute(f"SELECT * FROM {table} WHERE guid IS NOT NULL ORDER BY guid"))

    def ask(self, query: str, *given: object) -> Iterator[sqlite3.Row]:
        """The rows of a query."""
        return iter(self.tables.execute(query, given))

    def slots(self, guid: str | None) -> Slots:
        """The key-value pairs of an object, by path."""
        rows = self.ask("SELECT name, value FROM slots WHERE obj_guid = ? AND value IS NOT NULL", guid)
        return {row["name"]: row["value"] for row in rows}

    def slots_of_splits(self, transaction: str) -> dict[str, Slots]:
        """The key-value pairs of each split of a transaction that has any, by its guid."""
        return self._slots_of("SELECT guid FROM splits WHERE tx_guid = ?", transaction)

    def slots_of_entries(self, column: str, document: str) -> dict[str, Slots]:
        """The key-value pairs of each entry that has any, among those whose ``column`` names a document."""
        return self._slots_of(f"SELECT guid FROM entries WHERE {column} = ?", document)

    def _slots_of(self, objects: str, owner: str) -> dict[str, Slots]:
        query = f"SELECT obj_guid, name, value FROM slots WHERE obj_guid IN ({objects}) AND value IS NOT NULL"
        found: dict[str, Slots] = {}
        for row in self.ask(query, owner):
            found.setdefault(row["obj_guid"], {})[row["name"]] = row["value"]
        return found

    def option(self, name: str) -> str | None:
        """One of the book's options, such as ``Business/Company Name``."""
        found = self.ask("SELECT value FROM slots WHERE obj_guid = ? AND name = ?", THIS_BOOK, f"options/{name}")
        return next((row["value"] for row in found), None)

    def commodity(self, guid: str | None) -> Commodity:
        """A commodity; one that the book does not declare has the parts of its currency."""
        known = self.commodities.get(guid or "")
        code = (guid or "").rpartition("::")[2]
        return known or Commodity(guid or "", code, currency_fraction(code))

    def _accounts(self) -> dict[str, Account]:
        rows = {row["guid"]: row for row in self.all("accounts")}
        return {guid: self._account(row, rows) for guid, row in rows.items() if row["account_type"] != "ROOT"}

    def _account(self, row: sqlite3.Row, rows: dict[str, sqlite3.Row]) -> Account:
        names, above = [row["name"] or ""], rows.get(row["parent_guid"])
        # No chart is that deep: it is a circle, or made to be one.
        while above and above["account_type"] != "ROOT" and len(names) < DEEPEST:
            names.append(above["name"] or "")
            above = rows.get(above["parent_guid"])
        commodity = self.commodity(row["commodity_guid"])
        full = ":".join(reversed(names))
        return Account(row["guid"], names[0], full, row["code"], row["account_type"] or "", commodity)

    def _parties(self) -> Iterator[Party]:
        for type_, table in PARTIES.items():
            for row in self.all(table):
                name = row["addr_name"] or row["username"] if type_ == EMPLOYEE else row["name"]
                lines = (row[f"addr_{part}"] for part in ("name", "addr1", "addr2", "addr3", "addr4"))
                yield Party(type_, row["guid"], name or "", row["id"], "\n".join(line for line in lines if line))

    def _rates(self) -> dict[str, tuple[Rate, ...]]:
        names = {row["guid"]: row["name"] for row in self.all("taxtables")}
        found: dict[str, list[Rate]] = {guid: [] for guid in names}
        for row in self.ask("SELECT * FROM taxtable_entries ORDER BY rowid"):
            here = found.setdefault(row["taxtable"], [])
            amount = rational(row["amount_num"], row["amount_denom"])
            name, account = names.get(row["taxtable"]) or "", row["account"] or ""
            here.append(Rate(f"{row['taxtable']}/{len(here) + 1}", name, account, amount, row["type"] == PERCENT))
        return {guid: tuple(rates) for guid, rates in found.items()}

    def _document(self, row: sqlite3.Row) -> Document:
        type_, owner, job = row["owner_type"], row["owner_guid"], None
        if type_ == JOB and owner in self.jobs:
            job, type_, owner = owner, self.jobs[owner]["owner_type"], self.jobs[owner]["owner_guid"]
        kind = _kind(type_, row["credit_note"] not in (None, "0"))
        currency = self.commodity(row["currency"])
        party = self.parties.get(owner or "")
        return Document(row["guid"], kind, row["id"] or "", party, job, currency, row["post_lot"], row["post_txn"])

    @cached_property
    def voided(self) -> frozenset[str]:
        """The transactions that somebody voided."""
        return frozenset(row["obj_guid"] for row in self.ask("SELECT obj_guid FROM slots WHERE name = 'void-reason'"))

    @cached_property
    def balances(self) -> dict[str, Fraction]:
        """What each account holds over all time, in its own commodity."""
        # Whole numbers of one denominator are added first: fractions are slow, and SQLite's sums overflow.
        query = "SELECT account_guid, quantity_denom, quantity_num FROM splits WHERE account_guid IS NOT NULL"
        whole: dict[tuple[str, int | None], int] = {}
        for owner, denominator, numerator in self.ask(query):
            whole[owner, denominator] = whole.get((owner, denominator), 0) + (numerator or 0)
        found: dict[str, Fraction] = {}
        for (owner, denominator), numerator in whole.items():
            found[owner] = found.get(owner, ZERO) + rational(numerator, denominator)
        return found

    def left_in(self, lot: str | None) -> Fraction:
        """What is left in a lot: the open balance of the document that is posted to it; nothing without a lot."""
        splits = self.ask("SELECT quantity_num, quantity_denom FROM splits WHERE lot_guid = ?", lot) if lot else ()
        return sum(map(quantity, splits), ZERO)

    @cached_property
    def prepaid(self) -> dict[str, str]:
        """Whose each lot without a document is: what they paid before there was anything to pay."""
        rows = self.ask("SELECT obj_guid, value FROM slots WHERE name = 'gncOwner/owner-guid' AND value IS NOT NULL")
        owners = {row["obj_guid"]: row["value"] for row in rows if row["obj_guid"] not in self.by_lot}
        return {lot: self.jobs[owner]["owner_guid"] if owner in self.jobs else owner for lot, owner in owners.items()}

    @cached_property
    def owed(self) -> dict[str, Fraction]:
        """What each customer owes, or is owed to each vendor or employee, by documents and prepayments."""
        debts: dict[str, Fraction] = {}
        for document in self.documents:
            if document.party and document.lot:
                guid = document.party.guid
                debts[guid] = debts.get(guid, ZERO) + self.left_in(document.lot)
        for lot, guid in self.prepaid.items():
            debts[guid] = debts.get(guid, ZERO) + self.left_in(lot)
        return {
            guid: debt if party.type == CUSTOMER else -debt
            for guid, debt in debts.items()
            if (party := self.parties.get(guid))
        }


def _kind(owner: int | None, credit: bool) -> str:
    if owner == EMPLOYEE:
        return "expense_claims"
    if owner == VENDOR:
        return "vendor_credits" if credit else "bills"
    return "credit_notes" if credit else "invoices"


def _commodity(row: sqlite3.Row) -> Commodity:
    code = row["mnemonic"] or ""
    parts = row["fraction"] or 0
    return Commodity(row["guid"], code, parts if parts > 0 else currency_fraction(code))


def quantity(row: sqlite3.Row) -> Fraction:
    """A split's amount in its account's own commodity."""
    return rational(row["quantity_num"], row["quantity_denom"])


def value(row: sqlite3.Row) -> Fraction:
    """A split's amount in its transaction's currency."""
    return rational(row["value_num"], row["value_denom"])
