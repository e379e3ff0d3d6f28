"""What GnuCash is asked for, in this order: each family with its kinds, the fields they come from, and its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archiver.books.gnucash import budgets, documents, ledger, links, lists, payments
from archiver.books.gnucash.book import Book
from archiver.books.gnucash.origins import kind
from archiver.model import Family, Kind, Record

Reader = Callable[[Book, Mapping[str, Kind], str | None], Iterator[dict[str, list[Record]]]]
COUNTED = "SELECT count(*) AS n FROM {}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A family with the reader that reads it and the query that counts its documents."""

    family: Family
    reader: Reader
    count: Callable[[Book], int]


def _documents(header: str, lines: str) -> Asked:
    return Asked(
        Family(header, (kind(header), kind(lines), kind("tax_lines"))),
        documents.read,
        lambda book: sum(document.kind == header for document in book.documents),
    )


def _payments(name: str, applications: str) -> Asked:
    return Asked(Family(name, (kind(name), kind(applications))), payments.read, lambda book: payments.count(book, name))


def _list(name: str, table: str, make: lists.Make, named: frozenset[str]) -> Asked:
    return Asked(Family(name, (kind(name),)), lists.ListOf(table, make, named), _counting(table))


def _counting(table: str) -> Callable[[Book], int]:
    return lambda book: int(next(book.ask(COUNTED.format(table)))["n"])


def asked() -> tuple[Asked, ...]:
    """Every family, in the order in which it is read."""
    entries = (kind("journal_entries"), kind("journal_entry_lines"), kind("ledger"))
    budgeted = (kind("budgets"), kind("budget_lines"))
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
        Asked(Family("attachments", (kind("attachments"),)), links.read, _counting(linking)),
        Asked(Family("company", (kind("company"),)), lists.options, lists.options_counted),
    )


def _lists() -> tuple[Asked, ...]:
    nothing: frozenset[str] = frozenset()
    taxes = (kind("tax_codes"), kind("tax_rates"))
    named_in_accounts = frozenset({"notes", "hidden", "placeholder"})
    return (
        _list("customers", "customers", lists.customer, nothing),
        _list("jobs", "jobs", lists.job, frozenset({"job-rate"})),
        _list("vendors", "vendors", lists.vendor, nothing),
        _list("employees", "employees", lists.employee, nothing),
        _list("accounts", "accounts", lists.account, named_in_accounts),
        _list("terms", "billterms", lists.terms, nothing),
        Asked(Family("tax_codes", taxes), lists.tax_tables, _counting("taxtables")),
        _list("currencies", "commodities", lists.commodity, nothing),
        _list("exchange_rates", "prices", lists.price, nothing),
    )
