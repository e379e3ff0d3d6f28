"""The order in which people look for things: days by date, numbers in text by their worth, accents and case aside."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

_DIGITS = re.compile(r"\d+")
_WIDTH = 12
_REMEMBERED = 1_024


def natural(value: object) -> str:
    """A value as text that sorts the way people count: ``FAC-9`` before ``FAC-10``, ``Élan`` beside ``elan``."""
    match value:
        case str():
            return _counted(value)
        case None:
            return ""
        case Decimal() | int():
            # Amounts never order a sheet, positions do: enough digits for any of them.
            return f"{int(value):0{_WIDTH}d}"
        case date():
            return value.isoformat()
        case _:
            return _counted(str(value))


@lru_cache(maxsize=_REMEMBERED)  # the lines of a document come one after the other, with its number and its id
def _counted(text: str) -> str:
    return _DIGITS.sub(_padded, _plain(text.casefold()))


def _padded(digits: re.Match[str]) -> str:
    return digits[0].rjust(_WIDTH, "0")


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
