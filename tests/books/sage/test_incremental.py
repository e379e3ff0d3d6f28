"""A full archive and the archives of changes after it lead to the business as it is."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import pytest

from archiver import run
from archiver.access import Door
from archiver.access.vaults.file import FileVault
from archiver.catalogue import Catalogue
from archiver.events import silence
from archiver.held.composed import compose
from archiver.history.kept import Kept
from archiver.job import Done, Job, Standing
from archiver.model import State
from archiver.order import Order
from archiver.places import Places
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import records
from tests.books.sage.test_changes import one_more
from tests.books.sage.test_connect import grant, hasty, vault
from tests.emulators.sage import Sage as Emulator
from tests.emulators.sage.bookkeeper import Bookkeeper

__all__ = ["grant", "hasty", "vault"]

PICTURES = frozenset({"reports"})
Rows = dict[tuple[str, str], tuple[object, ...]]


class Archives:
    """The archives of one business, made one after the other."""

    def __init__(self, sage: Emulator, vault: Path, home: Path) -> None:
        self.sage, self._vault = sage, vault
        self.places = Places.here({"ARCHIVER_HOME": str(home)})

    def make(self, wanted: str) -> Done | Standing:
        """One more, of the business as it is now."""
        self.sage.clock.forward(seconds=600)
        door = Door(FileVault(self._vault), self.now)
        job = Job("sage", "thistle", Order(wanted=wanted), name="thistle", door=door)
        return run.run(job, self.places, self.now, silence)

    def now(self) -> datetime:
        return self.sage.clock.now()

    def rows(self) -> Rows:
        """What all of them say together."""
        with Catalogue(self.places.catalogue) as catalogue, ExitStack() as stack:
            held = [stack.enter_context(Kept(entry).opened()) for entry in catalogue.entries()]
            whole = compose(held[0], held[1:])
            return {
                (kind.key, row.id): (row.state, *row.values)
                for kind in whole.kinds
                for row in whole.rows(kind)
                if kind.key not in PICTURES and row.state is not State.DELETED
            }


@pytest.fixture
def archives(sage: Emulator, vault: Path, hasty: None, tmp_path: Path) -> Archives:
    return Archives(sage, vault, tmp_path / "home")


def read(opening: Opening) -> Rows:
    """What a reading of the whole business says."""
    found: Rows = {}
    with opening.books() as books:
        for family in books.families():
            if family.picture or family.name in ("journal_codes", "opening_balance_journals"):
                continue
            for kind, record in records(books, family.name):
                found[kind.key, record.id] = (record.state, *record.values)
    return found


def test_changes_lead_to_what_there_is(sage: Emulator, archives: Archives, opening: Opening) -> None:
    full = archives.make("full")
    assert isinstance(full, Done)
    assert isinstance(archives.make("incremental"), Standing), "nothing has changed"
    business = sage.business
    invoice = one_more(business)
    Bookkeeper(business).pay(
        business.items("contacts")[0], date(2026, 3, 31), "5.0", [("sales_invoices", invoice, "5.0")]
    )
    business.change("contacts", business.items("contacts")[1]["id"], notes="Moved to Leith")
    business.delete("purchase_invoices", business.items("purchase_invoices")[5]["id"])
    business.delete("sales_quick_entries", business.items("sales_quick_entries")[0]["id"])
    business.delete("contact_allocations", business.items("contact_allocations")[0]["id"])
    business.delete("sales_quotes", business.items("sales_quotes")[0]["id"])
    business.void("sales_invoices", business.items("sales_invoices")[8]["id"], "Typed twice")
    before = sage.traffic.count("GET /v3.1/*")
    made = archives.make("incremental")
    assert isinstance(made, Done)
    assert made.archive.edition.type == "incremental"
    assert made.lacking is None
    assert sage.traffic.count("GET /v3.1/*") - before < 200
    expected, found = read(opening), archives.rows()
    assert found.keys() == expected.keys()
    keys = _kinds(opening)
    for key, row in expected.items():
        names = ("state", *keys[key[0]])
        odd = {n: (a, b) for n, a, b in zip(names, found[key], row, strict=True) if a != b and n not in MADE_HERE}
        assert odd == {}, key


MADE_HERE = frozenset({"document_link", "last_total", "state", "path", "size", "sha256", "link"})
"""Columns that the archive fills, and not the source."""


def _kinds(opening: Opening) -> dict[str, tuple[str, ...]]:
    """The columns of every kind."""
    with opening.books() as books:
        return {kind.key: kind.keys for family in books.families() for kind in family.kinds}
