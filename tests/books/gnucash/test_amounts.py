"""Numbers and days as GnuCash's engine takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.books.gnucash.amounts import currency_fraction, day, decimal, last_day, moment, numeric, rational, rounded

COINS = st.integers(-(10**40), 10**40)
FRACTIONS = st.sampled_from([1, 10, 100, 1000, 10**6, 10**9])


@settings(deadline=None)
@given(COINS, FRACTIONS)
def test_what_has_an_end_is_exact_at_any_size(coins: int, fraction: int) -> None:
    amount = decimal(Fraction(coins, fraction), fraction)
    assert Fraction(amount) == Fraction(coins, fraction)
    assert amount.as_tuple().exponent == -(len(str(fraction)) - 1)


@settings(deadline=None)
@given(st.fractions(), FRACTIONS)
def test_what_has_none_is_as_near_as_twelve_places_can_be(value: Fraction, fraction: int) -> None:
    assert abs(Fraction(decimal(value, fraction)) - value) <= Fraction(1, 2 * 10**12)


@settings(deadline=None)
@given(st.fractions(), FRACTIONS)
def test_rounding_is_to_the_nearest_and_the_same_on_both_sides(value: Fraction, fraction: int) -> None:
    assert abs(rounded(value, fraction) - value) <= Fraction(1, 2 * fraction)
    assert rounded(-value, fraction) == -rounded(value, fraction)


def test_halves_go_away_from_zero() -> None:
    assert [rounded(Fraction(n, 200), 100) * 100 for n in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]


def test_pairs() -> None:
    assert rational(150, 100) == Fraction(3, 2)
    assert rational(None, 100) == rational(5, None) == rational(5, 0) == 0
    assert rational(5, -100) == 500
    assert numeric("109451/100") == Fraction(109451, 100)
    assert numeric(None) == numeric("7/0") == 0
    for text in ("abc", "1/x", "1e9", "0.5"):
        with pytest.raises(ValueError, match="invalid literal"):
            numeric(text)


def test_coins_of_currencies() -> None:
    assert [currency_fraction(code) for code in ("CHF", "JPY", "XPF", "KWD", "", "XXXX")] == [100, 1, 1, 1000, 100, 100]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-01-31 10:59:00", datetime(2025, 1, 31, 10, 59, tzinfo=UTC)),
        ("20250131105900", datetime(2025, 1, 31, 10, 59, tzinfo=UTC)),
        ("2025-01-31 10:59:00 +0000", datetime(2025, 1, 31, 10, 59, tzinfo=UTC)),
        ("20250131", datetime(2025, 1, 31, tzinfo=UTC)),
        ("1970-01-01 00:00:00", None),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("2025-02-30 00:00:00", None),
        ("\u0662\u0660\u0662\u0665-01-31", None),
    ],
)
def test_moments(text: str | None, expected: datetime | None) -> None:
    assert moment(text) == expected


@settings(deadline=None)
@given(st.dates(date(1971, 1, 1), date(9999, 12, 30)), st.integers(-10, 13))
def test_the_day_that_a_person_typed_survives_their_time_zone(typed: date, hours: int) -> None:
    midnight = datetime(typed.year, typed.month, typed.day, tzinfo=timezone(timedelta(hours=hours)))
    assert day(f"{midnight.astimezone(UTC):%Y-%m-%d %H:%M:%S}".rjust(19, "0")) == typed
    assert day(f"{typed} 10:59:00") == day(f"{typed}") == day(f"{typed:%Y%m%d}".rjust(8, "0")) == typed
    end = midnight + timedelta(hours=23, minutes=59, seconds=59)
    assert last_day(f"{end.astimezone(UTC):%Y-%m-%d %H:%M:%S}".rjust(19, "0")) == typed


def test_the_end_of_time() -> None:
    assert day("9999-12-31 23:59:59") == date(9999, 12, 31)
    assert decimal(Fraction(0)) == Decimal(0)
