"""The pace that Intuit asks for, kept before a service that enforces its own limits."""

from __future__ import annotations

import time

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books.quickbooks import faults
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import ENTITIES
from archiver.books.quickbooks.reader import Reader
from tests.books.quickbooks.conftest import LINK, Opening
from tests.emulators.quickbooks import QuickBooks as Emulator

MOST = 10
"""Calls in a second that Intuit bears."""


def test_several_workers_together_stay_within_the_limits(quickbooks: Emulator, opening: Opening) -> None:
    quickbooks.strict = True
    realm, pace = quickbooks.company.realm, Pace()
    getter = Getter(f"{quickbooks.url}/v3/company/{realm}", opening.bearer, pace, faults.vendor(LINK))
    reader = Reader(Client(getter, realm), opening.work)
    began = time.monotonic()
    try:
        assert reader.count(ENTITIES[0]) == len(quickbooks.company.ids(ENTITIES[0].name))
    finally:
        reader.close()
        getter.close()
    assert quickbooks.traffic.count("GET */query count *") == len(ENTITIES)
    assert quickbooks.busiest(1.0) <= MOST
    assert time.monotonic() - began < len(ENTITIES) / 8 + 2, "and no longer than the pace needs"
