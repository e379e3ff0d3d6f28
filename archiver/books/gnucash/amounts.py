"""GnuCash's numbers and days: exact rationals, rounded the way its engine rounds, and days that survive time zones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

WITHOUT_CENTS = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF")
WITH_MILLS = re.compile("BHD|IQD|JOD|KWD|LYD|OMR|TND")
PLACES_OF_THE_REST = 12
NEVER = "1970-01-01 00:00:00"
INTO_THE_DAY = timedelta(hours=13)
BACK_INTO_THE_DAY = timedelta(hours=10, minutes=59, seconds=59)
ZERO = Fraction(0)


def rational(numerator: int | None, denominator: int | None) -> Fraction:
    """A stored pair as an exact number, as the engine takes it: a missing or zero denominator is zero.

    A negative denominator multiplies: the engine keeps numbers beyond its integers so.
    """
    if not numerator or not denominator:
        return ZERO
    return Fraction(numerator, denominator) if denominator > 0 else Fraction(numerator * -denominator)


def numeric(text: str | None) -> Fraction:
    """The same pair as a key-value pair has it: ``109451/100``; ValueError where that is no pair of numbers."""
    numerator, _, denominator = (text or "0").partition("/")
    return rational(int(numerator), int(denominator or "1"))


def currency_fraction(code: str) -> int:
    """How many of the smallest coins make one unit of a currency (ISO 4217), for books that do not say."""
    return 1 if WITHOUT_CENTS.fullmatch(code) else 1000 if WITH_MILLS.fullmatch(code) else 100


def rounded(value: Fraction, fraction: int) -> Fraction:
    """To the nearest coin, halves away from zero: GnuCash's ``GNC_HOW_RND_ROUND_HALF_UP``."""
    return Fraction(_coins(value, fraction), fraction)


def _coins(value: Fraction, fraction: int) -> int:
    numerator, denominator = value.numerator, value.denominator
    coins = (2 * abs(numerator) * fraction + denominator) // (2 * denominator)
    return coins if numerator >= 0 else -coins


def decimal(value: Fraction, fraction: int = 1) -> Decimal:
    """An exact decimal with at least the places of ``fraction``; a number without an end is cut after 12 places."""
    places = _places(value.denominator)
    digits = PLACES_OF_THE_REST if places is None else max(places, len(str(fraction)) - 1)
    # From text, since arithmetic on decimals would round to the precision of the context.
    return Decimal(f"{_coins(value, 10**digits)}E-{digits}")


@lru_cache(maxsize=1024)
def _places(denominator: int) -> int | None:
    """How many decimals a fraction of this denominator needs; None if they have no end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def moment(text: str | None) -> datetime | None:
    """A stored time, which is UTC: ``2025-01-31 10:59:00``, or ``20250131105900`` in books before 2.7; else None."""
    stamp = (text or "")[:19]
    if stamp in ("", NEVER):
        return None
    if len(stamp) == 14:
        stamp = f"{stamp[:8]}T{stamp[8:]}"
    try:
        return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def day(text: str | None) -> date | None:
    """The day that a person meant by a stored time or day.

    Posting dates are kept at 10:59 UTC, others at the midnight of whoever typed them, in UTC: thirteen hours later both
    are on the day that was meant, from Honolulu (UTC-10) to Auckland in summer (UTC+13).
    """
    when = moment(text)
    if when is None or len(text or "") in (8, 10) or when.date() == date.max:
        return when and when.date()
    return (when + INTO_THE_DAY).date()


def last_day(text: str | None) -> date | None:
    """The day of a stored time that was the end of a day for whoever set it, as reconciliations are."""
    when = moment(text)
    return (when - BACK_INTO_THE_DAY).date() if when and when.second == 59 else day(text)
