"""Currencies, taxes, terms, products, attachments and the other lists that documents refer to."""

from __future__ import annotations

from decimal import Decimal

from archiver.books.rest import added
from archiver.books.rest.columns import About, code, computed, fixed, own, same, through
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.model import ColumnType, Value

ITEM_TYPES = {"goods": "goods", "service": "service", "assets": "other", "kit": "bundle"}
RESOURCES = {
    "account.invoice": "invoices",
    "account.move": "journal_entries",
    "party.party": "customers",
    "product.product": "items",
    "account.account": "accounts",
    "company.employee": "employees",
}
HUNDRED = Decimal(100)


def percent(value: object) -> Value:
    """A rate in percent, of one that is a part of one."""
    found = decimal(value)
    return (found * HUNDRED).normalize() + Decimal() if found is not None else None


OF_COMPANY = ("party.name", "party.code", "currency.code")
COMPANY = (
    Table(
        kind="company",
        columns={"name": "party.name", "value": "currency.code"},
        silent=("party.id", "currency.id"),
    ),
)


def _units(item: Item, about: About) -> Value:
    """How many smallest units make one."""
    digits = decimal(item.get("digits"))
    return Decimal(10) ** int(digits) if digits is not None else None


CURRENCIES = (
    Table(
        kind="currencies",
        columns={**same("code", "name", "active"), "kind": fixed("currency"), "fraction": computed(_units, "digits")},
    ),
)


def rates(home: str | None) -> tuple[Table, ...]:
    """Rates of currencies: what one unit of the books' own is worth, in Tryton's way."""
    return (
        Table(
            kind="exchange_rates",
            columns={"date": "date", "from_currency": fixed(home), "to_currency": "currency.code", "rate": "rate"},
            silent=("currency.id",),
        ),
    )


OF_TAXES = ("invoice_account.name", "invoice_account.code", "group.name", "parent.name")
TAXES = (
    Table(kind="tax_codes", columns={**same("name", "description", "active"), "parent_id": "parent.id"}),
    Table(
        kind="tax_rates",
        columns={
            "tax_code_id": "id",
            "tax_code": "name",
            "name": "name",
            "rate": through("rate", percent),
            "active": "active",
            "account_id": "invoice_account.id",
            "account_number": "invoice_account.code",
            "account": "invoice_account.name",
        },
        silent=("description", "parent.id", "parent.name"),
    ),
)
OF_TERMS = ("lines.*", "lines.relativedeltas.days", "lines.relativedeltas.months")


def _days(item: Item, about: About) -> Value:
    """After how many days all is due, where it is due at once and no months are counted."""
    deltas = [each for line in item.get("lines") or () for each in line.get("relativedeltas") or ()]
    if len(item.get("lines") or ()) != 1 or any(each.get("months") for each in deltas):
        return None
    return sum((decimal(each.get("days")) or Decimal() for each in deltas), Decimal())


TERMS = (
    Table(
        kind="terms",
        columns={**same("name", "description", "active"), "due_days": computed(_days), "type": fixed("days")},
    ),
)
OF_PRODUCTS = ("default_uom.name", "account_category.name", "template.name")
PRODUCTS = (
    Table(
        kind="items",
        columns={
            "number": "code",
            "name": "name",
            "description": "description",
            "type": code("type", ITEM_TYPES),
            "unit": "default_uom.name",
            "unit_price": "list_price",
            "cost": "cost_price",
            "active": "active",
        },
        silent=("default_uom.id", "template.name", "account_category.id"),
    ),
)
PAYMENT_ORDERS = added.kind(
    "payment_orders",
    "bank",
    own("number", en="Number", fr="Numéro"),
    own("date", ColumnType.DAY, en="Date", fr="Date"),
    own("party", en="Party", fr="Tiers"),
    own("sort", en="Sort", fr="Genre"),
    own("state", en="State", fr="État"),
    own("currency", en="Currency", fr="Monnaie"),
    own("amount", ColumnType.MONEY, en="Amount", fr="Montant", currency="currency"),
    en="Payment orders",
    fr="Ordres de paiement",
    order=("date", "id"),
)
OF_ORDERS = ("party.name", "currency.code", "journal.name", "group.number")
ORDERS = (
    Table(
        kind=PAYMENT_ORDERS,
        columns={
            **same("number", "date", "state", "amount"),
            "party": "party.name",
            "sort": "kind",
            "currency": "currency.code",
        },
        silent=("currency.id", "company"),
    ),
)


def _resource(item: Item) -> tuple[str, str]:
    """The model and the id of what a file is attached to, as ``party.party,1``."""
    model, _, id_ = (text(item.get("resource")) or "").partition(",")
    return model, id_


def _document(item: Item, about: About) -> Value:
    return RESOURCES.get(_resource(item)[0])


def _document_id(item: Item, about: About) -> Value:
    return _resource(item)[1] or None


def _state(item: Item, about: About) -> Value:
    return "link_only" if at(item, "type") == "link" else "packed"


ATTACHMENTS = (
    Table(
        kind="attachments",
        columns={
            "document_kind": computed(_document),
            "document_id": computed(_document_id),
            "name": "name",
            "link": "link",
            "state": computed(_state, "type"),
            "size": "data_size",
        },
    ),
)
