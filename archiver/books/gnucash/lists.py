"""Parties, jobs, the chart of accounts, taxes, terms, currencies and prices."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from archiver.books.gnucash.amounts import ZERO, day, decimal, numeric, rational
from archiver.books.gnucash.book import EMPLOYEE, PARTIES, Book
from archiver.books.gnucash.fields import others, plain
from archiver.books.gnucash.tables import THIS_BOOK
from archiver.model import Kind, Record, Value

Values = dict[str, Value]
Make = Callable[[Book, Kind, sqlite3.Row], Values]
Rows = Iterator[dict[str, list[Record]]]
TAX_INCLUDED = {"1": "YES", "2": "NO", "3": "USEGLOBAL"}
TYPES = {
    "ASSET": ("asset", None),
    "BANK": ("asset", "bank"),
    "CASH": ("asset", "cash"),
    "STOCK": ("asset", "stock"),
    "MUTUAL": ("asset", "stock"),
    "RECEIVABLE": ("asset", "receivable"),
    "LIABILITY": ("liability", None),
    "CREDIT": ("liability", "card"),
    "PAYABLE": ("liability", "payable"),
    "EQUITY": ("equity", None),
    "TRADING": ("equity", "trading"),
    "INCOME": ("income", None),
    "EXPENSE": ("expense", None),
}
OPTIONS = "options/"
ADDRESS_LINES = ("addr1", "addr2", "addr3", "addr4")


class ListOf:
    """A reader of one table, an entry a row, by guid; ``make`` gives an entry's values."""

    def __init__(self, table: str, make: Make, named: frozenset[str] = frozenset()) -> None:
        self._table, self._make, self._named = table, make, named

    def __call__(self, book: Book, kinds: Mapping[str, Kind], after: str | None) -> Rows:
        """The entries behind ``after``."""
        (kind,) = kinds.values()
        for row in book.ask(f"SELECT * FROM {self._table} WHERE guid > ? ORDER BY guid", after or ""):
            slots = book.slots(row["guid"])
            values = self._make(book, kind, row)
            unnamed = [others(slots, self._named), values.pop("other", None)]
            given = {"id": row["guid"], **values, "other": "\n".join(str(each) for each in unnamed if each) or None}
            source = {**plain(row), "slots": slots}
            yield {kind.key: [Record(row["guid"], row["guid"], kind.values(given), source=source)]}


def _address(row: sqlite3.Row, prefix: str) -> str | None:
    return "\n".join(row[f"{prefix}_{part}"] for part in ADDRESS_LINES if row[f"{prefix}_{part}"]) or None


