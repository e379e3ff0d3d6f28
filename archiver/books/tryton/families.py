"""What is read of a Tryton database, in order: each family with its model, its domain and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archiver.books.rest.pagers import ByRange
from archiver.books.rest.source import Feed, Table, is_live
from archiver.books.tryton import documents, ledger, lists, parties
from archiver.books.tryton.asking import Domain, Written, params
from archiver.books.tryton.models import Models
from archiver.books.tryton.origins import Origins

COMPANY = "company.company"
POSTED = ("move.state", "=", "posted")
WHO = ("create_uid.id", "write_uid.id")
"""The numbers of those whose names are told."""
NESTING = ByRange(most=200)
"""Documents come with all their lines: a page of them is many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One family: the records of a ``model`` that a ``domain`` finds, with ``nested`` fields of those they lead to.

    ``shown`` are the paths of others that show on it. ``tells``: whatever changes of it is written, and not computed.
    ``shared``: all companies have it in common. ``optional``: it belongs to a module that not everybody has.
    """

    name: str
    model: str
    tables: Sequence[Table]
    domain: Domain = ()
    nested: Sequence[str] = ()
    shown: Sequence[str] = ()
    tells: bool = False
    shared: bool = False
    pages: ByRange = field(default_factory=ByRange)
    optional: bool = False


def sorts(home: str | None, origins: Origins) -> tuple[Sort, ...]:
    """Every family: lists, then documents, then the ledger.

    ``home`` is the currency of the books; ``origins`` know what stands behind their moves.
    """
    return (*_lists(home), *_documents(), *_ledger(origins))


def _lists(home: str | None) -> tuple[Sort, ...]:
    party = parties.tables(home)
    return (
        Sort(name="company", model=COMPANY, tables=lists.COMPANY, nested=lists.OF_COMPANY),
        Sort(name="currencies", model="currency.currency", tables=lists.CURRENCIES, shared=True),
        Sort(
            name="exchange_rates",
            model="currency.currency.rate",
            tables=lists.rates(home),
            nested=("currency.code",),
            shared=True,
        ),
        Sort(name="accounts", model="account.account", tables=ledger.ACCOUNTS, nested=ledger.OF_ACCOUNTS),
        Sort(name="tax_codes", model="account.tax", tables=lists.TAXES, nested=lists.OF_TAXES),
        Sort(
            name="terms", model="account.invoice.payment_term", tables=lists.TERMS, nested=lists.OF_TERMS, shared=True
        ),
        Sort(name="fiscal_years", model="account.fiscalyear", tables=ledger.YEARS),
        Sort(name="fiscal_periods", model="account.period", tables=ledger.PERIODS, nested=("fiscalyear.name",)),
        Sort(name="journal_codes", model="account.journal", tables=ledger.JOURNALS, shared=True),
        Sort(name="customers", model="party.party", tables=party, nested=parties.NESTED, shared=True, pages=NESTING),
        Sort(name="employees", model="company.employee", tables=parties.EMPLOYEES, nested=("party.name",)),
        Sort(
            name="items",
            model="product.product",
            tables=lists.PRODUCTS,
            nested=lists.OF_PRODUCTS,
            shared=True,
            optional=True,
        ),
        Sort(name="attachments", model="ir.attachment", tables=lists.ATTACHMENTS, shared=True, tells=True),
    )


def _documents() -> tuple[Sort, ...]:
    return tuple(
        Sort(
            name=name,
            model=documents.MODEL,
            tables=documents.tables(side),
            nested=documents.NESTED,
            domain=(("type", "=", type_),),
            shown=documents.SHOWN,
            tells=True,
            pages=NESTING,
            optional=True,
        )
        for name, side, type_ in (("invoices", "customer", "out"), ("bills", "vendor", "in"))
    )


def _ledger(origins: Origins) -> tuple[Sort, ...]:
    return (
        Sort(
            name="payments",
            model=ledger.LINE,
            tables=ledger.PAYMENTS,
            nested=ledger.OF_PAYMENTS,
            domain=(("invoice_payments", "!=", None), POSTED),
            shown=("move.", "account.", "party.", "invoice_payments."),
            tells=True,
            optional=True,
        ),
        Sort(
            name="payment_orders", model="account.payment", tables=lists.ORDERS, nested=lists.OF_ORDERS, optional=True
        ),
        Sort(
            name="journal_entries",
            model="account.move",
            tables=ledger.ENTRIES,
            nested=ledger.OF_ENTRIES,
            domain=(("origin", "=", None), ("state", "=", "posted")),
            shown=("lines.", "lines.account.", "lines.party.", "journal.", "period."),
            tells=True,
            pages=NESTING,
        ),
        Sort(
            name="ledger",
            model=ledger.LINE,
            tables=ledger.postings(origins),
            nested=ledger.OF_LEDGER,
            domain=(POSTED,),
            shown=("move.", "account.", "party.", "reconciliation.", "invoice_payments."),
            tells=True,
        ),
    )


MODELS = frozenset(sort.model for sort in sorts(None, Origins(lambda domain: ()))) | {
    "account.account.type",
    "account.invoice.line",
    "account.invoice.payment_term.line",
    "account.invoice.payment_term.line.delta",
    "account.invoice.tax",
    "account.move.reconciliation",
    "account.payment.group",
    "account.payment.journal",
    "account.tax.group",
    "country.country",
    "country.subdivision",
    "ir.lang",
    "party.address",
    "party.contact_mechanism",
    "party.identifier",
    "product.category",
    "product.template",
    "product.uom",
    "res.user",
}
"""Those that are read, by themselves or within others."""


def feed(sort: Sort, models: Models, company: int) -> Feed:
    """A family as this database has it: its fields, those of this company, what is not in use any more included."""
    domain = list(sort.domain)
    if sort.model == COMPANY:
        domain.append(("id", "=", company))
    elif models.has(sort.model, "company") and not sort.shared:
        domain.append(("company", "=", company))
    if models.has(sort.model, "active"):
        domain.append(("active", "in", [True, False]))
    shown = [path for path in sort.shown if models.has(sort.model, path.partition(".")[0])]
    return Feed(
        name=sort.name,
        path=f"rest/model/{sort.model}",
        params=params(domain, models.asked(sort.model, sort.nested)),
        sweep={"f": "id"},
        tables=[replace(table, silent=(*table.silent, *WHO)) for table in sort.tables],
        pages=sort.pages,
        since=Written(domain, shown) if sort.tells else False,
        state=documents.state if sort.model == documents.MODEL else is_live,
        optional=sort.optional,
    )
