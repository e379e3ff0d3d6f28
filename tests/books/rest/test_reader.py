"""A whole service read by as few questions as it takes: counted, resumed, by changes, mended; each family by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest

from archiver.books.rest import Rest
from archiver.books.rest.changes import NewestFirst
from archiver.books.rest.source import Source
from archiver.errors import FamilyFailed, FamilyNotOffered, Shortfall
from archiver.model import Bookmark, Family, Page, Record
from tests.books.rest.conftest import PAGERS, Opening
from tests.emulators.cashbook import Cashbook, invoice


def family(books: Rest, name: str) -> Family:
    return next(each for each in books.families() if each.name == name)


def spooled(*pages: Page) -> dict[str, dict[str, Record]]:
    """What a spool has after these pages: documents whole, those replaced gone."""
    held: dict[str, dict[str, Record]] = {}
    for page in pages:
        for kind, rows in held.items():
            held[kind] = {id_: row for id_, row in rows.items() if row.document not in page.replaces}
        for kind, given in page.rows.items():
            assert not held.setdefault(kind, {}).keys() & {row.id for row in given}
            held[kind].update((row.id, row) for row in given)
    return held


def read(books: Rest, name: str, since: Bookmark | None = None) -> dict[str, dict[str, Record]]:
    return spooled(*books.read(family(books, name), since))


def changed(name: str, **values: object) -> Callable[[Source], Source]:
    """The example's table, with one of its feeds in another way."""

    def change(source: Source) -> Source:
        feeds = [replace(feed, **values) if feed.name == name else feed for feed in source.feeds]  # type: ignore[arg-type]
        return replace(source, feeds=feeds)

    return change


@pytest.mark.parametrize(("paging", "pages"), [("number", 3), ("offset", 3), ("link", 3), ("cursor", 3), ("range", 3)])
def test_as_few_questions_as_it_takes(opening: Opening, paging: str, pages: int) -> None:
    """One for each count, one for each page of five of twelve invoices; the names of lists read before cost nothing."""
    with opening.books(paging) as books:
        families = books.families()
        assert [books.count(each) for each in families] == [3, 4, 12]
        assert len(opening.emulator.requests) == 3
        books.foresee([(each, None) for each in families])
        for each in families:
            list(books.read(each))
    assert len(opening.emulator.requests) == 3 + 1 + 1 + pages
    assert books.calls == len(opening.emulator.requests) + 1  # whose books they are
    assert opening.emulator.writes == []


@pytest.mark.parametrize("paging", PAGERS)
def test_changes_and_nothing_else(opening: Opening, paging: str) -> None:
    cashbook = opening.emulator
    with opening.books(paging) as books:
        before = read(books, "invoices")
        bookmark = Bookmark(books.client.moment)
    cashbook.clock.forward(days=1)
    with opening.books(paging) as books:
        bookmark = Bookmark(books.client.moment)
        cashbook.clock.forward(seconds=5)
        invoice(cashbook, 3, total=7)
        invoice(cashbook, 40)
        cashbook.remove("customers", "k-4")
        cashbook.requests.clear()
        found = read(books, "invoices", bookmark)
        assert sorted(found["invoices"]) == ["i-3", "i-40"]
        assert found["invoices"]["i-40"].values[5] == "Client 1", "a name that no list has told in this run"
        assert [each.partition("?")[0] for each in cashbook.requests] == ["invoices", "customers", "accounts"]
        *_, last = books.read(family(books, "customers"), bookmark)
        assert list(last.gone) == ["k-4"]
        assert sorted(books.ids(family(books, "invoices")) or ()) == sorted(cashbook.lists["invoices"])
        assert read(books, "invoices")["invoices"].keys() - before["invoices"].keys() == {"i-40"}


def test_a_list_that_is_sorted_by_changes_is_read_as_far_as_they_are_new(opening: Opening) -> None:
    newest = NewestFirst({"sort": "-updated_at"}, "updated_at")
    cashbook = opening.emulator
    with opening.books("offset", changed("invoices", since=newest)) as books:
        cashbook.clock.forward(days=1)
        bookmark = Bookmark(cashbook.clock.now() - timedelta(seconds=5))
        for nth in (3, 4, 5, 6, 7, 8):
            invoice(cashbook, nth, total=nth)
        cashbook.requests.clear()
        assert len(read(books, "invoices", bookmark)["invoices"]) == 6
        assert sum("invoices" in each for each in cashbook.requests) == 2


@pytest.mark.parametrize("paging", [each for each in PAGERS if each != "whole"])
def test_what_happens_meanwhile_is_mended(opening: Opening, paging: str) -> None:
    cashbook = opening.emulator

    def work() -> None:
        cashbook.remove("invoices", "i-2")
        invoice(cashbook, 50)
        invoice(cashbook, 1, total=99)

    cashbook.before(2, "invoices", work)
    with opening.books(paging) as books:
        each = family(books, "invoices")
        bookmark = Bookmark(books.client.moment)
        pages = list(books.read(each))
        cashbook.remove("invoices", "i-7")
        invoice(cashbook, 51)
        found = spooled(*pages, *books.mend(each, bookmark))["invoices"]
    assert sorted(found) == sorted(cashbook.lists["invoices"])
    assert str(dict(zip(each.main.keys, found["i-1"].values, strict=True))["total"]) == "99"


