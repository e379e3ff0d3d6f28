"""What a line of a GnuCash document comes to, computed as the engine's ``gncEntryComputeValue`` does.

The engine stores quantities, prices, tax tables and discounts, and no totals: every figure of a document is computed.
Nothing is rounded on the way; a line's value and tax are rounded for display, the tax of a document per tax account.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from archiver.books.gnucash.amounts import rounded

BEFORE_TAX, WITH_TAX, AFTER_TAX = "PRETAX", "SAMETIME", "POSTTAX"


@dataclass(frozen=True, slots=True)
class Rate:
    """One entry of a tax table: a percentage of the base, or a fixed amount a line."""

    id: str
    code: str
    account: str
    amount: Fraction
    percent: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What the engine needs of an entry."""

    quantity: Fraction
    price: Fraction
    rates: Sequence[Rate] = ()
    tax_included: bool = False
    discount: Fraction = Fraction(0)
    discount_percent: bool = True
    discount_how: str = BEFORE_TAX


@dataclass(frozen=True, slots=True)
class Worth:
    """What a line comes to, exact: ``value`` after discount and before tax, and per rate its base and tax."""

    value: Fraction
    discount: Fraction
    base: Fraction
    taxes: tuple[tuple[Rate, Fraction], ...]

    def tax(self, fraction: int) -> Fraction:
        """The taxes of the line as the engine prints them: rounded for each tax account."""
        accounts: dict[str, Fraction] = {}
        for rate, tax in self.taxes:
            accounts[rate.account] = accounts.get(rate.account, Fraction(0)) + tax
        return sum((rounded(tax, fraction) for tax in accounts.values()), Fraction(0))


def worth(line: Line) -> Worth:
    """Value, discount and taxes of one line."""
    share = sum((rate.amount for rate in line.rates if rate.percent), Fraction(0)) / 100
    fixed = sum((rate.amount for rate in line.rates if not rate.percent), Fraction(0))
    before = line.quantity * line.price
    if line.rates and line.tax_included:
        before = (before - fixed) / (1 + share)
    discounted = before * (1 + share) + fixed if line.discount_how == AFTER_TAX else before
    discount = discounted * line.discount / 100 if line.discount_percent else line.discount
    value = before - discount
    base = value if line.discount_how == BEFORE_TAX else before
    taxes = tuple((rate, base * rate.amount / 100 if rate.percent else rate.amount) for rate in line.rates)
    return Worth(value, discount, base, taxes)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A document's tax at one rate, rounded."""

    rate: Rate
    base: Fraction
    tax: Fraction


def taxes(lines: Iterable[Worth], fraction: int) -> list[TaxLine]:
    """The taxes of a document, one line a rate.

    The engine adds the exact taxes of each tax account and rounds once; where several rates go to one account, the
    last of them takes what rounding leaves, so that the account's total is the engine's.
    """
    exact: dict[Rate, list[Fraction]] = {}
    for each in lines:
        for rate, tax in each.taxes:
            sums = exact.setdefault(rate, [Fraction(0), Fraction(0)])
            sums[0] += each.base
            sums[1] += tax
    found = []
    for account in dict.fromkeys(rate.account for rate in exact):
        here = [(rate, base, tax) for rate, (base, tax) in exact.items() if rate.account == account]
        left = rounded(sum((tax for _, _, tax in here), Fraction(0)), fraction)
        for rate, base, tax in here[:-1]:
            found.append(TaxLine(rate, rounded(base, fraction), rounded(tax, fraction)))
            left -= rounded(tax, fraction)
        rate, base, _ = here[-1]
        found.append(TaxLine(rate, rounded(base, fraction), left))
    return found
