"""What Excel can hold of a number or a moment, exactly: anything else stays text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

DIGITS = 15
LEAST, GREATEST = Decimal("2.2251E-308"), Decimal("9.99999999999999E+307")
"""Whatever is nearer to nothing is nothing to Excel, and it has no words for what is greater."""
FIRST_DAY = date(1900, 3, 1)
"""Excel believes in 29 February 1900: serial numbers are right from the day after."""

_PLAIN = re.compile(r"(?:-?[1-9][0-9]*|0|-0(?=\.0*[1-9]))(?:\.([0-9]+))?")
_EPOCH_DAY = date(1899, 12, 30)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_DAY = timedelta(days=1)

SECONDS = 86_400
FIRST_SURE, LAST_SURE = 62, 2_958_463
"""Serial numbers of days on which any zone is within the calendar of Excel."""
MOST_DAYS = 10_000

_PLACES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_PLACES_OF = {currency: places for places, currencies in _PLACES.items() for currency in currencies.split()}


def exact(value: Decimal | int) -> str | None:
    """A number as Excel stores it, if it comes back the same to the last digit; else None."""
    if isinstance(value, Decimal) and not (value.is_finite() and (not value or LEAST <= abs(value) <= GREATEST)):
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


def plain(text: str) -> int | None:
    """How many decimals a number written plainly has, if Excel keeps it as it is written; None where it may not.

    A double holds any fifteen digits, and gives them back.
    """
    match = _PLAIN.fullmatch(text)
    if match is None or len(text) > DIGITS:
        return None
    return len((match[1] or "").rstrip("0"))


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


class Clock:
    """Moments of a zone as Excel stores them, in a fraction of the time: the offset is asked for once a day."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._offsets: dict[int, int | None] = {}

    def number(self, moment: datetime) -> str | None:
        """To the second; None for what has more than seconds, or is near the ends of the calendar or a change of the
        offset, or not in UTC."""
        if moment.tzinfo is not UTC or moment.microsecond:
            return None
        since = moment - _EPOCH
        offset = self._offsets[since.days] if since.days in self._offsets else self._offset(since.days)
        if offset is None:
            return None
        later, second = divmod(since.seconds + offset, SECONDS)
        return f"{since.days + later}.{second * 10**12 // SECONDS:012}" if second else str(since.days + later)

    def _offset(self, day: int) -> int | None:
        """The offset of a whole day in UTC, in seconds, or None."""
        if len(self._offsets) > MOST_DAYS:
            self._offsets.clear()
        known = None
        if FIRST_SURE < day < LAST_SURE:
            begins, ends = ((_EPOCH + timedelta(days=each)).astimezone(self._zone) for each in (day, day + 1))
            offset = begins.utcoffset()
            known = int(offset.total_seconds()) if offset is not None and offset == ends.utcoffset() else None
        self._offsets[day] = known
        return known
