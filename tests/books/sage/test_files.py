"""Files of Sage: fetched one by one, as long as the day's requests last."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest

from archiver.books import Attachment
from archiver.books.sage import Sage
from archiver.books.sage.files import Files, table
from archiver.errors import FileNotReadable
from archiver.model import Bookmark, Kind, Record
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import family, given, records
from tests.emulators.faults import Fault
from tests.emulators.sage import Sage as Emulator

FILES = "GET /v3.1/attachments/*/file"


def attached(books: Sage) -> list[tuple[Kind, Record]]:
    return records(books, "attachments")


def files(books: Sage) -> list[Attachment]:
    return [file for _, record in attached(books) for file in books.files(record)]


def test_each_is_fetched_when_it_is_opened(sage: Emulator, books: Sage) -> None:
    found = files(books)
    assert sage.traffic.count(FILES) == 0
    read = {}
    for each in found:
        with books.open(each) as opened:
            read[each.name] = opened.read()
    assert read == {item["file_name"]: sage.business.files[item["id"]] for item in sage.business.items("attachments")}


def test_each_names_its_document(sage: Emulator, books: Sage) -> None:
    told = {
        row["name"]: (row["document_kind"], row["document_id"]) for row in (given(*each) for each in attached(books))
    }
    bill = sage.business.items("purchase_invoices")[0]
    assert told["tyres.pdf"] == ("bills", bill["id"])
    assert told["card.png"] == (None, sage.business.items("contacts")[0]["id"])


def test_one_without_a_name_is_no_file(books: Sage) -> None:
    kind, record = attached(books)[0]
    nameless = record._replace(
        values=tuple(None if key == "name" else value for key, value in given(kind, record).items())
    )
    assert list(books.files(nameless)) == []


@pytest.mark.parametrize("reason", ["not found", "forbidden"])
def test_one_that_cannot_be_had_is_said(sage: Emulator, books: Sage, reason: str) -> None:
    first, *others = files(books)
    sage.faults.add(Fault(FILES, "refuse", reason=reason))
    with pytest.raises(FileNotReadable), books.open(first):
        pass
    for each in others:
        with books.open(each) as opened:
            assert opened.read()


def test_once_the_day_is_spent_nothing_more_is_asked(sage: Emulator, books: Sage) -> None:
    found = files(books)
    sage.budget = 0
    for each in found:
        with pytest.raises(FileNotReadable), books.open(each):
            pass
    assert sage.traffic.count(FILES) == 1


def test_a_run_takes_a_part_of_the_day_only_and_runs_of_other_days_the_others(sage: Emulator, opening: Opening) -> None:
    with opening.books() as books:
        [kind], found = family(books, "attachments").kinds, [record for _, record in attached(books)]
        fetched: list[set[str]] = []
        for day in range(2):
            some = Files(opening.getter(), kind, lambda: 2, date(2026, 3, 30) + timedelta(days=day), most=1)
            had = set()
            for each in [file for record in found for file in some.files(record)]:
                with suppress(FileNotReadable), some.open(each) as opened:
                    had.add(f"{each.name}: {len(opened.read())}")
            fetched.append(had)
    assert [len(each) for each in fetched] == [1, 1]
    assert len(fetched[0] | fetched[1]) == 2
    assert sage.traffic.count(FILES) == 2


def test_what_changed_is_fetched_whatever_day_it_is(sage: Emulator, opening: Opening) -> None:
    bookmark = Bookmark(sage.clock.now())
    sage.clock.forward(days=1)
    sage.business.change("attachments", sage.business.items("attachments")[1]["id"], description="x")
    with opening.books() as books:
        [(_, record)] = records(books, "attachments", bookmark)
        [file] = books.files(record)
        with books.open(file) as opened:
            assert opened.read()


def test_its_columns_are_those_of_attachments() -> None:
    assert table().kind == "attachments"
