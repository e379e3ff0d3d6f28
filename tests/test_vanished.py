"""Kinds that the books had, and do not have any more: said once, and never in an archive of changes."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from archiver import predecessor, run
from archiver.events import silence
from archiver.held import Composed
from archiver.job import Done, Job, Standing
from archiver.model import Reading, Verdict
from archiver.order import Order
from archiver.places import Places
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import record
from tests.contracts.fakes_books import MemoryBooks
from tests.history import making
from tests.test_predecessor import COMPANY, FAMILY, Clock, invoice


def test_a_kind_that_the_books_do_not_have_any_more_is_said(tmp_path: Path) -> None:
    """A table of a folder of files that is not there any more, say: no reading tells that it is gone."""
    customer = record("customers", "7", name="Ann")
    before = making.cabinet(tmp_path / "before", {"invoices": [invoice("1", "10.00")], "customers": [customer]})
    books = MemoryBooks(COMPANY, [(FAMILY, [{"invoices": [invoice("1", "10.00")]}])])
    with closing(Spool(tmp_path)) as spool, Composed.opened([[before]]) as archive:
        spool.begin("asked", datetime(2026, 3, 31, tzinfo=UTC))
        spool.know(FAMILY.kinds)
        for page in books.read(FAMILY):
            spool.add("invoices", page)
        spool.draft()
        found = predecessor.compare(archive, books, spool, [Reading(FAMILY)], Words("en"))
    assert found.changed
    (lost,) = found.controls
    assert lost.verdict is Verdict.DIFFERS
    assert "nor anything else of their kind: Customers (1)" in Words("en").say(lost.said)


def test_changes_cannot_say_that_a_kind_is_gone(tmp_path: Path) -> None:
    places, clock, books = Places.here({"ARCHIVER_HOME": str(tmp_path / "home")}), Clock(), tmp_path / "books"
    books.mkdir()
    for name in ("customers", "vendors"):
        (books / f"{name}.csv").write_text(f"{name} ID,Name\n1,Ann\n2,Bob\n", encoding="utf-8")
    job = Job("files", str(books), Order(wanted="incremental"), name="lac")
    run.run(job, places, clock, silence)
    (books / "vendors.csv").unlink()
    done = run.run(job, places, clock, silence)
    assert isinstance(done, Done)
    assert done.archive.edition.type == "full"
    said = {each.name: Words("en").say(each.said) for each in done.archive.edition.controls}
    assert "a full archive is made. vendors" in said["full_instead"]
    assert "vendors (2)" in said["deleted_since"]
    assert isinstance(run.run(job, places, clock, silence), Standing), "it was said once"
