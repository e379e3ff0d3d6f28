"""What the lines of a document come to, and their taxes: Manager computes them, and tells the total alone.

A tax is rounded for each line, or once for each code: whichever of the two meets Manager's total is taken. Where
neither does, the taxes are not known, and the total stands beside its lines as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from archiver.books.manager.facts import Facts, Rate
from archiver.books.rest.values import Item, decimal

ZERO, HUNDRED = Decimal(0), Decimal(100)
PRICES = ("SalesUnitPrice", "PurchaseUnitPrice", "Amount")


@dataclass(frozen=True, slots=True)
class Sums:
    """``amounts`` of the lines as they are entered, ``taxes`` as entries of tax lines; ``total`` with the taxes."""

    amounts: Sequence[Decimal | None]
    taxes: Sequence[Mapping[str, object]] = ()
    tax: Decimal | None = None
    total: Decimal | None = None
    subtotal: Decimal | None = None


def cell(value: object) -> Decimal | None:
    """An amount: a number, or one with its currency."""
    return decimal(value.get("value")) if isinstance(value, dict) else decimal(value)


def currency_of(value: object) -> str | None:
    """The currency that an amount is told with."""
    code = value.get("currency") if isinstance(value, dict) else None
    return code if isinstance(code, str) and code else None


def entries(item: Item) -> list[Item]:
    """The lines of a document; TypeError where they are something else."""
    found = item.get("Lines") or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise TypeError(found)
    return found


def amount(line: Item, cent: Decimal) -> Decimal | None:
    """What a line comes to, as it is entered: quantity by price, less its discount."""
    price = next((found for key in PRICES if (found := decimal(line.get(key))) is not None), None)
    if price is None:
        return None
    count = decimal(line.get("Qty"))
    whole = price * (Decimal(1) if count is None else count)
    percent, less = decimal(line.get("DiscountPercentage")) or ZERO, decimal(line.get("DiscountAmount")) or ZERO
    return (whole * (HUNDRED - percent) / HUNDRED - less).quantize(cent, ROUND_HALF_UP)


def added_up(lines: Sequence[Item], said: Decimal | None, facts: Facts, currency: str, *, includes: bool) -> Sums:
    """The sums of a document's lines, of which Manager ``said`` the total; ``includes`` says that taxes are within."""
    cent = facts.cent(currency)
    amounts = [amount(line, cent) for line in lines]
    known = [each for each in amounts if each is not None]
    plain = sum(known, ZERO) if known else None
    taxed = _by_code(lines, amounts)
    if not taxed or plain is None:
        return Sums(amounts, (), ZERO if plain is not None else None, said if said is not None else plain, plain)
    if any(key not in facts.rates for key in taxed):
        return Sums(amounts, (), None, said, None)
    for once in (False, True):
        rated = [(facts.rates[key], each) for key, each in taxed.items()]
        taxes = [entry for each in rated for entry in _taxes(*each, cent, once=once, includes=includes)]
        tax = sum((entry["tax"] for entry in taxes), ZERO)
        total = plain if includes else plain + tax
        if said is None or said == total:
            return Sums(amounts, taxes, tax, total, total - tax)
    return Sums(amounts, (), None, said, None)


def _by_code(lines: Sequence[Item], amounts: Sequence[Decimal | None]) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for line, each in zip(lines, amounts, strict=True):
        code = line.get("TaxCode")
        if isinstance(code, str) and each is not None:
            found.setdefault(code, []).append(each)
    return found


def _taxes(
    rates: Sequence[Rate], amounts: Sequence[Decimal], cent: Decimal, *, once: bool, includes: bool
) -> list[dict[str, Any]]:
    """An entry for each rate of a code."""
    bases = [sum(amounts, ZERO)] if once else list(amounts)
    percents = sum((rate.percent for rate in rates), ZERO)
    divisor = HUNDRED + percents if includes else HUNDRED
    shares = [[(base * rate.percent / divisor).quantize(cent, ROUND_HALF_UP) for base in bases] for rate in rates]
    taxes = [sum(each, ZERO) for each in shares]
    base = sum(bases, ZERO) - (sum(taxes, ZERO) if includes else ZERO)
    return [
        {
            "code": rate.id.rpartition("/")[0],
            "id": rate.id,
            "rate": rate.percent,
            "base": base,
            "tax": tax,
            "account": rate.account,
        }
        for rate, tax in zip(rates, taxes, strict=True)
    ]
