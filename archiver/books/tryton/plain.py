"""Tryton's JSON made plain: it wraps amounts, days and moments in objects that say their class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from archiver.errors import Unintelligible
from archiver.words import N_, phrase

TITLE = "Tryton"
CLASS = "__class__"
NESTED = (dict, list)
UNKNOWN = N_("it has an object of the class “{word}”")


def plain(value: object) -> object:
    """The same, changed where it lies: amounts are ``Decimal``, days and moments ISO 8601 text, the latter in UTC, as
    Tryton keeps them.

    Errors: ``Unintelligible`` for what no Tryton says.
    """
    if type(value) is dict:
        if CLASS in value:
            return _unwrapped(value)
        value.pop("__name__", None)
        for key, each in value.items():
            if type(each) in NESTED:
                value[key] = plain(each)
    elif type(value) is list:
        for place, each in enumerate(value):
            if type(each) in NESTED:
                value[place] = plain(each)
    return value


def _unwrapped(value: Mapping[str, Any]) -> object:
    try:
        return FORMS[value[CLASS]](value)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise Unintelligible(service=TITLE, reason=phrase(UNKNOWN, word=value[CLASS])) from None


def _moment(value: Mapping[str, Any]) -> str:
    parts = [value[each] for each in ("year", "month", "day", "hour", "minute", "second", "microsecond")]
    return f"{datetime(*parts).isoformat()}+00:00"  # noqa: DTZ001 - the zone is in the text


FORMS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "Decimal": lambda value: Decimal(value["decimal"]),
    "date": lambda value: date(value["year"], value["month"], value["day"]).isoformat(),
    "datetime": _moment,
    "time": lambda value: f"{value['hour']:02}:{value['minute']:02}:{value['second']:02}",
    "timedelta": lambda value: str(timedelta(seconds=float(value["seconds"]))),
    "bytes": lambda value: value["base64"],
}
