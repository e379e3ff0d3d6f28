"""Numbers taken apart, and runs of them, against plain sets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.controls.series import End, Parts, Runs, length, parted


@pytest.mark.parametrize(
    ("number", "year", "before", "value", "after", "width"),
    [
        ("1001", 2025, "", 1001, "", 4),
        ("FAC-0012", 2025, "FAC-", 12, "", 4),
        ("2025-0012", 2025, "2025-", 12, "", 4),
        ("FAC-0012/2025", 2025, "FAC-", 12, "/2025", 4),
        ("FAC-0012/2025", 2024, "FAC-0012/", 2025, "", 4),
        ("2025", 2025, "", 2025, "", 4),
        ("1005A", None, "", 1005, "A", 4),
        (" F 7 ", None, " F ", 7, " ", 1),
    ],
)
def test_the_last_digits_count_up(number: str, year: int, before: str, value: int, after: str, width: int) -> None:
    assert parted(number, year) == Parts(before, value, after, width)


@pytest.mark.parametrize("number", ["", "None", "brouillon", "1" * 19, "٣"])
def test_in_others_nothing_counts_up(number: str) -> None:
    assert parted(number) is None


def test_case_and_spaces_do_not_part_a_series() -> None:
    found = [parted(each) for each in ("FAC 12", "fac13", "Fac  14")]
    assert {each.series for each in found if each} == {("fac", "")}


def test_missing_numbers_are_printed_as_their_neighbours_are() -> None:
    parts = parted("FAC-0098/Q")
    assert parts
    assert [parts.text(99), parts.text(12_345)] == ["FAC-0099/Q", "FAC-12345/Q"]


def end(value: int) -> End:
    return End(value, Parts("", value, "", 1), date(2025, 1, 1))


def runs(values: list[int]) -> Runs:
    found = Runs()
    for value in values:
        found.add(end(value))
    return found


def stretches(found: Runs) -> list[tuple[int, int]]:
    return [(run.first.value, run.last.value) for run in found]


def members(of: list[tuple[int, int]]) -> list[int]:
    return [value for first, last in of for value in range(first, last + 1)]


NUMBERS = st.lists(st.integers(0, 40), max_size=60)


@given(NUMBERS)
def test_runs_are_the_numbers_however_they_come(values: list[int]) -> None:
    found, seen = Runs(), set[int]()
    for value in values:
        assert found.add(end(value)) is (value not in seen)
        seen.add(value)
    assert members(stretches(found)) == sorted(seen)
    assert found.count == len(seen)
    assert all(left[1] + 1 < right[0] for left, right in zip(stretches(found), stretches(found)[1:], strict=False))
    holes = [(before.value + 1, after.value - 1) for before, after in found.holes()]
    assert members(holes) == sorted(set(range(min(values), max(values) + 1)) - seen if seen else ())
    if seen:
        assert (found.first, found.last, found.parts.value) == (min(seen), max(seen), min(seen))


@given(NUMBERS, NUMBERS)
def test_what_two_have_together_and_in_common(one: list[int], other: list[int]) -> None:
    here, there = runs(one), runs(other)
    assert members(list(here.common(there))) == sorted(set(one) & set(other))
    assert length(here.common(there)) == len(set(one) & set(other))
    both = Runs([*here, *there])
    assert members(stretches(both)) == sorted({*one, *other})
    assert both.count == len({*one, *other})
