"""What nobody can tell of the archives before, said where they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import kinds, predecessor
from archiver.held import Composed
from archiver.model import Base, Bookmark, Family, Reading, Status
from archiver.spool import Spool
from archiver.words import Words
from tests.contracts.fakes_books import MemoryBooks
from tests.history import making
from tests.test_predecessor import COMPANY, invoice

FAMILIES = [Family(key, (kinds.kind(key),)) for key in ("invoices", "ledger")]


def told(tmp_path: Path, statuses: list[Mapping[str, Status]], readings: list[Reading]) -> list[str]:
    """What is said of books that hold nothing, after a full archive and increments with these statuses."""
    archives = [
        [making.cabinet(tmp_path, {"invoices": [invoice("1", "10.00")]}, number, type_=type_, statuses=each)]
        for number, (type_, each) in enumerate(zip(["full", "incremental"], statuses, strict=False), start=1)
    ]
    books = MemoryBooks(COMPANY, [(reading.family, []) for reading in readings])
    with closing(Spool(tmp_path)) as spool, Composed.opened(archives) as before:
        spool.begin("asked", datetime(2026, 3, 31, tzinfo=UTC))
        for reading in readings:
            spool.know(reading.family.kinds)
        spool.draft()
        found = predecessor.compare(before, books, spool, readings, Words("en")).controls
    return [Words("en").say(each.said) for each in found if "did not hold all" in Words("en").say(each.said)]


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.FAILED, Status.LEFT_OUT])
def test_what_the_archive_before_lacked_may_be_gone_unseen(tmp_path: Path, status: Status) -> None:
    readings = [Reading(family) for family in FAMILIES]
    (said,) = told(tmp_path, [{"invoices": status, "ledger": status}], readings)
    assert said == (
        "The archive before did not hold all of these: Invoices. What it lacked and is gone since cannot be told; an "
        "older archive may have it."
    ), "of the ledger nothing is ever listed as gone"


@pytest.mark.parametrize("status", [Status.COMPLETE, Status.NOT_OFFERED])
def test_what_it_had_or_could_not_have_is_no_lack(tmp_path: Path, status: Status) -> None:
    assert told(tmp_path, [{"invoices": status}], [Reading(FAMILIES[0])]) == []


def test_one_of_them_that_had_all_is_enough(tmp_path: Path) -> None:
    """Of a chain, what an increment could not read is known from the full archive."""
    statuses: list[Mapping[str, Status]] = [{"invoices": Status.COMPLETE}, {"invoices": Status.FAILED}]
    assert told(tmp_path, statuses, [Reading(FAMILIES[0])]) == []


@pytest.mark.parametrize(
    "reading",
    [
        Reading(FAMILIES[0], Status.PARTIAL),
        Reading(FAMILIES[0], base=Base(Bookmark(datetime(2026, 3, 31, tzinfo=UTC)), 1, "a")),
    ],
    ids=["lacking itself", "changes alone"],
)
def test_of_what_is_not_whole_now_something_else_is_said(tmp_path: Path, reading: Reading) -> None:
    assert told(tmp_path, [{"invoices": Status.PARTIAL}], [reading]) == []
