"""The entries of one entity: all of them, or those that changed since a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from archiver.books.quickbooks.ahead import Place
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import BY_FAMILY
from archiver.books.quickbooks.entries import Entries
from archiver.books.rest.prefetch import Prefetch
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

INVOICES = BY_FAMILY["invoices"]
Pages = Prefetch[Place, bytes]


@pytest.fixture
def client(opening: Opening) -> Client:
    return opening.client(size=20)


@pytest.fixture
def pages(client: Client) -> Iterator[Pages]:
    pages: Pages = Prefetch(lambda place: client.page(*place))
    yield pages
    pages.close()


def rows(entries: Entries, start: int = 1) -> list[str]:
    return [entries.id(item) for item in entries.page(start)]


def test_all_of_them(quickbooks: Emulator, client: Client, pages: Pages) -> None:
    entries, there = Entries(client, INVOICES, pages), quickbooks.company.ids("Invoice")
    assert entries.count() == len(there)
    assert rows(entries) == entries.ids(1)
    assert {*rows(entries), *rows(entries, 20), *rows(entries, 39)} == set(there)
    assert rows(entries)[-1] == rows(entries, 20)[0]
    assert {entries.id(item) for items in entries.those([*there[:2], "999999"]) for item in items} == set(there[:2])
    assert set(entries.present([*there[:2], "999999"])) == set(there[:2])


def test_those_that_changed_since(quickbooks: Emulator, client: Client, pages: Pages) -> None:
    company, since = quickbooks.company, moment(quickbooks)
    changed = company.ids("Invoice")[5]
    company.change("Invoice", changed, PrivateNote="late")
    entries = Entries(client, INVOICES, pages, since)
    assert entries.count() == 1
    assert rows(entries) == [changed] == entries.ids(1)


def moment(quickbooks: Emulator) -> datetime:
    quickbooks.clock.forward(days=1)
    return quickbooks.clock.now() - timedelta(seconds=5)


def test_a_page_that_was_expected_is_asked_for_once(quickbooks: Emulator, client: Client, pages: Pages) -> None:
    pages.expect([Place(INVOICES, 1)])
    assert len(rows(Entries(client, INVOICES, pages))) == 20
    assert quickbooks.traffic.count("GET */query Invoice") == 1


def test_not_everything_can_be_counted(quickbooks: Emulator, client: Client, pages: Pages) -> None:
    quickbooks.faults.add(Fault("GET */query count Invoice", "refuse", reason="4001", times=0))
    assert Entries(client, INVOICES, pages).count() is None
