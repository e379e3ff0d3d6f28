"""What GnuCash is asked for, in this order: each family with its kinds, the fields they come from, and its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archiver import kinds
from archiver.books.gnucash import budgets, documents, ledger, links, lists, payments
from archiver.books.gnucash.book import Book
from archiver.model import Family, Kind, Record

Reader = Callable[[Book, Mapping[str, Kind], str | None], Iterator[dict[str, list[Record]]]]
COUNTED = "SELECT count(*) AS n FROM {}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A family with the reader that reads it and the query that counts its documents."""

    family: Family
    reader: Reader
    count: Callable[[Book], int]


HEADER_FIELDS = {
    "id": "invoices.guid",
    "number": "invoices.id",
    "date": "transactions.post_date",
    "due_date": "slots.trans-date-due",
    "customer_id": "invoices.owner_guid",
    "vendor_id": "invoices.owner_guid",
    "employee_id": "invoices.owner_guid",
    "currency": "invoices.currency",
    "reference": "invoices.billing_id",
    "memo": "invoices.notes",
    "terms": "invoices.terms",
    "account_id": "invoices.post_acc",
    "balance": "splits.quantity (lot)",
    "document_link": "slots.assoc_uri",
    "created": "transactions.enter_date",
    "job_id": "invoices.owner_guid",
}
LINE_FIELDS = {
    "id": "entries.guid",
    "item": "entries.action",
    "description": "entries.description",
    "quantity": "entries.quantity",
    "unit_price": "entries.price",
    "discount": "entries.i_discount",
    "account_id": "entries.acct",
    "tax_code": "entries.taxtable",
    "service_date": "entries.date",
}
PAYMENT_FIELDS = {
    "id": "transactions.guid",
    "number": "transactions.num",
    "date": "transactions.post_date",
    "memo": "transactions.description",
    "amount": "splits.quantity",
    "control_account_id": "splits.account_guid",
}
LEDGER_FIELDS = {
    "id": "splits.guid",
    "date": "transactions.post_date",
    "entry_id": "splits.tx_guid",
    "entry_number": "transactions.num",
    "account_id": "splits.account_guid",
    "account_number": "accounts.code",
    "account": "accounts.name",
    "debit": "splits.value",
    "credit": "splits.value",
    "amount_currency": "splits.quantity",
    "currency": "accounts.commodity",
    "entry_currency": "transactions.currency",
    "memo": "splits.memo",
    "description": "transactions.description",
    "reconciled": "splits.reconcile_state",
    "closing": "slots.book_closing",
}


def _documents(header: str, lines: str) -> Asked:
    family = (
        kinds.kind(header).reading(HEADER_FIELDS),
        kinds.kind(lines).reading(LINE_FIELDS),
        kinds.kind("tax_lines"),
    )
    return Asked(
        Family(header, family),
        documents.read,
        lambda book: sum(document.kind == header for document in book.documents.values()),
    )


def _payments(name: str, applications: str) -> Asked:
    family = (kinds.kind(name).reading(PAYMENT_FIELDS), kinds.kind(applications))
    return Asked(Family(name, family), payments.read, lambda book: payments.count(book, name))


def _list(name: str, table: str, make: lists.Make, fields: Mapping[str, str], named: frozenset[str]) -> Asked:
    family = Family(name, (kinds.kind(name).reading({"id": f"{table}.guid", **fields}),))
    return Asked(family, lists.ListOf(table, make, named), _counting(table))


def _counting(table: str) -> Callable[[Book], int]:
    return lambda book: int(next(book.ask(COUNTED.format(table)))["n"])


def asked() -> tuple[Asked, ...]:
    """Every family, in the order in which it is read."""
    journal, lines, postings = (kinds.kind(key) for key in ("journal_entries", "journal_entry_lines", "ledger"))
    entries = (journal, lines.reading(LEDGER_FIELDS), postings.reading(LEDGER_FIELDS))
    budgeted = (kinds.kind("budgets"), kinds.kind("budget_lines"))
    linking = "slots WHERE name = 'assoc_uri' AND value IS NOT NULL"
    return (
        *_lists(),
        _documents("invoices", "invoice_lines"),
        _documents("credit_notes", "credit_note_lines"),
        _payments("payments", "sales_applications"),
        _documents("bills", "bill_lines"),
        _documents("vendor_credits", "vendor_credit_lines"),
        _documents("expense_claims", "expense_claim_lines"),
        _payments("bill_payments", "purchase_applications"),
        Asked(Family("ledger", entries), ledger.read, _counting("transactions")),
        Asked(Family("budgets", budgeted), budgets.read, _counting("budgets")),
        Asked(Family("attachments", (kinds.kind("attachments"),)), links.read, _counting(linking)),
        Asked(Family("company", (kinds.kind("company"),)), lists.options, lists.options_counted),
    )


def _lists() -> tuple[Asked, ...]:
    nothing: frozenset[str] = frozenset()
    taxes = (kinds.kind("tax_codes"), kinds.kind("tax_rates"))
    of_accounts = {"number": "accounts.code", "subtype": "accounts.account_type", "balance": "splits.quantity"}
    named_in_accounts = frozenset({"notes", "hidden", "placeholder"})
    return (
        _list("customers", "customers", lists.customer, {"number": "customers.id"}, nothing),
        _list("jobs", "jobs", lists.job, {"number": "jobs.id"}, frozenset({"job-rate"})),
        _list("vendors", "vendors", lists.vendor, {"number": "vendors.id"}, nothing),
        _list("employees", "employees", lists.employee, {"number": "employees.id"}, nothing),
        _list("accounts", "accounts", lists.account, of_accounts, named_in_accounts),
        _list("terms", "billterms", lists.terms, {}, nothing),
        Asked(Family("tax_codes", taxes), lists.tax_tables, _counting("taxtables")),
        _list("currencies", "commodities", lists.commodity, {"code": "commodities.mnemonic"}, nothing),
        _list("exchange_rates", "prices", lists.price, {"rate": "prices.value"}, nothing),
    )
