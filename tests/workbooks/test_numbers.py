"""Excel gets a number only if it can give back the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.workbooks.numbers import Clock, day_number, decimals, exact, moment_number, places, plain


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
        Decimal("1E-310"),
        Decimal("1E+308"),
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


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_what_is_plain_is_exact_as_it_is_written(value: Decimal) -> None:
    shown = plain(str(value))
    if shown is not None:
        held = exact(value)
        assert held is not None
        assert (float(str(value)), shown) == (float(held), decimals(held))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(("0", 0), ("0.00", 0), ("12.50", 1), ("-0.05", 2), ("999999999999999", 0), ("1.0000", 0), ("0.00001", 5)),
        *(("-0", None), ("-0.00", None), ("1E+2", None), ("NaN", None), ("1234567890123.456", None), ("007", None)),
    ],
)
def test_what_may_not_be_plain_is_looked_at_twice(text: str, shown: int | None) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("zone", ["UTC", "America/Toronto", "Australia/Lord_Howe", "Africa/Monrovia", "Pacific/Apia"])
@given(moment=st.datetimes(datetime(1890, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_clock_shows_what_the_zone_says(zone: str, moment: datetime) -> None:
    seen = Clock(ZoneInfo(zone)).number(moment.replace(microsecond=0))
    if seen is not None:
        held = moment_number(moment.replace(microsecond=0).astimezone(ZoneInfo(zone)))
        assert held is not None
        assert abs(float(seen) - float(held)) * 86_400_000 < 1


def test_the_clock_leaves_what_needs_a_closer_look() -> None:
    clock = Clock(ZoneInfo("America/Toronto"))
    usual = datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC)
    assert clock.number(usual) is not None
    assert clock.number(usual.replace(microsecond=1)) is None
    assert clock.number(datetime(2026, 3, 8, 12, tzinfo=UTC)) is None, "the offset changes that day"
    assert clock.number(usual.astimezone(ZoneInfo("Europe/Zurich"))) is None
    assert clock.number(datetime.max.replace(tzinfo=UTC, microsecond=0)) is None
    assert clock.number(datetime(1900, 1, 1, tzinfo=UTC) + timedelta(days=1)) is None
