"""Ranges of days: nothing between two halves, nothing twice, and down to single days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archiver.books.quickbooks.reports_ranges import ALL, DAY, FIRST, LAST, Range, beginning, halves, read, written

TODAY = date(2026, 3, 31)
RANGES = [
    ALL,
    Range(FIRST, date(1970, 1, 2)),
    Range(FIRST, date(1973, 6, 1)),
    Range(FIRST, date(2020, 5, 5)),
    Range(TODAY, LAST),
    Range(date(2024, 4, 1), LAST),
    Range(date(2090, 1, 1), LAST),
    Range(date(2025, 1, 1), date(2025, 1, 2)),
]


@pytest.mark.parametrize("whole", RANGES)
def test_halves_are_the_whole(whole: Range) -> None:
    before, after = halves(whole, TODAY)
    assert (before.start, after.end) == whole
    assert before.end + DAY == after.start
    assert before.start <= before.end
    assert after.start <= after.end


def test_long_ago_is_cut_off_quickly() -> None:
    """A company of three years costs a few requests and not one for each time that a century is halved."""
    began, found, left = date(2023, 4, 1), list[Range](), [ALL]
    while left:
        here = left.pop(0)
        days = min(here.end, TODAY) - max(here.start, began)
        if days > timedelta(days=400):
            left[:0] = halves(here, TODAY)
        else:
            found.append(here)
    assert len(found) <= 8


def test_a_range_is_cut_in_the_middle_of_what_was_seen_in_it() -> None:
    seen = [date(2025, 1, 1), date(2025, 3, 1), date(2025, 2, 1)]
    assert halves(ALL, TODAY, seen) == (Range(FIRST, date(2025, 2, 1)), Range(date(2025, 2, 2), LAST))
    short = Range(date(2025, 2, 1), date(2025, 2, 2))
    for each in (date(2025, 2, 1), date(2025, 2, 2), date(1999, 1, 1), LAST):
        assert halves(short, TODAY, [each]) == (Range(short.start, short.start), Range(short.end, short.end))


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 31)])
def test_what_was_seen_at_an_end_of_it_cuts_off_more_than_a_day(day: date) -> None:
    year = Range(date(2025, 1, 1), date(2025, 12, 31))
    assert all(end - start > timedelta(days=40) for start, end in halves(year, TODAY, [day]))


def test_as_many_days_as_fit_are_the_beginning_of_a_longer_range() -> None:
    whole = Range(date(2025, 1, 1), LAST)
    assert beginning(whole, 31, TODAY) == (Range(whole.start, date(2025, 1, 31)), Range(date(2025, 2, 1), LAST))
    assert beginning(whole, 1, TODAY) == (Range(whole.start, whole.start), Range(date(2025, 1, 2), LAST))


def test_a_range_that_may_well_fit_is_asked_for_as_it_is() -> None:
    assert beginning(Range(date(2025, 1, 1), date(2025, 2, 7)), 31, TODAY) is None
    assert beginning(Range(date(2026, 3, 1), LAST), 31, TODAY) is None, "there is little after today"
    assert beginning(ALL, 31, TODAY) is None


def test_a_text_to_resume_from() -> None:
    left = [Range(date(2025, 1, 1), date(2025, 6, 30)), Range(date(2025, 7, 1), LAST)]
    assert read(written(left) or "") == left
    assert written([]) is None