def _party(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    who, currency = book.parties[row["guid"]], book.commodity(row["currency"])
    return {
        "name": who.name,
        "company": row["addr_name"],
        "number": row["id"],
        "email": row["addr_email"],
        "phone": row["addr_phone"],
        "address": _address(row, "addr"),
        "currency": currency.code,
        "balance": decimal(book.owed.get(who.guid, ZERO), currency.fraction),
        "active": row["active"] != 0,
        "other": others({"fax": row["addr_fax"]} if row["addr_fax"] else {}),
    }


def customer(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """A customer: a party, with what it may owe and how it is taxed."""
    fraction = book.commodity(row["currency"]).fraction
    values = _party(book, kind, row)
    included = TAX_INCLUDED.get(str(row["tax_included"]), row["tax_included"])
    unnamed = [values.pop("other"), f"tax_included: {included}" if included and included != "USEGLOBAL" else None]
    return {
        **values,
        "terms": book.terms.get(row["terms"] or ""),
        "notes": row["notes"],
        "shipping_address": _address(row, "shipaddr"),
        "credit_limit": decimal(rational(row["credit_num"], row["credit_denom"]), fraction),
        "discount_rate": decimal(rational(row["discount_num"], row["discount_denom"])),
        "tax_code": _tax_code(book, row["taxtable"]),
        "other": "\n".join(str(each) for each in unnamed if each) or None,
    }


def vendor(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """A vendor."""
    terms, code = book.terms.get(row["terms"] or ""), _tax_code(book, row["tax_table"])
    return {**_party(book, kind, row), "terms": terms, "notes": row["notes"], "tax_code": code}


def employee(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """An employee."""
    fraction = book.commodity(row["currency"]).fraction
    return {
        **_party(book, kind, row),
        "username": row["username"],
        "rate": decimal(rational(row["rate_num"], row["rate_denom"]), fraction),
        "workday": decimal(rational(row["workday_num"], row["workday_denom"])),
    }


def _tax_code(book: Book, table: str | None) -> str | None:
    rates = book.rates.get(table or "")
    return rates[0].code if rates else None


def job(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """A job, for a customer or with a vendor."""
    owner = book.parties.get(row["owner_guid"] or "")
    side = PARTIES[owner.type].removesuffix("s") if owner and owner.type != EMPLOYEE else None
    rate = book.slots(row["guid"]).get("job-rate")
    return {
        "number": row["id"],
        "name": row["name"],
        **({f"{side}_id": owner.guid, side: owner.name} if side and owner else {}),
        "reference": row["reference"],
        "rate": decimal(numeric(rate), 100) if rate else None,
        "active": row["active"] != 0,
    }


def account(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """An account, with its balance over all time in its own currency."""
    here = book.accounts.get(row["guid"])
    if here is None:
        return {"name": row["name"], "subtype": row["account_type"], "active": True}
    type_, role = TYPES.get(here.type, (None, None))
    slots = book.slots(here.guid)
    return {
        "number": here.number,
        "name": here.name,
        "full_name": here.full_name,
        "type": type_,
        "role": role,
        "subtype": here.type,
        "currency": here.commodity.code,
        "parent_id": row["parent_guid"],
        "active": not row["hidden"],
        "placeholder": bool(row["placeholder"]) or slots.get("placeholder") == "true",
        "description": row["description"],
        "balance": decimal(book.balances.get(here.guid, ZERO), here.commodity.fraction),
        "notes": slots.get("notes"),
    }


def terms(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """Payment terms; GnuCash copies them when a document uses them, and hides the copy."""
    return {
        "name": row["name"],
        "description": row["description"],
        "type": "day_of_month" if row["type"] == "GNC_TERM_TYPE_PROXIMO" else "days",
        "due_days": decimal(Fraction(row["duedays"] or 0)),
        "discount_days": decimal(Fraction(row["discountdays"] or 0)),
        "discount_rate": decimal(rational(row["discount_num"], row["discount_denom"])),
        "cutoff": decimal(Fraction(row["cutoff"])) if row["cutoff"] else None,
        "active": not row["invisible"],
        "other": f"parent: {row['parent']}" if row["parent"] else None,
    }


def commodity(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """A currency or a security."""
    here = book.commodity(row["guid"])
    currency = row["namespace"] in ("CURRENCY", "ISO4217")
    return {
        "code": here.code,
        "name": row["fullname"] if not currency else None,
        "namespace": "CURRENCY" if currency else row["namespace"],
        "kind": "currency" if currency else "security",
        "fraction": decimal(Fraction(here.fraction)),
        "active": True,
    }


def price(book: Book, kind: Kind, row: sqlite3.Row) -> Values:
    """A price or an exchange rate."""
    return {
        "date": day(row["date"]),
        "from_currency": book.commodity(row["commodity_guid"]).code,
        "to_currency": book.commodity(row["currency_guid"]).code,
        "rate": decimal(rational(row["value_num"], row["value_denom"])),
        "type": row["type"],
        "source": row["source"],
    }


def tax_tables(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Rows:
    """Tax tables as codes, their entries as rates; the copies that GnuCash hides are those that documents name."""
    codes, rates = kinds.values()
    for row in book.ask("SELECT * FROM taxtables WHERE guid > ? ORDER BY guid", after or ""):
        guid, active = row["guid"], not row["invisible"]
        values: Values = {"id": guid, "name": row["name"], "active": active, "parent_id": row["parent"]}
        entries = []
        for rate in book.rates.get(guid, ()):
            charged = book.accounts.get(rate.account)
            given: Values = {
                "id": rate.id,
                "tax_code_id": guid,
                "tax_code": row["name"],
                "name": charged.name if charged else None,
                "rate": decimal(rate.amount) if rate.percent else None,
                "amount": None if rate.percent else decimal(rate.amount, 100),
                "currency": charged.commodity.code if charged else None,
                "account_id": rate.account,
                "account_number": charged.number if charged else None,
                "account": charged.name if charged else None,
                "active": active,
            }
            entries.append(Record(rate.id, guid, rates.values(given)))
        source = {**plain(row), "slots": book.slots(guid)}
        yield {codes.key: [Record(guid, guid, codes.values(values), source=source)], rates.key: entries}


def options(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Rows:
    """What the book's own options say of the company: one document, an option a row."""
    (kind,) = kinds.values()
    given = {name.removeprefix(OPTIONS): value for name, value in book.slots(THIS_BOOK).items() if _is_option(name)}
    records = [
        Record(name, "options", kind.values({"id": name, "name": name.rpartition("/")[2], "value": value}))
        for name, value in given.items()
    ]
    if records and after is None:
        yield {kind.key: records}


def options_counted(book: Book) -> int:
    """One document, or none where the book has no options."""
    return int(any(map(_is_option, book.slots(THIS_BOOK))))


def _is_option(name: str) -> bool:
    return name.startswith(OPTIONS)
