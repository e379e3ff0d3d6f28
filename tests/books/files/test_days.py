"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from archiver.books.files.days import SHAPE, Days, ambiguous, orders, readings, timed


@pytest.mark.parametrize(
    "text",
    [
        *("15.03.2026", "15/3/26", "15-03-2026", "2026-03-15", "2026/3/15", "20260315", "15 Mar 2026", "15-mar-26"),
        *("15 mars 2026", "March 15, 2026", "Mar 15 2026", "15.03.2026 00:00", "2026-03-15T10:20:30Z", " 15.03.2026 "),
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert readings(text)["dmy"] == date(2026, 3, 15)


@pytest.mark.parametrize(
    "text",
    ["", "31.02.2026", "15.13.2026", "1234567", "99999999", "15 Foo 2026", "15.03", "2026-03", "15.3/2026", "1.1.1"],
)
def test_what_is_no_day(text: str) -> None:
    assert readings(text) == {}


@pytest.mark.parametrize("text", ["1er mai 2026", "1ER mai 2026", "01er mai 2026", "1ᵉʳ mai 2026", "1er-mai-26"])
def test_the_first_day_of_a_month_as_french_writes_it(text: str) -> None:
    assert readings(text) == dict.fromkeys(("dmy", "mdy", "ymd"), date(2026, 5, 1))
    assert SHAPE.fullmatch(re.sub(r"\d", "9", text))
    assert readings(text.replace("1", "2", 1)) == {}


def test_the_order_is_told_by_days_that_allow_one_alone() -> None:
    assert orders(["03/04/2026", "16/03/2026"]) == {"dmy"}
    assert orders(["03/04/2026", "03/16/2026"]) == {"mdy"}
    assert orders(["03/04/2026", "05/06/2026"]) == {"dmy", "mdy"}
    assert orders(["16/03/2026", "03/16/2026"]) == set()
    assert orders(["2026-03-16", "16.03.2026"]) == {"dmy", "mdy", "ymd"}


def test_only_what_differs_is_in_doubt() -> None:
    both = ("dmy", "mdy")
    assert ambiguous(["03/03/2026", "2026-04-05"], both) is None
    assert ambiguous(["05/06/2026", "03/04/2026"], both) == "03/04/2026"


def test_a_column_is_read_in_one_order() -> None:
    days = Days("mdy")
    assert [days[each] for each in ("03/04/2026", " ", "2026-12-31")] == [date(2026, 3, 4), None, date(2026, 12, 31)]
    with pytest.raises(KeyError):
        days["16/03/2026"]


def test_midnight_is_no_time() -> None:
    assert not timed("2026-03-15 00:00:00")
    assert timed("2026-03-15 00:01")
    assert not timed("15.03.2026")
