"""Parties: Tryton does not say which of them are customers and which vendors, and so each is listed as both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archiver.books.rest.columns import About, From, computed, first, fixed, same, through
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.model import Value

NESTED = (
    "addresses.*", "addresses.country.code", "addresses.subdivision.name", "contact_mechanisms.*", "identifiers.*",
    "currency.code", "lang.code", "customer_payment_term.name", "supplier_payment_term.name", "replaced_by.name",
)  # fmt: skip
SILENT = ("currency.id", "customer_payment_term.id", "supplier_payment_term.id", "lang.id")


def _first(item: Item, list_: str) -> Item:
    found = item.get(list_) or ()
    return found[0] if found and isinstance(found[0], dict) else {}


def _address(path: str) -> From:
    """A field of the first address; the others stay with the other fields."""
    return computed(lambda item, about: text(at(_first(item, "addresses"), path)))


def _reached(*sorts: str) -> Callable[[Item, About], Value]:
    """The first way of these sorts in which a party is reached."""

    def get(item: Item, about: About) -> Value:
        ways = item.get("contact_mechanisms") or ()
        return next((text(at(each, "value")) for each in ways if at(each, "type") in sorts), None)

    return get


def _number(item: Item, about: About) -> Value:
    """The first identifier, which is the number for taxes where there is one."""
    return text(at(_first(item, "identifiers"), "code"))


def _party(balance: str | From, terms: str, home: str | None) -> Mapping[str, str | From]:
    return {
        **same("name", "active"),
        "number": "code",
        "email": first("email", computed(_reached("email"))),
        "phone": first("phone", "mobile", computed(_reached("phone", "mobile"))),
        "address": _address("street"),
        "city": _address("city"),
        "region": _address("subdivision.name"),
        "postcode": _address("postal_code"),
        "country": _address("country.code"),
        "currency": first("currency.code", fixed(home)),
        "terms": terms,
        "tax_number": computed(_number),
        "balance": balance,
        "parent_id": "replaced_by.id",
    }


def _owed(value: object) -> Value:
    """What is owed to a vendor, as we write it: positive."""
    found = decimal(value)
    return -found if found is not None else None


def tables(home: str | None) -> tuple[Table, Table]:
    """Customers and vendors; what they owe is in the currency of the books where they have none of their own."""
    return (
        Table(
            kind="customers",
            columns=_party("receivable", "customer_payment_term.name", home),
            silent=(*SILENT, "payable", "supplier_payment_term.name"),
        ),
        Table(
            kind="vendors",
            columns=_party(through("payable", _owed), "supplier_payment_term.name", home),
            silent=(*SILENT, "receivable", "customer_payment_term.name"),
        ),
    )


EMPLOYEES = (Table(kind="employees", columns={"name": "party.name", "active": "active"}, silent=("company",)),)
