"""What documents need to know of a business: its currency, the rates of its taxes, and what its accounts are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from archiver.books import NO_CURRENCY
from archiver.books.manager import builtin

CENTS = 2


class Rate(NamedTuple):
    """A rate of a tax code, in percent; a code of several taxes has one for each."""

    id: str
    name: str
    percent: Decimal
    account: str


class Use(NamedTuple):
    """What an account is, as codes of ours, and its number."""

    type: str | None = None
    role: str | None = None
    number: str | None = None


@dataclass(slots=True)
class Facts:
    """Facts by the keys of entries: GUIDs, which no two entries share, of whatever lists they are.

    ``currencies`` has the codes of foreign currencies, and of parties and bank accounts that have one; ``decimals``
    those of each code.
    """

    home: str = NO_CURRENCY
    decimals: dict[str, int] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    rates: dict[str, tuple[Rate, ...]] = field(default_factory=dict)
    uses: dict[str, Use] = field(default_factory=dict)

    def currency(self, *keys: object) -> str:
        """The currency of the first of these entries that has one of its own; else that of the books."""
        known = (self.currencies.get(key) for key in keys if isinstance(key, str))
        return next((code for code in known if code), self.home)

    def cent(self, currency: str) -> Decimal:
        """The least amount of a currency."""
        return Decimal(1).scaleb(-self.decimals.get(currency, CENTS))

    def use(self, key: object) -> Use:
        """What is known of an account."""
        own = self.uses.get(str(key), Use())
        built_in = builtin.ACCOUNTS.get(str(key))
        return Use(built_in.type, built_in.role, own.number) if built_in else own


def rates(key: str, form: Mapping[str, object]) -> tuple[Rate, ...]:
    """The rates of a tax code, as its form has them; none where it has none that can be read."""
    name, account = str(form.get("Name") or key), str(form.get("Account") or builtin.TAX)
    parts = form.get("Components")
    if isinstance(parts, list) and parts:
        given = [each for each in parts if isinstance(each, dict)]
        told = [(each.get("Name"), each.get("ComponentRate"), each.get("ComponentAccount")) for each in given]
    else:
        told = [(name, form.get("Rate"), account)]
    return tuple(
        Rate(f"{key}/{place}", str(called or name), Decimal(rate), str(posted or account))
        for place, (called, rate, posted) in enumerate(told, 1)
        if isinstance(rate, Decimal | int)
    )
