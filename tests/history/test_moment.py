"""Which archives tell what was known at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.catalogue import Entry, Place
from archiver.errors import NoArchiveThen
from archiver.history.moment import known_at
from archiver.model import Status
from tests.archives import MOMENT

DAY = timedelta(days=1)


def entry(number: int, type_: str = "full", *, series: int = 1, status: Status = Status.COMPLETE) -> Entry:
    """An archive of a day, finished an hour after it was begun."""
    began = MOMENT + number * DAY
    return Entry(
        company=1,
        type=type_,
        name=f"{number}",
        moment=began,
        finished=began + timedelta(hours=1),
        digest=f"{number:064}",
        language="en",
        folder=Path(),
        cabinets=(),
        place=Place(series, number, None),
        families={"invoices": status},
        verified=began,
        id=number,
    )


def chosen(entries: list[Entry], days: float) -> list[int]:
    return [each.id for each in known_at(entries, MOMENT + days * DAY, "lac")]


def test_the_last_full_one_that_was_finished_and_the_increments_after_it() -> None:
    entries = [entry(1), entry(2, "incremental"), entry(3), entry(4, "incremental"), entry(5, "incremental"), entry(7)]
    assert chosen(entries, 1.5) == [1]
    assert chosen(entries, 2.5) == [1, 2]
    assert chosen(entries, 3.01) == [1, 2], "begun, but not finished"
    assert chosen(entries, 5.5) == [3, 4, 5]
    assert chosen(list(reversed(entries)), 8) == [7]


def test_nothing_is_laid_over_a_gap() -> None:
    """What an archive that is lost had changed is in no later increment."""
    full, second, third, fourth, fifth = (entry(n, "incremental" if n > 1 else "full") for n in range(1, 6))
    assert chosen([full, third, fourth], 9) == [1]
    assert chosen([full, second, fourth, fifth], 9) == [1, 2]
    assert chosen([full, second, replace(third, retired=MOMENT), fourth], 9) == [1, 2]


def test_the_archive_that_is_named_counts_more_than_its_number() -> None:
    """Two machines may have numbered an archive alike."""
    full, second, third = entry(1), entry(2, "incremental"), entry(3, "incremental")
    other = replace(second, digest="f" * 64, id=9, finished=second.finished + DAY / 2)
    third = replace(third, place=Place(1, 3, second.digest))
    assert chosen([full, second, third], 9) == [1, 2, 3]
    assert chosen([full, other, third], 9) == [1, 9], "not the one that it was built on"


def test_a_series_that_was_recovered_goes_on_from_its_own_full_archive() -> None:
    """The one that was made between its reset and its recovery was read before the last of its increments was."""
    trial = replace(entry(3), place=Place(2, 1, None))
    fourth = replace(entry(4, "incremental"), place=Place(1, 3, None))
    entries = [entry(1), entry(2, "incremental"), trial, fourth]
    assert chosen(entries, 3.5) == [3]
    assert chosen(entries, 4.5) == [1, 2, 4]
    assert chosen([entries[0], trial, fourth], 4.5) == [3], "what it builds on is missing"


def test_what_is_not_whole_or_does_not_count_is_passed_over() -> None:
    others = [
        entry(2, "period"),
        entry(3, status=Status.PARTIAL),
        entry(4, status=Status.FAILED),
        replace(entry(5), verified=None),
        replace(entry(6), retired=MOMENT),
        entry(7, "incremental", series=2),
        replace(entry(8, "incremental"), place=None),
    ]
    assert chosen([entry(1), *others], 9) == [1]


def test_a_source_that_does_not_offer_a_family_is_read_whole_all_the_same() -> None:
    assert chosen([entry(1), entry(2, status=Status.NOT_OFFERED)], 9) == [2]


def test_an_archive_of_our_own_counts_more_than_one_that_was_learned() -> None:
    assert chosen([entry(1), replace(entry(1), learned=True, id=9)], 9) == [1]


def test_no_archive_is_old_enough() -> None:
    with pytest.raises(NoArchiveThen) as told:
        chosen([entry(2, "period"), entry(4), entry(3)], 2)
    assert told.value.facts["oldest"] == entry(3).finished
    with pytest.raises(NoArchiveThen) as told:
        chosen([entry(2, "period")], 9)
    assert told.value.facts["oldest"] is None


@given(st.lists(st.sampled_from(["full", "incremental", "period"]), max_size=8), st.integers(0, 9))
def test_nothing_later_is_ever_taken(types: list[str], day: int) -> None:
    entries = [entry(number, type_) for number, type_ in enumerate(types, start=1)]
    asked = MOMENT + day * DAY
    fulls = [each for each in entries if each.type == "full" and each.finished <= asked]
    if not fulls:
        with pytest.raises(NoArchiveThen):
            known_at(entries, asked, "lac")
        return
    found = known_at(entries, asked, "lac")
    assert found[0] == fulls[-1]
    assert {each.type for each in found[1:]} <= {"incremental"}
    after = [each for each in entries if fulls[-1].id < each.id and each.finished <= asked]
    assert found[1:] == list(takewhile(lambda each: each.type == "incremental", after)), "up to the first gap"
