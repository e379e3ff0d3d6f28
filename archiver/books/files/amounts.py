"""Numbers as people write them: which sign parts the decimals in a whole column, and each text as a ``Decimal``.

``1'234.50``, ``1 234,50 €``, ``12,50 $ CA``, ``-12``, ``12-``, ``(12.00)``, ``CHF 3.-``; and ``-``, the nothing of
accountants. What could be read in two ways, as 1,234, is
decided by the other numbers of its column and then of its table, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

SEPARATOR = "\x1f"
POINT, COMMA, EACH = ".", ",", "each"
"""What may part decimals: in a whole column, or in each number by itself, where both occur and none is in doubt."""
MOST_DIGITS = 15
"""Longer ones are the numbers of things, which Excel would round."""

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_GROUPS = f"{_SPACES}'\N{RIGHT SINGLE QUOTATION MARK}"
_CODES = (
    "AED AUD BRL CAD CHF CNY CZK DKK DZD EUR GBP HKD HUF ILS INR JPY MAD MXN NOK NZD PLN RON SEK SGD TND TRY USD XAF "
    "XOF ZAR"
)
_DOLLAR = rf"(?:CAD?|USD?)[{_SPACES}]*\$|\$[{_SPACES}]*(?:CAD?|USD?)"
_MARK = rf"(?:{_DOLLAR}|{'|'.join(_CODES.split())}|S?Fr\.?|[$€£¥%])"
_MEANT = {
    "$": frozenset(["AUD", "BRL", "CAD", "HKD", "MXN", "NZD", "SGD", "USD"]),
    "€": frozenset(("EUR",)),
    "£": frozenset(("GBP",)),
    "¥": frozenset(("CNY", "JPY")),
    "FR": frozenset(("CHF", "XAF", "XOF")),
}
"""The currencies, of those above, that a sign may stand for."""
_SHAPE = re.compile(
    rf"[{_SPACES}]*(?P<open>\()?[-+−]?(?:(?P<before>{_MARK})[{_SPACES}]*[-+−]?)?[{_SPACES}]*"
    rf"(?P<core>9[9.,{_GROUPS}]*|[.,]9+)(?P<dash>[-–—])?[{_SPACES}]*(?P<after>{_MARK})?[{_SPACES}]*-?\)?[{_SPACES}]*"
)
_NIL = re.compile(rf"[{_SPACES}]*(?P<before>{_MARK})?[{_SPACES}]*[-−–—][{_SPACES}]*(?P<after>{_MARK})?[{_SPACES}]*")
_GROUPED = re.compile(rf"9{{1,3}}(?:[{_GROUPS}]999)+|9+")
_CLEAN = dict.fromkeys(map(ord, f"{_GROUPS}+$€£¥%"), None) | {ord("−"): "-"}
_DIGIT = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[A-Za-z]+\.?")


@dataclass(frozen=True, slots=True)
class Shape:
    """What one way of writing says: the decimal signs it allows, the currency it names, whether it has decimals.

    ``mark`` is a code such as CAD where it tells which, else a sign such as $. A dash alone is ``nil``: a number only
    among numbers.
    """

    decimals: frozenset[str]
    mark: str
    whole: bool
    nil: bool = False


EITHER = frozenset((POINT, COMMA))


def shape(text: str) -> Shape | None:
    """What a number says whose digits are all written as 9; None if it is no number."""
    if nil := _NIL.fullmatch(text):
        return Shape(EITHER, _marked(nil["before"] or nil["after"] or ""), whole=True, nil=True)
    match = _SHAPE.fullmatch(text)
    if not match:
        return None
    core = match["core"].rstrip(_SPACES)
    mark = _marked(match["before"] or match["after"] or "")
    if match["dash"]:
        core = core.rstrip(".,")
    decimals = _decimals(core)
    return Shape(decimals, mark, whole=_GROUPED.fullmatch(core) is not None) if decimals else None


def shaped(text: str) -> Shape | None:
    """The same of a number as it is written."""
    return shape(_DIGIT.sub("9", text))


def _marked(told: str) -> str:
    letters = "".join(filter(str.isalpha, told)).upper()
    return {"CA": "CAD", "US": "USD", "SFR": "FR"}.get(letters, letters) or told


def names_another(mark: str, currency: str) -> bool:
    """Whether what a number names cannot be ``currency``; a sign may stand for many."""
    if mark in _MEANT:
        return currency in _CODES and currency not in _MEANT[mark]
    return bool(mark.strip("%")) and mark != currency


def _decimals(core: str) -> frozenset[str]:
    """The signs that can part the decimals of a number."""
    if _GROUPED.fullmatch(core):
        return EITHER
    found = set()
    for decimal, group in ((POINT, COMMA), (COMMA, POINT)):
        whole, parted, rest = core.partition(decimal)
        if parted and rest.strip("9"):
            continue
        if (
            whole in ("", "9", "99", "999")
            or _GROUPED.fullmatch(whole)
            or re.fullmatch(rf"9{{1,3}}(?:\{group}999)+", whole)
        ):
            found.add(decimal)
    return frozenset(found)


def decimals(shapes: Collection[str]) -> frozenset[str] | None:
    """The decimal signs with which all these are numbers, the digits of each written as 9; None where one is none, or
    where they name several currencies, or none can be right."""
    told = [shape(each) for each in shapes]
    known = [each for each in told if each]
    if len(known) < len(told) or len({each.mark for each in known} - {"", "%"}) > 1:
        return None
    left = EITHER.intersection(*(each.decimals for each in known))
    if left:
        return left
    return frozenset((EACH,)) if all(each.whole or len(each.decimals) == 1 for each in known) else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers that texts mean where ``decimal`` is the sign of their decimals, or ``EACH``."""

    decimal: str

    def column(self, texts: Sequence[str]) -> list[Decimal | None]:
        """A whole column of numbers, all of which were seen to be some; a blank is None."""
        if self.decimal != EACH:
            joined = SEPARATOR.join(texts)
            grouped = (COMMA if self.decimal == POINT else POINT) in joined
            found = None if grouped else _all(joined.replace(self.decimal, POINT), len(texts))
            found = found or _all(joined.translate(_table(self.decimal)), len(texts))
            if found is not None:
                return found
        return [self.one(each) for each in texts]

    def one(self, text: str) -> Decimal | None:
        """One number; ``ValueError`` if it is none."""
        if not text.strip():
            return None
        told = shaped(text)
        if told is None or (self.decimal != EACH and self.decimal not in told.decimals):
            raise ValueError(text)
        if told.nil:
            return Decimal(0)
        sign = self.decimal if self.decimal != EACH else min(told.decimals)
        plain = _LETTERS.sub("", text.strip()).translate(_table(sign)).rstrip("–—")
        negative = plain.startswith("(") and plain.endswith(")")
        plain = plain.strip("()")
        if plain.endswith("-") and plain[:-1].endswith("."):
            plain = plain[:-2]
        if plain.endswith("-"):
            plain = f"-{plain[:-1]}"
        try:
            found = Decimal(plain)
        except InvalidOperation as none:
            raise ValueError(text) from none
        return -found if negative else found


def _all(joined: str, count: int) -> list[Decimal | None] | None:
    """So many numbers that are written plainly, if they are."""
    texts = joined.split(SEPARATOR)
    try:
        return [Decimal(each) if each else None for each in texts] if len(texts) == count else None
    except InvalidOperation:
        return None


def _table(decimal: str) -> dict[int, str | None]:
    """What becomes of the signs in a number."""
    return {**_CLEAN, ord(COMMA if decimal == POINT else POINT): None, ord(decimal): POINT}
