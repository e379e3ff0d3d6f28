"""Every list of Sage's that is archived, in the order in which it is read: a family each, or a part of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from archiver.books.rest.changes import ChangedSince, DeletedSince
from archiver.books.rest.maker import Tables, maker
from archiver.books.rest.pagers import ByNumber, Whole
from archiver.books.rest.source import Feed, Maker, Source, Table
from archiver.books.rest.values import Params, zulu
from archiver.books.sage import bank, documents, files, ledger, lists, parties
from archiver.books.sage.documents import Control, Entered, opened
from archiver.books.sage.faults import TITLE
from archiver.books.sage.fields import state
from archiver.books.sage.origins import Origins, Remembered
from archiver.books.sage.settings import Settings
from archiver.books.sage.settling import Allocations, Payments
from archiver.books.sage.trial_balance import NAME, SINCE, UNTIL, TrialBalance

BALANCED = frozenset({"bank_accounts", "ledger_accounts", "stock_items"})
"""Short lists that say how much there is of each: that changes with every posting, and nothing tells when."""
NOT_SINCE = BALANCED | {
    "business_exchange_rates", "currencies", "opening_balance_journals", "payment_methods", "stock_movements",
    "tax_types",
}  # fmt: skip
"""Lists that are read whole each time: they, and those that tell no changes."""
NOT_GONE = NOT_SINCE | {
    "analysis_type_categories", "analysis_types", "bank_opening_balances", "bank_reconciliations", "coa_accounts",
    "journal_codes", "ledger_account_opening_balances", "ledger_entries", "sales_estimates", "sales_quotes",
    "tax_profiles", "tax_rates", "transactions",
}  # fmt: skip
"""Lists that tell no deletions; of postings and transactions none is ever taken away, they say ``deleted`` instead."""
SORTED = frozenset(
    (
        "bank_deposits", "bank_transfers", "contact_allocations", "contact_payments", "other_payments",
        "purchase_corrective_invoices", "purchase_credit_notes", "purchase_invoices", "purchase_quick_entries",
        "sales_corrective_invoices", "sales_credit_notes", "sales_invoices", "sales_quick_entries", "sales_quotes",
    )
)  # fmt: skip
"""Lists that can be put in the order of their creation, in which what changes moves nothing else."""
CORE = frozenset(
    (
        "addresses", "attachments", "bank_accounts", "bank_deposits", "bank_transfers", "contact_allocations",
        "contact_opening_balances", "contact_payments", "contacts", "journals", "ledger_accounts", "ledger_entries",
        "other_payments", "products", "purchase_credit_notes", "purchase_invoices", "purchase_quick_entries",
        "sales_credit_notes", "sales_invoices", "sales_quick_entries", "services", "tax_rates", "transactions",
    )
)  # fmt: skip
"""Lists that every country and every plan has: whoever is refused one lacks a permission, and its rows are lacking."""
SPAIN = "ES"
"""The country that has corrective invoices instead of credit notes."""
JOINED: Mapping[str, tuple[str, ...]] = {
    "items": ("products", "services", "stock_items"),
    "estimates": ("sales_quotes", "sales_estimates"),
    "invoices": (
        "sales_invoices", "sales_corrective_invoices", "sales_credit_notes", "sales_quick_entries", "customer_openings",
    ),
    "bills": (
        "purchase_invoices", "purchase_corrective_invoices", "purchase_credit_notes", "purchase_quick_entries",
        "vendor_openings",
    ),
    "payments": ("contact_payments", "contact_allocations"),
    "preferences": ("financial_settings", "business_settings", "invoice_settings"),
}  # fmt: skip
"""Families that Sage keeps in several lists: accountants look for all that is owed in one place."""
ALL: Params = {"attributes": "all"}
BRIEF: Params = {"attributes": "id"}
PAGES = ByNumber(page="page", size="items_per_page", most=200, total="$total", next="$next")
ROWS = "$items"
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known of a business before its lists are read; ``year`` is the first day of its fiscal year."""

    business: str
    country: str | None
    home: str | None
    controls: Mapping[str, Control]
    today: date
    year: date


def source(setup: Setup, origins: Origins, missing: Sequence[str]) -> Source:
    """Sage as a table."""
    declared = Source(
        name="sage",
        title=TITLE,
        feeds=tuple(_feeds(setup, origins)),
        pages=PAGES,
        records=ROWS,
        version="updated_at",
        created="created_at",
        changed="updated_at",
        since=ChangedSince("updated_or_created_since", write=before),
        gone=DeletedSince("deleted_since", write=before),
        secret=frozenset({"account_number", "sort_code", "bic", "iban", "href"}),
        missing=missing,
        workers=2,
    )
    feeds = (
        replace(feed, tables=Remembered(maker(declared, feed), origins)) if feed.name == "transactions" else feed
        for feed in declared.feeds
    )
    return replace(declared, feeds=tuple(feeds))


def before(moment: datetime) -> str:
    """A moment in a question, some minutes earlier: no two of Sage's machines have the same time, and what was deleted
    in the very second that is asked for is left out.
    """
    return zulu(moment - SKEW)


