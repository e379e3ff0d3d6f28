"""Cashbook, a small system of books on its owner's own server: read by its key, as the table below declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from archiver.access.getter import Getter
from archiver.access.keyed import Key
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.rest import Rest, faults, opened
from archiver.books.rest.changes import ChangedSince, DeletedSince
from archiver.books.rest.client import Client
from archiver.books.rest.columns import POSITION, About, code, computed, fixed, name, own, parent, same
from archiver.books.rest.pagers import ByNumber
from archiver.books.rest.source import Feed, Source, Table
from archiver.books.rest.values import Item, at, decimal, text
from archiver.model import Company, Value
from archiver.words import N_

TITLE = "Cashbook"
MISSING = (N_("Payments: Cashbook knows only that an invoice is paid."),)


@contextmanager
def connect(asked: Asked) -> Iterator[Rest]:
    """Open the books that a link leads to: ``archiver link cashbook NAME --at https://books.example.com``."""
    key = Key(asked.door, asked.where, "cashbook")
    getter = Getter(f"{key.at}/api", key, Pace(), faults.vendor(TITLE, asked.where), tell=asked.tell)
    with opened(asked, getter, TITLE, declared) as books:
        yield books


def declared(client: Client) -> tuple[Source, Company]:
    """The table of what Cashbook has, and whose books they are."""
    told = client.get("company")
    id_, called, country, currency = (text(at(told, each)) for each in ("id", "name", "country", "currency"))
    company = Company("cashbook", id_ or "", called or "", country, currency, system=TITLE)
    return source(currency), company


def net(item: Item, about: About) -> Value:
    """What the lines come to: Cashbook has no taxes."""
    amounts = (decimal(at(line, "amount")) for line in item["lines"])
    return sum((each for each in amounts if each is not None), Decimal())


def source(home: str | None) -> Source:
    """The same in every company, but for the currency."""
    return Source(
        name="cashbook",
        title=TITLE,
        pages=ByNumber(page="page", size="size", most=100, total="meta.total"),
        records="data",
        created="created_at",
        changed="updated_at",
        since=ChangedSince("since"),
        secret=frozenset({"iban"}),
        missing=MISSING,
        feeds=(
            Feed(
                name="accounts",
                path="accounts",
                names="name",
                tables=[Table(kind="accounts", columns=same("number", "name", "type"))],
            ),
            Feed(
                name="customers",
                path="customers",
                names="name",
                gone=DeletedSince("since", path="deletions/customers"),
                tables=[
                    Table(
                        kind="customers",
                        columns={
                            **same("name", "active", "colour"),
                            "address": "address.street",
                            "city": "address.city",
                            "postcode": "address.postcode",
                        },
                        adds=[own("colour", en="Colour", fr="Couleur")],
                    )
                ],
            ),
            Feed(
                name="invoices",
                path="invoices",
                tables=[
                    Table(
                        kind="invoices",
                        columns={
                            **same("number", "date", "total"),
                            "customer_id": "customer",
                            "customer": name("customer", "customers"),
                            "currency": fixed(home),
                            "subtotal": computed(net),
                            "status": code("status", {"sent": "open", "paid": "paid"}),
                        },
                    ),
                    Table(
                        kind="invoice_lines",
                        each="lines",
                        columns={
                            **same("quantity", "amount"),
                            "invoice_id": parent("id"),
                            "number": parent("number"),
                            "line": POSITION,
                            "description": "text",
                            "account_id": "account",
                            "account": name("account", "accounts"),
                            "currency": fixed(home),
                        },
                    ),
                ],
            ),
        ),
    )
