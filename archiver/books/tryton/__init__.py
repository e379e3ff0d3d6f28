"""Tryton: a company's books by its REST interface, as a user application of its server reads them."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from archiver.access.getter import Getter
from archiver.access.keyed import Key
from archiver.access.pace import Pace
from archiver.books import Asked, Attachment
from archiver.books.rest import Rest, opened
from archiver.books.rest.client import Client
from archiver.books.rest.source import Source
from archiver.books.rest.values import at, text
from archiver.books.tryton import company
from archiver.books.tryton.families import MODELS, feed, sorts
from archiver.books.tryton.faults import vendor
from archiver.books.tryton.models import Models
from archiver.books.tryton.origins import asking
from archiver.books.tryton.plain import TITLE, plain
from archiver.errors import Missing
from archiver.model import Company, Record
from archiver.words import N_

FILE = "rest/model/ir.attachment"
WORKERS = 2  # a server of few threads, which people work on
MISSING = (
    N_("Which parties are customers and which vendors: Tryton does not say, and each is listed as both."),
    N_("What was settled without a payment, as an invoice by a credit note: the ledger tells that it was reconciled."),
    N_("Bank accounts and statements."),
    N_("Who changed what: Tryton keeps a history of some records only, and this interface does not give it."),
)


@contextmanager
def connect(asked: Asked) -> Iterator[Rest]:
    """Open the books of the company that a link leads to; ``asked.where`` is the link's name."""
    key = Key(asked.door, asked.where, "tryton")
    getter = Getter(key.at, key, Pace(), vendor(asked.where), tell=asked.tell)
    with opened(asked, getter, TITLE, declared, Tryton, plain) as books:
        yield books


def declared(client: Client) -> tuple[Source, Company]:
    """What this database has, and whose books it keeps."""
    told = company.told(client)
    models = Models.of(client, MODELS)
    number = int(told.source_id.partition("@")[0])
    origins = asking(client, models, number)
    feeds = [feed(sort, models, number) for sort in sorts(told.home_currency, origins)]
    source = Source(
        name="tryton",
        title=TITLE,
        feeds=feeds,
        created="create_date",
        changed="write_date",
        version="write_date",
        missing=MISSING,
        workers=WORKERS,
    )
    return source, told


class Tryton(Rest):
    """The open books of one company of a database."""

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for."""
        name, state = (text(at(record.source, each)) for each in ("name", "type"))
        yield Attachment(name or record.id, "link_only" if state == "link" else "packed", record.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """The bytes of a file; ``Missing`` where Tryton has none."""
        data = text(at(self.client.get(f"{FILE}/{attachment.where}", {"f": "data"}), "data"))
        if data is None:
            raise Missing(service=TITLE, name=attachment.name)
        yield io.BytesIO(b64decode(data))
