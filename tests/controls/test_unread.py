"""Books of which one family could not be read whole: nothing is tied to what there is of it, and that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from archiver import controls, reading
from archiver.books import Books
from archiver.controls.unread import LEDGER, Unread, note
from archiver.errors import FamilyFailed, Shortfall
from archiver.events import silence
from archiver.model import Bookmark, Company, Control, Family, Page, Reading, Status, Verdict
from archiver.spool import Spool
from archiver.statements import derived, findings
from archiver.words import Phrase, Words
from tests.archives import BOOKS, COMPANY, MOMENT, by_key, opened
from tests.contracts.fakes_books import MemoryBooks

LAST = date(2025, 12, 31)
FAMILIES = ("accounts", "ledger", "invoices", "credit_notes", "payments", "bills", "vendor_credits", "bill_payments")
ALONE = {"totals_add_up", "entries_balanced"}
"""Controls that look at each document by itself."""


class Broken:
    """Books of which the reading of one family ends: after every other document, or before the first."""

    def __init__(self, books: Books, broken: str, status: Status) -> None:
        self._books, self._broken, self._status = books, broken, status

    def company(self) -> Company:
        return self._books.company()

    def families(self) -> Sequence[Family]:
        return self._books.families()

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        if family.name != self._broken:
            yield from self._books.read(family, since, resume)
            return
        if self._status is Status.FAILED:
            raise FamilyFailed(family=family.main.labels, reason="no")
        for page in self._books.read(family):
            kept = {row.document for row in [*page.rows.get(family.main.key, ())][::2]}
            yield Page({key: [row for row in rows if row.document in kept] for key, rows in page.rows.items()})
        raise Shortfall(family=family.main.labels, reason="no")


def examined(books: Books, room: Path) -> tuple[list[Reading], list[Control], dict[str, int]]:
    """The readings, all that the archive's sheet of controls says, and how many rows of statements there are."""
    with closing(Spool(room)) as spool:
        spool.begin("test", MOMENT)
        readings = reading.read(books, spool, (), silence)
        spool.draft()
        numbers = findings.numbers(spool, readings, COMPANY.fiscal_year_start)
        found = derived.put(spool, COMPANY, readings, LAST, Words("en"))
        found += [*findings.put(spool, numbers, readings, MOMENT), *controls.examine(spool, readings)]
        keys = ("trial_balance", "aged_receivables", "aged_payables")
        return readings, found, {key: len(by_key(spool, key)) for key in keys}


def odd(found: Sequence[Control]) -> set[tuple[str, str | None]]:
    return {(each.name, each.kind) for each in found if each.verdict is Verdict.DIFFERS}


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.FAILED])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", BOOKS)
def test_what_was_not_read_whole_raises_no_alarm(name: str, family: str, status: Status, tmp_path: Path) -> None:
    for room in (whole := tmp_path / "whole", broken := tmp_path / "broken"):
        room.mkdir()
    with opened(BOOKS[name], tmp_path) as books:
        if not any(each.name == family for each in books.families()):
            pytest.skip("these books have none")
        before = odd(examined(books, whole)[1])
        readings, found, rows = examined(Broken(books, family, status), broken)
    assert [(each.family.name, each.status) for each in readings if each.status.lacks] == [(family, status)]
    assert odd(found) <= before
    said = [Words("en").say(each.said) for each in found if each.verdict is Verdict.NOTED]
    label = next(each.family.main.labels["en"] for each in readings if each.family.name == family)
    assert [each for each in said if "could not be read whole" in each and label in each]
    ledger = {each.key for reading in readings if reading.status.lacks for each in reading.family.kinds} & set(LEDGER)
    assert bool(rows["trial_balance"]) is not bool(ledger)
    assert [each for each in found if each.name in ALONE and each.verdict is not Verdict.NOTED]


def test_a_control_that_is_not_begun_stands_there_as_a_note(tmp_path: Path) -> None:
    with opened(BOOKS["alpine"], tmp_path) as books:
        failed = [Reading(each, Status.FAILED) for each in books.families() if each.name == "ledger"]

    never = (Control(str(each / 0), Verdict.TIES, Phrase("")) for each in (1,))
    (said,) = Unread(failed).unless(("invoices", "ledger"), "receivables_tie", never)
    assert said == note("receivables_tie", Unread(failed).among(["ledger"]))
    assert (said.verdict, Words("en").say(said.said)) == (
        Verdict.NOTED,
        "Not examined, for these could not be read whole: General ledger",
    )
    found = [Control("bill_doubles", Verdict.TIES, said.said)]
    assert list(Unread(failed).unless(("bills",), "bill_doubles", found)) == found


def test_books_that_were_read_whole_lack_nothing() -> None:
    families = MemoryBooks(COMPANY, ()).families()
    whole = [Reading(each, status) for each in families for status in (Status.COMPLETE, Status.LEFT_OUT)]
    assert Unread(whole).among(FAMILIES) == []
