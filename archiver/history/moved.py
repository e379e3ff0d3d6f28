"""By how much amounts moved between two archives, by currency: per account of the ledger, per party of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from archiver.collation import natural
from archiver.held.change import Sides
from archiver.model import Kind, Record, State, Value
from archiver.words import Label

LEDGER = "ledger"
PARTIES = ("customer", "vendor", "employee")
AMOUNTS = ("total", "amount")
ZERO = Decimal(0)


class Whose(NamedTuple):
    """What amounts moved on: an account or a party of a kind, in a currency."""

    kind: str
    id: str
    currency: str | None


@dataclass(slots=True)
class Sum:
    """What is there now less what was there then: debits less credits of an account, amounts as printed of documents.

    ``rows`` is how many rows that is the difference of.
    """

    kind: Label
    number: str | None
    name: str
    moved: Decimal = ZERO
    rows: int = 0


class _Part(NamedTuple):
    """What one row adds."""

    id: str
    currency: str | None
    number: str | None
    name: str
    amount: Decimal


Read = Callable[[Record], _Part | None]


class Moved:
    """Adds up what changed, as it goes by. Only rows that count are of any amount."""

    def __init__(self) -> None:
        self._sums: dict[Whose, Sum] = {}

    def of(self, sides: Sides) -> Callable[[Record | None, Record | None], None]:
        """The way to add a record of these kinds: what it was, and what it is now."""
        before, after = _reading(sides.then), _reading(sides.now)

        def add(then: Record | None, now: Record | None) -> None:
            for sign, read, row in ((-1, before, then), (1, after, now)):
                if read and row and row.state is State.LIVE and (part := read(row)):
                    self._add(sides.now, part, sign)

        return add

    def _add(self, kind: Kind, part: _Part, sign: int) -> None:
        whose = Whose(kind.key, part.id, part.currency)
        found = self._sums.get(whose)
        if found is None:
            found = self._sums[whose] = Sum(kind.labels, part.number, part.name)
        found.number, found.name = part.number, part.name
        found.moved += sign * part.amount
        found.rows += 1

    def accounts(self) -> list[tuple[Whose, Sum]]:
        """The accounts whose postings add up to something else now, in the order of their numbers."""
        return sorted(self._found(ledger=True), key=lambda each: (natural(each[1].number), each[1].name, each[0]))

    def parties(self) -> list[tuple[Whose, Sum]]:
        """The parties whose documents do, kind by kind, in the order of their names."""
        return sorted(self._found(ledger=False), key=lambda each: (each[0].kind, natural(each[1].name), each[0]))

    def _found(self, *, ledger: bool) -> Iterator[tuple[Whose, Sum]]:
        return (each for each in self._sums.items() if each[1].moved and (each[0].kind == LEDGER) == ledger)


def _reading(kind: Kind) -> Read | None:
    """The way to what a row of a kind adds; None for a kind whose rows add nothing."""
    if kind.key == LEDGER:
        return _of_account(kind)
    amount = next((key for key in AMOUNTS if key in kind.keys), None)
    parties = [key for key in PARTIES if key in kind.keys]
    return _of_party(kind, amount, parties) if amount and parties else None


def _of_account(kind: Kind) -> Read:
    get = _getter(kind)
    currency = kind.columns[kind.keys.index("debit")].currency

    def read(row: Record) -> _Part:
        amount = _amount(get(row, "debit")) - _amount(get(row, "credit"))
        number, name = _text(get(row, "account_number")), str(get(row, "account") or "")
        return _Part(_text(get(row, "account_id")) or name, _text(get(row, currency)), number, name, amount)

    return read


def _of_party(kind: Kind, amount: str, parties: list[str]) -> Read:
    get = _getter(kind)
    currency = kind.columns[kind.keys.index(amount)].currency

    def read(row: Record) -> _Part | None:
        if row.id != row.document:  # a line: its amount is in that of its document
            return None
        key = next((key for key in parties if get(row, key)), parties[0])
        name = str(get(row, key) or "")
        return _Part(
            _text(get(row, f"{key}_id")) or name, _text(get(row, currency)), None, name, _amount(get(row, amount))
        )

    return read


def _getter(kind: Kind) -> Callable[[Record, str | None], Value]:
    places = {key: place for place, key in enumerate(kind.keys)}

    def get(row: Record, key: str | None) -> Value:
        place = places.get(key or "")
        return None if place is None else row.values[place]

    return get


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


def _text(value: Value) -> str | None:
    return str(value) if value else None
