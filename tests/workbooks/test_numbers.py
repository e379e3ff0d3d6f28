"""Excel gets a number only if it can give back the same."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.workbooks.numbers import day_number, decimals, exact, moment_number, places


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (Decimal("1234.50"), "1234.5"),
        (Decimal("0.10"), "0.1"),
        (Decimal("-0.00"), "0"),
        (Decimal("5.00"), "5"),
        (7, "7"),
        (Decimal("999999999999.99"), "999999999999.99"),
        (Decimal("1E+20"), "1e+20"),
        (Decimal("0.00001"), "1e-05"),
    ],
)
def test_a_number_is_held_at_its_shortest(value: Decimal | int, held: str) -> None:
    assert exact(value) == held


@pytest.mark.parametrize(
    "value",
    [
        Decimal("12345678901234.567"),
        Decimal("0.1234567890123456789"),
        2**60,
        10**400,
        Decimal("1E+400"),
        Decimal("1E-400"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
    ],
)
def test_what_excel_would_change_is_refused(value: Decimal | int) -> None:
    assert exact(value) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_money_is_always_exact(value: Decimal) -> None:
    held = exact(value)
    assert held is not None
    assert Decimal(held) == value
    assert decimals(held) <= 2


def test_decimals_are_those_that_show_the_whole_number() -> None:
    assert [decimals(each) for each in ("5", "1234.5", "1e-05", "1.5e-07", "1e+20")] == [0, 1, 5, 8, 0]


def test_currencies_have_their_own_decimals() -> None:
    assert [places(each) for each in ("CAD", "JPY", "TND", "CLF", None, "???")] == [2, 0, 3, 4, 2, 2]


def test_days_and_moments_are_serial_numbers_from_march_1900() -> None:
    assert day_number(date(1900, 3, 1)) == "61"
    assert day_number(date(1900, 2, 28)) is None
    assert day_number(date(9999, 12, 31)) == "2958465"
    assert moment_number(datetime(2026, 3, 31, 12, 0)) == "46112.5"  # noqa: DTZ001 - a local time, as Excel has it
    assert moment_number(datetime(1850, 1, 1)) is None  # noqa: DTZ001 - as above
