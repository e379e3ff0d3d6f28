"""Counters: which numbers they gave, left out, or gave twice; and that kinds may share one."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import kinds
from archiver.controls import counters
from archiver.controls.columns import Stated
from archiver.controls.counters import Numbered, find
from archiver.model import Kind, Record, State, Value
from tests.archives import record
from tests.controls.tables import Tables

NEW_YEAR = date(2025, 1, 1)


def document(
    number: str | None,
    day: date | None = NEW_YEAR,
    kind: str = "invoices",
    state: State = State.LIVE,
    status: str = "open",
) -> Record:
    values: dict[str, Value] = {"number": number, "date": day, "status": status}
    return record(kind, f"{number}/{day}/{state}/{status}", None, state, **values)


def year(day: date) -> str:
    return str(day.year)


def found(*rows: Record, **others: Iterable[Record]) -> dict[str, Numbered]:
    return {each.kind: each for each in find(Tables(**{"invoices": rows, **others}), year)}


def invoices(*rows: Record, **others: Iterable[Record]) -> Numbered:
    return found(*rows, **others)["invoices"]


def gaps(of: Numbered) -> list[tuple[str, str]]:
    return [gap.ends for gap in of.gaps]


def series(*numbers: int, text: str = "FAC-{:04}", day: date = NEW_YEAR) -> list[Record]:
    return [document(text.format(number), day) for number in numbers]


def test_numbers_that_no_document_has_are_gaps() -> None:
    one = invoices(*series(7, 8, 9, 11, 12, 15, 16, 17))
    assert gaps(one) == [("FAC-0010", "FAC-0010"), ("FAC-0013", "FAC-0014")]
    assert [(gap.before.number, gap.after.number, gap.missing) for gap in one.gaps] == [
        ("FAC-0009", "FAC-0011", 1),
        ("FAC-0012", "FAC-0015", 2),
    ]
    assert (one.count, one.doubles, one.loose) == (8, [], [])


def test_what_is_voided_deleted_or_a_draft_has_its_number() -> None:
    rest = [
        document("FAC-0003", state=State.VOIDED),
        document("FAC-0004", state=State.DELETED),
        document("FAC-0005", status="draft"),
    ]
    one = invoices(*series(1, 2, 6), *rest)
    assert (gaps(one), one.count, one.drafts) == ([], 3, 1)


def test_a_number_that_was_given_again_after_a_deletion_is_no_double() -> None:
    one = invoices(document("1", state=State.DELETED), *series(1, 2, text="{}"))
    assert (one.doubled, one.count) == (0, 2)


def test_numbers_that_several_documents_have_are_doubles() -> None:
    one = invoices(*series(1, 2, 3), document("fac-0002", date(2025, 3, 1)), document("FAC 0003"))
    assert (one.doubled, one.doubles) == (1, ["fac-0002"])  # FAC- and FAC are two series


def test_no_more_doubles_are_kept_than_are_named() -> None:
    one = invoices(*(row for _ in range(3) for row in series(*range(1, 13))))
    assert (one.doubled, one.doubles[-1], len(one.doubles), one.unnamed) == (24, "FAC-0010", 10, 4)


def test_each_prefix_is_a_series() -> None:
    one = invoices(*series(1, 2, 3, text="A{}"), *series(8, 9, 11, text="B{}"))
    assert gaps(one) == [("B10", "B10")]


def test_what_has_no_number_that_counts_up_is_left_apart() -> None:
    one = invoices(document(None), document("brouillon"), document(None, status="draft"), *series(1, 2))
    assert (one.unnumbered, one.drafts, one.count) == (2, 1, 2)


def test_counting_goes_on_over_the_years() -> None:
    one = invoices(*series(1, 2, 3), *series(5, 6, 7, day=date(2026, 1, 3)))
    assert gaps(one) == [("FAC-0004", "FAC-0004")]


def test_counting_may_begin_anew_each_year() -> None:
    rows = [*series(1, 2, 3, 4, 6), *series(1, 2, 3, 5, 6, day=date(2026, 5, 1)), *series(1, day=date(2027, 1, 1))]
    one = invoices(*rows)
    assert [(gap.ends[0], gap.before.day) for gap in one.gaps] == [
        ("FAC-0005", NEW_YEAR),
        ("FAC-0004", date(2026, 5, 1)),
    ]
    assert one.doubled == 0


def test_a_number_of_another_year_is_a_double_where_counting_goes_on() -> None:
    one = invoices(*series(*range(1, 31)), *series(30, *range(31, 61), day=date(2026, 1, 1)))
    assert (one.doubled, one.doubles, one.gaps) == (1, ["FAC-0030"], [])


def test_a_year_behind_the_number_is_no_number() -> None:
    one = invoices(*series(1, 2, 4, text="{}/2025"), *series(1, 2, text="{}/2026", day=date(2026, 1, 1)))
    assert gaps(one) == [("3/2025", "3/2025")]


def test_what_is_dated_after_the_last_day_only_has_its_number() -> None:
    later = [*series(4, 6, 9, 10, day=date(2025, 3, 1)), document(None, date(2025, 3, 1))]
    (one,) = find(Tables(invoices=[*series(1, 2, 5, 11), *later]), year, date(2025, 2, 28))
    assert (one.count, one.unnumbered, gaps(one)) == (4, 0, [])
    (one,) = find(Tables(invoices=[*series(1, 2, 5, 6), *later]), year, date(2025, 2, 28))
    assert gaps(one) == []
    (one,) = find(Tables(invoices=[*series(1, 2, 4, 5), *later]), year, date(2025, 2, 28))
    assert (gaps(one), one.doubled) == ([("FAC-0003", "FAC-0003")], 0)


def test_kinds_that_share_a_counter_fill_each_others_gaps() -> None:
    receipts = [document(str(number), kind="sales_receipts") for number in (1003, 1006, 1008)]
    rows = series(1001, 1002, 1004, 1005, 1009, 1010, text="{}")
    both = found(*rows, sales_receipts=receipts)
    assert gaps(both["invoices"]) == [("1007", "1007")]
    assert both["invoices"].gaps[0].before.number == "1006"
    assert (gaps(both["sales_receipts"]), both["sales_receipts"].loose) == ([], [])


def test_kinds_that_count_alike_have_counters_of_their_own() -> None:
    notes = [document(str(number), kind="credit_notes") for number in (1, 2, 3, 4, 5, 7)]
    both = found(*series(1, 2, 3, 4, 6, 7, text="{}"), credit_notes=notes)
    assert (gaps(both["invoices"]), gaps(both["credit_notes"])) == ([("5", "5")], [("6", "6")])


def test_what_lies_between_the_numbers_of_two_kinds_is_no_gap() -> None:
    orders = [document(str(number), kind="purchase_orders") for number in (901, 902)]
    assert [each.gaps for each in found(*series(1, 2, 3, text="{}"), purchase_orders=orders).values()] == [[], []]


def test_numbers_with_more_holes_than_numbers_are_said_once() -> None:
    one = invoices(*series(*range(10, 10_000, 10), text="{}"), *series(1, 2, 3, text="A-{}"))
    assert (one.gaps, one.loose) == ([], ["10"])


def test_numbers_of_which_something_else_changes_are_not_in_sequence() -> None:
    rows = [document(f"{number}-XK{number * 7}Z{number}") for number in range(1, 9)]
    assert (invoices(*rows).loose, invoices(*rows).gaps) == ([None], [])
    assert invoices(*rows[:3]).loose == []


def test_a_few_numbers_far_apart_tell_nothing() -> None:
    assert invoices(*series(1051, 1072, text="{}")).gaps == []
    assert gaps(invoices(*series(1051, 1053, text="{}"))) == [("1052", "1052")]


def test_a_new_start_with_higher_numbers_is_one_gap() -> None:
    (gap,) = invoices(*series(*range(1, 9), *range(1001, 1009), text="{}")).gaps
    assert (gap.ends, gap.missing) == (("9", "1000"), 992)


def test_numbers_all_over_the_place_take_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "MOST_RUNS", 500)
    rows = series(*range(0, 6_000, 2), text="{}")
    tables = Tables(invoices=rows)
    tracemalloc.start()
    (one,) = find(tables, year)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (one.loose, one.gaps, one.count) == ([None], [], len(rows))
    assert peak < 600_000


class Counting(Tables):
    """As many invoices as you like, none of which is held."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(invoices=())
        self._numbers = numbers

    def stated(self, kind: Kind, keys: Iterable[str], *, by_id: bool = False) -> Iterator[Stated]:
        assert (kind, tuple(keys), by_id) == (kinds.kind("invoices"), ("number", "date", "status"), False)
        for number in self._numbers:
            yield State.LIVE, (f"F{number:07}", NEW_YEAR + timedelta(days=number // 300), None)


def test_numbers_in_a_row_take_none() -> None:
    tracemalloc.start()
    (one,) = find(Counting(range(6_000)), year)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (one.count, one.gaps) == (6_000, [])
    assert peak < 60_000


@given(st.sets(st.integers(1, 60), min_size=counters.FEW + 1), st.randoms(use_true_random=False))
def test_gaps_are_what_is_missing_whatever_the_order(numbers: set[int], order: object) -> None:
    rows = series(*numbers, text="{}")
    assert hasattr(order, "shuffle")
    order.shuffle(rows)
    one = invoices(*rows)
    missing = set(range(min(numbers), max(numbers) + 1)) - numbers
    told = {n for gap in one.gaps for n in range(gap.before.value + 1, gap.after.value)}
    assert told == (set() if one.loose else missing)
