"""An archive of changes: numbers are compared, then ids, and where neither leads to what there is, all is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archiver import kinds, reading
from archiver.events import silence
from archiver.held import Composed
from archiver.increment import SWEEP, Increment
from archiver.model import Base, Bookmark, Family, Page, Reading, Record, Status
from archiver.spool import Spool
from tests.archives import COMPANY, MOMENT
from tests.contracts.fakes_books import MemoryBooks
from tests.history.making import cabinet, invoice

INVOICES = Family("invoices", (kinds.kind("invoices"), kinds.kind("invoice_lines")), knows_changes=True)
BASE = Base(Bookmark(MOMENT), 1, "d" * 64)
HELD = ("1", "2", "3")


class Telling(MemoryBooks):
    """Books with these invoices, that tell ``came`` of them as changed, and ``gone`` as deleted."""

    def __init__(self, there: Collection[str], came: Collection[str] = (), gone: Collection[str] = ()) -> None:
        super().__init__(COMPANY, [(INVOICES, [{"invoices": [invoice(each, "1.00")]} for each in sorted(there)])])
        self.came, self.gone, self.asked = came, gone, list[str]()

    def count(self, family: Family) -> int | None:
        self.asked.append("count")
        return super().count(family)

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        self.asked.append("changes" if since else "all")
        if since is None:
            return super().read(family, None, resume)
        assert since == BASE.bookmark
        rows = [row for page in super().read(family) for row in page.rows["invoices"] if row.id in self.came]
        return iter([Page({"invoices": rows}, bookmark=Bookmark(MOMENT + timedelta(days=1)), gone=self.gone)])


class Enumerating(Telling):
    """Books that can list their ids."""

    def ids(self, family: Family) -> Iterator[str] | None:
        self.asked.append("ids")
        return (row.id for page in MemoryBooks.read(self, family) for row in page.rows["invoices"])


class Countless(Enumerating):
    """Those that do not count."""

    def count(self, family: Family) -> int | None:
        return None


def read(
    books: Telling, tmp_path: Path, now: datetime = MOMENT, holds: tuple[str, ...] = HELD
) -> tuple[Reading, list[str], dict[str, datetime]]:
    """The reading of the invoices after an archive with three of them; the ids that the spool has; what was swept."""
    rows: list[Record] = [invoice(each, "1.00") for each in holds]
    with (
        Composed.opened([[cabinet(tmp_path / "before", {"invoices": rows})]]) as before,
        closing(Spool(tmp_path)) as spool,
    ):
        spool.begin("asked", MOMENT)
        increment = Increment(before, {"invoices": BASE}, now)
        (found,) = reading.read(books, spool, (), silence, increment)
        return found, sorted(spool.ids("invoices")), increment.swept


def test_where_nothing_changed_two_questions_are_enough(tmp_path: Path) -> None:
    books = Enumerating(HELD)
    found, came, _ = read(books, tmp_path)
    assert (found.status, found.read, found.holds, found.base, found.asked) == (Status.COMPLETE, 0, 3, BASE, None)
    assert (books.asked, came) == (["count", "changes"], [])


def test_what_came_and_what_is_gone_leads_to_the_number(tmp_path: Path) -> None:
    books = Enumerating(["1", "3", "4"], came=["3", "4"], gone=["2", "never"])
    found, came, _ = read(books, tmp_path)
    assert (found.holds, found.gone, came) == (3, {"2"}, ["3", "4"])
    assert "ids" not in books.asked


def test_a_deletion_that_nobody_told_shows_in_the_ids(tmp_path: Path) -> None:
    books = Enumerating(["1", "3", "4"], came=["4"])
    found, came, swept = read(books, tmp_path)
    assert (found.status, found.gone, found.holds, came) == (Status.COMPLETE, {"2"}, 3, ["4"])
    assert books.asked[-1] == "ids"
    assert swept == {"invoices": MOMENT}


@pytest.mark.parametrize("books", [Enumerating(["1", "2", "3", "4"]), Telling(["1", "3"])])
def test_where_changes_do_not_lead_there_all_of_it_is_read(books: Telling, tmp_path: Path) -> None:
    found, came, _ = read(books, tmp_path)
    assert (found.base, found.status, found.holds) == (None, Status.COMPLETE, len(came))
    assert books.asked[-1] == "all"


def test_after_thirty_days_ids_are_compared_even_so(tmp_path: Path) -> None:
    books = Enumerating(["1", "2", "4"], came=["4"])
    found, _, swept = read(books, tmp_path, MOMENT + SWEEP)
    assert (found.gone, swept) == ({"3"}, {"invoices": MOMENT + SWEEP})


def test_a_source_that_does_not_count_has_its_ids_compared(tmp_path: Path) -> None:
    found, came, _ = read(Countless(["1", "2"]), tmp_path)
    assert (found.gone, found.holds, came) == ({"3"}, 2, [])


def test_a_picture_is_not_asked_for(tmp_path: Path) -> None:
    family = Family("reports", (kinds.kind("reports"),), picture=True)
    books = MemoryBooks(COMPANY, [(family, [])])
    with (
        Composed.opened([[cabinet(tmp_path / "before", {"invoices": [invoice("1", "1.00")]})]]) as before,
        closing(Spool(tmp_path)) as spool,
    ):
        spool.begin("asked", MOMENT)
        (found,) = reading.read(books, spool, (), silence, Increment(before, {}, MOMENT))
    assert found.status is Status.LEFT_OUT
    assert found.reason


def test_a_family_that_has_to_be_read_whole_stays_so_when_it_is_gone_on_with(tmp_path: Path) -> None:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.forget("invoices", whole=True)
        assert spool.is_whole("invoices")
        assert not spool.is_whole("bills")
