"""Families that come in several lists: read on from any page, each list failing by itself."""

from __future__ import annotations

import pytest

from archiver.books.sage import Sage, feeds
from archiver.errors import FamilyNotOffered, Shortfall
from archiver.model import Page
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import family
from tests.emulators.faults import Fault
from tests.emulators.sage import Sage as Emulator

pytestmark = pytest.mark.usefixtures("short_pages")
CREDITS = "GET /v3.1/sales_credit_notes"


def ids(*pages: Page) -> list[str]:
    return [
        record.id for page in pages for rows in page.rows.values() for record in rows if record.id == record.document
    ]


def test_lists_of_a_family_stand_where_the_first_of_them_does(books: Sage) -> None:
    names = [each.name for each in books.families()]
    assert len(names) == len(set(names))
    assert set(feeds.JOINED) <= set(names)
    assert not {each for lists in feeds.JOINED.values() for each in lists} & set(names)


def test_it_is_counted_as_one(sage: Emulator, books: Sage) -> None:
    paths = ("sales_invoices", "sales_credit_notes", "sales_quick_entries", "contact_opening_balances")
    assert books.count(family(books, "invoices")) == sum(len(sage.business.items(path)) for path in paths)


def test_a_list_that_is_not_offered_is_passed_over(sage: Emulator, books: Sage) -> None:
    assert sage.business.withheld["sales_corrective_invoices"] == 404
    assert len(list(books.read(family(books, "invoices")))) > 3


def test_where_none_is_offered_the_family_is_not(sage: Emulator, opening: Opening) -> None:
    sage.business.withheld |= dict.fromkeys(("sales_quotes", "sales_estimates"), 404)
    with opening.books() as books:
        estimates = family(books, "estimates")
        assert books.count(estimates) is None
        with pytest.raises(FamilyNotOffered):
            list(books.read(estimates))


def test_a_list_that_fails_is_told_once_the_others_are_read(sage: Emulator, opening: Opening) -> None:
    sage.faults.add(Fault(CREDITS, "refuse", times=0, reason="not json"))
    came: list[Page] = []
    with opening.books() as books:
        reading = books.read(family(books, "invoices"))
        with pytest.raises(Shortfall):
            came.extend(reading)
    assert sage.business.ids("sales_quick_entries") <= set(ids(*came))
    assert not any(page.bookmark for page in came)


def test_a_list_that_failed_before_a_crash_is_read_when_the_run_goes_on(sage: Emulator, opening: Opening) -> None:
    sage.faults.add(Fault(CREDITS, "refuse", times=0, reason="not json"))
    came: list[Page] = []
    with opening.books() as books:
        reading = books.read(family(books, "invoices"))
        with pytest.raises(Shortfall):
            came.extend(reading)
    sage.faults.clear()
    last = next(page for page in came if "quick" in str(page.resume))
    with opening.books() as books:
        *rest, end = books.read(family(books, "invoices"), resume=last.resume)
    assert sage.business.ids("sales_credit_notes") <= set(ids(*rest))
    again = next(page for page in rest if page.rows.get("credit_notes"))
    assert set(again.replaces) >= sage.business.ids("sales_credit_notes")
    assert end.bookmark is not None


def test_a_bookmark_is_that_of_the_list_that_was_read_first(sage: Emulator, opening: Opening) -> None:
    with opening.books() as books:
        pages = list(books.read(family(books, "invoices")))
    first = pages[-1].bookmark
    sage.clock.forward(days=1)
    last = next(page for page in pages if "customer_openings" in str(page.resume))
    with opening.books() as books:
        assert list(books.read(family(books, "invoices"), resume=last.resume))[-1].bookmark == first


def test_where_one_list_tells_no_changes_all_are_read_whole(sage: Emulator, books: Sage) -> None:
    items = family(books, "items")
    assert not items.knows_changes
    *_, last = books.read(items)
    assert len(ids(*books.read(items, last.bookmark))) == 3
