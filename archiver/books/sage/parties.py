"""Contacts, who are customers, vendors or both; their addresses, and the people who work there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.books.rest import added
from archiver.books.rest.columns import From, first, fixed, own
from archiver.books.rest.source import Table
from archiver.books.rest.values import Item, at
from archiver.books.sage.fields import PLUMBING, refs
from archiver.model import ColumnType

VENDOR = "VENDOR"
ID, FLAG = ColumnType.ID, ColumnType.FLAG
CONTACT = (own("contact_id", ID, en="Contact ID", fr="ID contact"), own("contact", en="Contact", fr="Contact"))
NAME = own("name", en="Name", fr="Nom")

ADDRESSES = added.kind(
    "addresses",
    "customers",
    NAME,
    *CONTACT,
    own("type", en="Type", fr="Type"),
    own("address", en="Address", fr="Adresse"),
    own("address_2", en="Address (second line)", fr="Adresse (deuxième ligne)"),
    own("city", en="City", fr="Ville"),
    own("region", en="Region", fr="Région"),
    own("postcode", en="Postcode", fr="Code postal"),
    own("country", en="Country", fr="Pays"),
    own("main", FLAG, en="Main address", fr="Adresse principale"),
    en="Addresses",
    fr="Adresses",
)
PERSONS = added.kind(
    "contact_persons",
    "customers",
    NAME,
    own("job_title", en="Job title", fr="Fonction"),
    own("email", en="E-mail", fr="Courriel"),
    own("phone", en="Phone", fr="Téléphone"),
    own("mobile", en="Mobile", fr="Portable"),
    own("address_id", ID, en="Address ID", fr="ID adresse"),
    own("main", FLAG, en="Main contact", fr="Contact principal"),
    en="Contact persons",
    fr="Personnes de contact",
)
MAIN = "main_address"
ELSEWHERE = ("main_contact_person", "delivery_address", "contact_types")


def contacts(home: str | None) -> Sequence[Table]:
    """The tables of ``contacts``: one who is both has a row on both sheets."""
    customer: Mapping[str, str | From] = {
        **_party(home),
        "credit_limit": "credit_limit",
        "shipping_address": _shipping(),
    }
    silent = (*PLUMBING, *refs("currency"), MAIN, *ELSEWHERE)
    return (
        Table(
            kind="customers",
            columns=customer,
            when=lambda item: not _is(item, VENDOR) or _is(item, "CUSTOMER"),
            silent=silent,
        ),
        Table(kind="vendors", columns=_party(home), when=lambda item: _is(item, VENDOR), silent=silent),
    )


def _is(item: Item, type_: str) -> bool:
    """Whether a contact is of a type; its types are a list."""
    types = item.get("contact_types")
    return isinstance(types, list) and any(at(each, "id") == type_ for each in types)


def _shipping() -> From:
    return first("delivery_address.displayed_as")


def _party(home: str | None) -> dict[str, str | From]:
    return {
        "name": "name",
        "number": "reference",
        "email": first("email", "main_contact_person.email"),
        "phone": first("main_contact_person.telephone", "main_contact_person.mobile"),
        "address": f"{MAIN}.address_line_1",
        "city": f"{MAIN}.city",
        "region": f"{MAIN}.region",
        "postcode": f"{MAIN}.postal_code",
        "country": f"{MAIN}.country.displayed_as",
        "currency": first("currency.id", fixed(home)),
        "terms": "credit_terms",
        "tax_number": "tax_number",
        "balance": "balance",
        "active": "is_active",
        "notes": "notes",
    }


def addresses() -> Sequence[Table]:
    """The tables of ``addresses``."""
    columns: Mapping[str, str | From] = {
        "name": first("name", "displayed_as"),
        "contact_id": "contact.id",
        "contact": "contact.displayed_as",
        "type": "address_type.displayed_as",
        "address": "address_line_1",
        "address_2": "address_line_2",
        "city": "city",
        "region": "region",
        "postcode": "postal_code",
        "country": "country.displayed_as",
        "main": "is_main_address",
    }
    silent = (*PLUMBING, "contact.$path", "address_type.$path", "country.$path", "bank_account.$path")
    return (Table(kind=ADDRESSES, columns=columns, silent=silent),)


def persons() -> Sequence[Table]:
    """The tables of ``contact_persons``."""
    columns: Mapping[str, str | From] = {
        "name": "name",
        "job_title": "job_title",
        "email": "email",
        "phone": "telephone",
        "mobile": "mobile",
        "address_id": "address.id",
        "main": "is_main_contact",
    }
    return (Table(kind=PERSONS, columns=columns, silent=(*PLUMBING, *refs("address"))),)
