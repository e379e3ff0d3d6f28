"""What the archive before held and this one does not: listed once, with what was known of it, and outside every sum."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds, predecessor, run, verify
from archiver.books import SOURCES
from archiver.cabinet.reader import Cabinet
from archiver.events import silence
from archiver.held import Composed
from archiver.job import Done, Job, Standing
from archiver.model import Company, Family, Reading, Record, State, Status, Verdict
from archiver.order import Order
from archiver.places import Places
from archiver.spool import Spool
from archiver.words import Words
from tests.contracts import fakes_source
from tests.contracts.fakes_books import MemoryBooks
from tests.history import making

INVOICES = kinds.kind("invoices")
FAMILY = Family("invoices", (INVOICES,))
COMPANY = Company("fake", "lac", "Lac", "CA", "CAD", (1, 1), "UTC")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 31, 18, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


class Rechecking(MemoryBooks):
    """Books that have some documents after all."""

    there: Collection[str] = ()

    def still_there(self, family: Family, documents: Collection[str]) -> Collection[str]:
        assert family == FAMILY
        return [each for each in documents if each in self.there]


def invoice(id_: str, total: str, state: State = State.LIVE, last: str | None = None) -> Record:
    values = INVOICES.values(
        {
            "id": id_,
            "number": f"F-{id_}",
            "total": Decimal(total),
            "currency": "CAD",
            "status": "voided" if state is State.VOIDED else "open",
            "last_total": Decimal(last) if last else None,
        }
    )
    return Record(id_, id_, values, state)


def archived(tmp_path: Path, *rows: Record) -> Path:
    """A cabinet that holds these invoices."""
    return making.cabinet(tmp_path / "before", {"invoices": rows})


def compared(
    tmp_path: Path, before: Path, *rows: Record, there: Collection[str] = ()
) -> tuple[dict[str, Record], Reading, list[str]]:
    """The invoices of the spool after the comparison, what became of the family, and the controls."""
    books = Rechecking(COMPANY, [(FAMILY, [{"invoices": [row]} for row in rows])])
    books.there = there
    spool = Spool(tmp_path)
    spool.begin("asked", datetime(2026, 3, 31, tzinfo=UTC))
    spool.know(FAMILY.kinds)
    for page in books.read(FAMILY):
        spool.add("invoices", page)
    spool.draft()
    reading = Reading(FAMILY)
    with Composed.opened([[before]]) as archive:
        controls = predecessor.compare(archive, books, spool, [reading], Words("en")).controls
    found = {row.id: row for row in spool.by_id(INVOICES)}
    spool.close()
    assert all(control.verdict is Verdict.NOTED for control in controls)
    return found, reading, [control.name for control in controls]


def value(row: Record, key: str) -> object:
    return row.values[INVOICES.keys.index(key)]


def test_what_is_gone_is_listed_with_its_last_values(tmp_path: Path) -> None:
    before = archived(tmp_path, invoice("1", "10.00"), invoice("2", "20.00"), invoice("3", "30.00"))

    found, reading, controls = compared(tmp_path, before, invoice("1", "10.00"), invoice("4", "40.00"))

    assert {id_: row.state for id_, row in found.items()} == {
        "1": State.LIVE, "2": State.DELETED, "3": State.DELETED, "4": State.LIVE,
    }  # fmt: skip
    assert (value(found["2"], "number"), value(found["2"], "status"), value(found["2"], "last_total")) == (
        "F-2", "deleted", Decimal("20.00"),
    )  # fmt: skip
    assert (reading.status, controls) == (Status.COMPLETE, ["deleted_since"])


def test_where_files_lay_in_that_archive_is_not_where_they_lie_in_this_one(tmp_path: Path) -> None:
    linked = {"2": "attachments/invoices/2/a.pdf", "3": "https://example.com/3"}
    rows = [
        invoice(id_, "20.00")._replace(values=INVOICES.values({"id": id_, "document_link": link}))
        for id_, link in linked.items()
    ]
    found, _, _ = compared(tmp_path, archived(tmp_path, *rows))

    assert {id_: value(row, "document_link") for id_, row in found.items()} == {"2": None, "3": linked["3"]}


def test_what_was_gone_already_is_not_listed_again(tmp_path: Path) -> None:
    before = archived(tmp_path, invoice("1", "10.00"), invoice("2", "20.00", State.DELETED))

    found, _, controls = compared(tmp_path, before, invoice("1", "10.00"))

    assert list(found) == ["1"]
    assert controls == []


def test_what_the_source_has_after_all_was_not_deleted(tmp_path: Path) -> None:
    before = archived(tmp_path, invoice("1", "10.00"), invoice("2", "20.00"), invoice("3", "30.00"))

    found, reading, _ = compared(tmp_path, before, invoice("1", "10.00"), there=["3"])

    assert sorted(found) == ["1", "2"]
    assert reading.status is Status.PARTIAL
    assert reading.reason
    assert reading.reason.facts == {"count": 1}


@pytest.mark.parametrize(
    ("then", "now", "last"),
    [
        (invoice("1", "10.00"), invoice("1", "0", State.VOIDED), "10.00"),
        (invoice("1", "0", State.VOIDED, "10.00"), invoice("1", "0", State.VOIDED), "10.00"),
        (invoice("1", "0", State.VOIDED), invoice("1", "0", State.VOIDED), None),
        (invoice("1", "10.00"), invoice("1", "0", State.VOIDED, "12.00"), "12.00"),  # the source knows better
        (invoice("1", "10.00"), invoice("1", "0"), None),
    ],
)
def test_a_voided_document_keeps_the_amount_that_an_archive_knew(
    tmp_path: Path, then: Record, now: Record, last: str | None
) -> None:
    found, _, _ = compared(tmp_path, archived(tmp_path, then), now)

    assert value(found["1"], "last_total") == (Decimal(last) if last else None)


def test_pictures_of_a_moment_and_lines_are_not_compared(tmp_path: Path) -> None:
    lines = kinds.kind("invoice_lines")
    both = Family("invoices", (INVOICES, lines))
    rates = Family("exchange_rates", (kinds.kind("exchange_rates"),))
    line = Record("1/1", "1", lines.values({"id": "1/1", "invoice_id": "1"}))
    rate = Record("EUR/2026-03-30", "EUR/2026-03-30", kinds.kind("exchange_rates").values({"id": "EUR/2026-03-30"}))
    given = {"invoices": [invoice("1", "10.00")], "invoice_lines": [line], "exchange_rates": [rate]}
    before = making.cabinet(tmp_path / "before", given)
    spool = Spool(tmp_path)
    spool.begin("asked", datetime(2026, 3, 31, tzinfo=UTC))
    spool.know((*both.kinds, *rates.kinds))
    spool.draft()

    with Composed.opened([[before]]) as archive:
        readings = [Reading(both), Reading(rates)]
        controls = predecessor.compare(archive, MemoryBooks(COMPANY, []), spool, readings, Words("en")).controls

    assert [(control.name, control.kind) for control in controls] == [("deleted_since", "invoices")]
    assert [row.state for row in spool.by_id(INVOICES)] == [State.DELETED]
    spool.close()


def test_from_archive_to_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(SOURCES, dict)
    monkeypatch.setitem(SOURCES, "fake", fakes_source.__name__)
    places, clock = Places.here({"ARCHIVER_HOME": str(tmp_path / "home")}), Clock()
    books = fakes_source.write(tmp_path / "lac.json", "Élise", "Bob")
    job = Job("fake", str(books), Order(), name="lac", only_if_changed=True)
    run.run(job, places, clock, silence)
    fakes_source.write(books, "Élise")

    done = run.run(job, places, clock, silence)

    assert isinstance(done, Done)
    checked = verify.check(done.archive.path)
    assert checked.problems == ()
    assert [tally.count for tally in done.archive.edition.tallies if tally.kind == "customers"] == [2]
    assert [tally.voided for tally in done.archive.edition.tallies if tally.kind == "customers"] == [1]
    with Cabinet.open(done.archive.path) as cabinet:
        (member,) = (each for each in cabinet.members if each.name.endswith("/customers.jsonl"))
        assert b"".join(cabinet.read(member)).count(b'"state":"deleted"') == 1
    # What was listed once is no change when it is not there any more.
    assert isinstance(run.run(job, places, clock, silence), Standing)
    again = run.run(replace(job, only_if_changed=False), places, clock, silence)
    assert isinstance(again, Done)
    assert [tally.count for tally in again.archive.edition.tallies if tally.kind == "customers"] == [1]