class Killed(Exception):
    """The end of a process."""


def killed(opening: Opening, pages: list[Page]) -> None:
    """A run that spools two pages."""
    with opening.books("offset") as books:
        pages.extend(islice(books.read(family(books, "invoices")), 2))
        raise Killed


def test_a_killed_run_goes_on_where_it_was(opening: Opening) -> None:
    pages: list[Page] = []
    with pytest.raises(Killed):
        killed(opening, pages)
    cashbook = opening.emulator
    cashbook.remove("invoices", "i-1")
    cashbook.requests.clear()
    with opening.books("offset") as books:
        rest = list(books.read(family(books, "invoices"), resume=pages[-1].resume))
    assert sorted(spooled(*pages, *rest)["invoices"]) == sorted(cashbook.lists["invoices"])
    assert "offset=8" in cashbook.requests[0]
    assert list(opening.work.iterdir()) == []


def detailed(**more: object) -> Callable[[Source], Source]:
    return changed("invoices", path="outlines", detail="invoices/{id}", **more)


def outline(cashbook: Cashbook) -> None:
    """A list that gives the ids of the invoices, and little more."""
    for id_ in cashbook.lists["invoices"]:
        cashbook.put("outlines", id_, rank=1)


def test_records_of_which_a_list_gives_the_outline_only(opening: Opening) -> None:
    with opening.books() as books:
        expected = read(books, "invoices")
    outline(opening.emulator)
    with opening.books(change=detailed()) as books:
        assert read(books, "invoices") == expected
    with opening.books(change=detailed(merge=True)) as books:
        invoices = family(books, "invoices")
        other = read(books, "invoices")["invoices"]["i-1"].values[invoices.main.keys.index("other")]
    assert isinstance(other, str)
    assert "rank: 1" in other.splitlines()


def test_a_record_that_vanishes_before_it_is_asked_for_is_gone(opening: Opening) -> None:
    cashbook = opening.emulator
    outline(cashbook)
    cashbook.before(1, "outlines", lambda: cashbook.remove("invoices", "i-2"))
    cashbook.before(3, "outlines", lambda: cashbook.remove("outlines", "i-2"))
    with opening.books(change=detailed()) as books:
        assert sorted(read(books, "invoices")["invoices"]) == sorted(cashbook.lists["invoices"])


def test_a_record_that_stays_in_its_list_and_cannot_be_had_is_said(opening: Opening) -> None:
    cashbook = opening.emulator
    outline(cashbook)
    cashbook.remove("invoices", "i-2")
    with opening.books(change=detailed()) as books, pytest.raises(Shortfall) as short:
        read(books, "invoices")
    assert "i-2 is there in outline only: Cashbook has no invoices/i-2." in str(short.value)


@pytest.mark.parametrize("status", [403, 404])
def test_what_a_plan_does_not_have_is_not_offered(opening: Opening, status: int) -> None:
    opening.emulator.closed["invoices"] = status
    with opening.books(change=changed("invoices", optional=True)) as books:
        assert books.count(family(books, "invoices")) is None
        with pytest.raises(FamilyNotOffered):
            read(books, "invoices")
        assert read(books, "customers")


def test_a_family_fails_alone(opening: Opening) -> None:
    opening.emulator.closed["invoices"] = 403
    with opening.books() as books:
        with pytest.raises(FamilyFailed) as failed:
            read(books, "invoices")
        assert "sorry: 403 (status 403)" in str(failed.value)
        assert read(books, "customers")


def test_a_list_of_names_that_is_refused_takes_no_other_family_along(opening: Opening) -> None:
    opening.emulator.closed["accounts"] = 403
    with opening.books() as books:
        assert len(read(books, "invoices")["invoices"]) == 12


def test_a_link_to_another_place_is_not_followed(opening: Opening) -> None:
    opening.emulator.elsewhere = "http://127.0.0.1:9"
    with opening.books("link") as books, pytest.raises(Shortfall) as short:
        read(books, "invoices")
    assert "it names another place to go on at: http://127.0.0.1:9/api/invoices" in str(short.value)


@pytest.mark.parametrize("paging", PAGERS)
def test_behind_an_item_that_makes_no_sense_nobody_goes_on(opening: Opening, paging: str) -> None:
    """Whoever did would have forgotten it, and take the family for whole."""
    invoice(opening.emulator, 3, lines="none")
    places: list[str | None] = []
    with opening.books(paging) as books, pytest.raises(Shortfall):
        places.extend(page.resume for page in books.read(family(books, "invoices")))
    assert places
    assert not any(places)


def test_an_item_that_makes_no_sense_is_said_and_the_others_are_read(opening: Opening) -> None:
    invoice(opening.emulator, 3, lines="none")
    with opening.books() as books, pytest.raises(Shortfall) as short:
        read(books, "invoices")
    assert "invoices i-3 is not of its form" in str(short.value)


def test_secrets_stay_out(opening: Opening) -> None:
    with opening.books() as books:
        record = read(books, "invoices")["invoices"]["i-1"]
        assert record.source is not None
        assert record.source["iban"] == "[masked]"
        assert list(books.masked) == ["invoices.iban"]
