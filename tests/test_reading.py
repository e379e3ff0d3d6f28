"""Reading: every family to its end, once, and judged by what was announced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from archiver import kinds, reading
from archiver.errors import Shortfall
from archiver.events import Began, Ended, Event, Moved, silence
from archiver.model import Bookmark, Family, Page, Status
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import MOMENT, memory_of, record
from tests.contracts.fakes_books import MemoryBooks


class Broken(Exception):
    """What a source would raise when its machine is switched off."""


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        yield spool


Held = TypeVar("Held", bound=MemoryBooks)


def company(books: type[Held]) -> Held:
    """Five invoices, on three pages, and an employee."""
    return memory_of(
        books,
        invoices=[{"invoices": [record("invoices", f"{number:03}")]} for number in range(5)],
        employees=[{"employees": [record("employees", "e")]}],
    )


def test_every_family_is_read_to_its_end(spool: Spool) -> None:
    found = reading.read(company(MemoryBooks), spool, (), silence)
    assert [(each.family.name, each.status, each.asked, each.read) for each in found] == [
        ("invoices", Status.COMPLETE, 5, 5),
        ("employees", Status.COMPLETE, 1, 1),
    ]
    assert all(each.bookmark for each in found)
    assert spool.count(kinds.kind("invoices")) == 5
    assert reading.incomplete(found) == []


def test_a_cycle_that_is_left_out_is_not_read(spool: Spool) -> None:
    *_, people = reading.read(company(MemoryBooks), spool, {"people"}, silence)
    assert (people.status, people.asked, people.read) == (Status.LEFT_OUT, 1, 0)
    assert people.reason is not None
    assert spool.count(kinds.kind("employees")) == 0
    assert reading.incomplete([people]) == []


class Short(MemoryBooks):
    """Books that announce two documents more than come."""

    def count(self, family: Family) -> int | None:
        return (super().count(family) or 0) + 2


def test_what_was_announced_and_did_not_come_makes_a_family_partial(spool: Spool) -> None:
    first, _ = reading.read(company(Short), spool, (), silence)
    assert first.status is Status.PARTIAL
    assert first.reason is not None
    assert Words("en").say(first.reason) == "2 documents were announced and did not come."
    assert reading.incomplete([first]) == [first]


class Counted(MemoryBooks):
    """Books that break down after some pages, and count how many they gave; with or without places to resume from."""

    breaks_after = 1
    resumable = True
    given = 0

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        for page in super().read(family, since, resume):
            if self.given == self.breaks_after:
                raise Broken
            self.given += 1
            yield page if self.resumable else Page(page.rows, None, page.bookmark)


@pytest.mark.parametrize(("resumable", "more"), [(True, 3), (False, 4)])
def test_a_reading_goes_on_where_it_stopped_or_begins_again(spool: Spool, *, resumable: bool, more: int) -> None:
    books = company(Counted)
    books.resumable = resumable
    with pytest.raises(Broken):
        reading.read(books, spool, (), silence)
    books.breaks_after, books.given = 99, 0

    found = reading.read(books, spool, (), silence)

    assert books.given == more
    assert [(each.status, each.read) for each in found] == [(Status.COMPLETE, 5), (Status.COMPLETE, 1)]
    books.given = 0
    assert reading.read(books, spool, (), silence) == found
    assert books.given == 0


def test_progress_is_told_in_documents_and_in_the_readers_language(spool: Spool) -> None:
    events: list[Event] = []
    reading.read(company(MemoryBooks), spool, (), events.append)
    began = [event for event in events if isinstance(event, Began)]
    assert [Words("fr-FR").fact(event.step.facts["family"]) for event in began] == ["Factures clients", "Salariés"]
    assert [event.total for event in began] == [5, 1]
    assert sum(event.amount for event in events if isinstance(event, Moved)) == 6
    assert sum(isinstance(event, Ended) for event in events) == 2


class Foreseeing(Counted):
    """Books that note what they are told will be read."""

    told: Sequence[tuple[Family, str | None]] = ()

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        self.told = reads


def test_books_that_fetch_ahead_are_told_what_will_be_read_and_from_where(spool: Spool) -> None:
    books = company(Foreseeing)
    books.breaks_after = 2
    with pytest.raises(Broken):
        reading.read(books, spool, (), silence)
    assert [(family.name, resume) for family, resume in books.told] == [("invoices", None), ("employees", None)]
    books.breaks_after = 99
    reading.read(books, spool, {"people"}, silence)
    assert [(family.name, resume) for family, resume in books.told] == [("invoices", "4")]
    reading.read(books, spool, (), silence)
    assert [(family.name, resume) for family, resume in books.told] == [("employees", None)]


class Changing(MemoryBooks):
    """Books of which one invoice was deleted, one changed and one made while they were read."""

    fails = False

    def count(self, family: Family) -> int | None:
        return 5 if family.name == "invoices" else 1

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        if family.name == "invoices":
            yield Page({}, None, since, {"001"})
            if self.fails:
                raise Shortfall(family=family.main.labels, reason="it kept changing")
            changed = record("invoices", "002", number="late")
            yield Page({"invoices": [changed, record("invoices", "005")]}, None, since, {"002", "005"})


def test_what_changed_meanwhile_is_mended_in_the_end(spool: Spool) -> None:
    for _ in range(2):  # and again, where a run was killed before the archive was made
        found = reading.read(company(Changing), spool, (), silence)
        assert [(each.status, each.asked, each.read) for each in found] == [
            (Status.COMPLETE, 5, 5),
            (Status.COMPLETE, 1, 1),
        ]
        assert all(each.bookmark for each in found)
        assert [each.changed for each in found] == [3, 0]
        invoices = {row.id: row for row in spool.by_id(kinds.kind("invoices"))}
        assert sorted(invoices) == ["000", "002", "003", "004", "005"]
        assert "late" in invoices["002"].values


def test_a_family_that_cannot_be_mended_is_partial(spool: Spool) -> None:
    books = company(Changing)
    books.fails = True
    invoices, employees = reading.read(books, spool, (), silence)
    assert (invoices.status, invoices.bookmark) == (Status.PARTIAL, None)
    assert employees.status is Status.COMPLETE