def making(tables: Sequence[Table]) -> Maker:
    """Tables at work, for makers that choose among several."""
    pattern = Feed(name="", path="", tables=tables, state=state)
    dated = Source(name="", title="", feeds=(), version="updated_at", created="created_at", changed="updated_at")
    return Tables(dated, pattern, tables)


def _feeds(setup: Setup, origins: Origins) -> Iterator[Feed]:
    """The lists; what documents refer to comes before them."""
    home = setup.home
    yield _one("company", f"businesses/{setup.business}", "company", "business")
    for path in JOINED["preferences"]:
        yield _one(path, path, "preferences", path)
    yield _feed("currencies", lists.currencies())
    yield _feed("business_exchange_rates", lists.exchange_rates(home), "exchange_rates")
    yield _feed("payment_methods", lists.named("payment_methods"))
    yield _feed("tax_rates", lists.tax_rates(), names="percentage")
    yield _feed("ledger_accounts", ledger.accounts(home), "accounts", params=_balances(setup))
    yield _feed("bank_accounts", bank.accounts(home), names="ledger_account.id")
    yield _feed("contacts", parties.contacts(home), names="currency.id")
    yield _feed("addresses", parties.addresses())
    yield _feed("contact_persons", parties.persons())
    for path, type_ in (("products", "goods"), ("services", "service"), ("stock_items", "inventory")):
        yield _feed(path, lists.items(type_, home))
    for path, tables in lists.sundry(home).items():
        yield _feed(path, tables)
    yield _feed("transactions", ledger.transactions(home))
    yield from _owed(setup, origins)
    yield _feed("other_payments", bank.OtherPayments(making, home))
    yield _feed("bank_deposits", bank.deposits(home), "deposits")
    yield _feed("bank_transfers", bank.transfers(home), "transfers")
    yield _feed("bank_reconciliations", bank.reconciliations(home))
    yield _feed("journals", ledger.journals(home), "journal_entries")
    control = frozenset(each.id for each in setup.controls.values() if each.id)
    yield _feed("ledger_entries", ledger.Postings(home, origins, control).tables(), "ledger")
    yield _feed("journal_codes", lists.named("journal_codes"))
    yield _feed("attachments", (files.table(),))
    yield _picture(setup)


def _owed(setup: Setup, origins: Origins) -> Iterator[Feed]:
    """What customers owe and vendors are owed, and what settles it."""
    sales, purchases = documents.sales(setup.controls["customer"]), documents.purchases(setup.controls["vendor"])
    for path in JOINED["estimates"]:
        yield _feed(path, documents.estimates(path))
    for side, word, party in ((sales, "sales", "CUSTOMER"), (purchases, "purchase", "VENDOR")):
        for path in (f"{word}_invoices", f"{word}_corrective_invoices"):
            yield _feed(path, documents.invoices(side))
        credit = _feed(f"{word}_credit_notes", documents.credit_notes(side))
        yield replace(credit, optional=setup.country == SPAIN)
        yield _feed(f"{word}_quick_entries", Entered(side, making, "quick_entry_type.id"))
        openings = _feed("contact_opening_balances", opened(side, making, origins), f"{party.lower()}_openings")
        yield replace(openings, params={**ALL, "contact_type_id": party})
    yield _feed("contact_payments", Payments(making, setup.controls))
    yield _feed("contact_allocations", Allocations(making, setup.home))


def _feed(path: str, tables: Sequence[Table] | Maker, name: str = "", *, names: str = "", params: Params = ALL) -> Feed:
    """One list; which ones there are beside those of ``CORE`` depends on the country and on the plan."""
    return Feed(
        name=name or path,
        path=path,
        tables=tables,
        params={**params, "sort": "created_at"} if path in SORTED else params,
        names=names,
        state=state,
        since=None if path in NOT_SINCE else True,
        gone=None if path in NOT_GONE else True,
        sweep=BRIEF,
        optional=path not in CORE,
    )


def _one(name: str, path: str, kind: str, called: str) -> Feed:
    """What there is one of."""
    return Feed(
        name=name,
        path=path,
        tables=Settings(kind, called),
        pages=Whole(),
        records="",
        id="$path",
        since=None,
        gone=None,
        optional=name != "company",
    )


def _balances(setup: Setup) -> Params:
    """Accounts with their balances on the day of the archive."""
    return {
        **ALL,
        "show_balance_details": "true",
        "from_date": "1900-01-01",
        "to_date": setup.today.isoformat(),
        "exclude_deleted_entries": "true",
    }


def _picture(setup: Setup) -> Feed:
    params = {SINCE: setup.year.isoformat(), UNTIL: setup.today.isoformat()}
    return Feed(
        name=NAME,
        path=NAME,
        tables=TrialBalance(setup.home),
        params=params,
        pages=Whole(),
        records="",
        id=UNTIL,
        since=None,
        gone=None,
        optional=True,
        picture=True,
    )
