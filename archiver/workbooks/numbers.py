"""What Excel can hold of a number or a moment, exactly: anything else stays text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

DIGITS = 15
FIRST_DAY = date(1900, 3, 1)
"""Excel believes in 29 February 1900: serial numbers are right from the day after."""

_EPOCH_DAY = date(1899, 12, 30)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_DAY = timedelta(days=1)

_PLACES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_PLACES_OF = {currency: places for places, currencies in _PLACES.items() for currency in currencies.split()}


def exact(value: Decimal | int) -> str | None:
    """A number as Excel stores it, if it comes back the same to the last digit; else None."""
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    try:
        held = repr(float(value) + 0.0)  # + 0.0: a cell that shows -0.00 would puzzle
    except OverflowError:
        return None
    if Decimal(held) != value:
        return None
    if len(held) > DIGITS and len(held.split("e")[0].replace(".", "").strip("-0")) > DIGITS:
        return None
    return held.removesuffix(".0")


def decimals(held: str) -> int:
    """How many decimals a number as stored has."""
    mantissa, _, exponent = held.partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


def places(currency: str | None) -> int:
    """How many decimals a currency is written with (ISO 4217); 2 where it is unknown."""
    return _PLACES_OF.get(currency or "", 2)


def day_number(day: date) -> str | None:
    """A day as Excel stores it, or None if Excel does not know that day."""
    return str((day - _EPOCH_DAY).days) if day >= FIRST_DAY else None


def moment_number(local: datetime) -> str | None:
    """A local date and time as Excel stores it, or None if Excel does not know that day."""
    if local.date() < FIRST_DAY:
        return None
    return repr((local.replace(tzinfo=UTC) - _EPOCH) / _DAY).removesuffix(".0")
