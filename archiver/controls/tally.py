"""Counts and sums of a kind, made alike from what was read and from what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from archiver.collation import natural
from archiver.model import ColumnType, Kind, Record, State, Tally
from archiver.words import N_, Label, Phrase, phrase

Seen = tuple[date, str, str]
"""A day, and a number as it sorts and as it is."""

NEVER = (None, "", "")
UNSUMMED = frozenset({"reports"})
"""Kinds whose amounts mean nothing together: the figures of several reports, and the sums in them."""


class Tallier:
    """Adds up the records of one kind as they pass: per currency, never across; live records only, but all counted."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._money = [
            (column.key, place, kind.place(column.currency) if column.currency else None)
            for place, column in enumerate(kind.columns)
            if column.type is ColumnType.MONEY and column.compared and kind.key not in UNSUMMED
        ]
        self._currency = self._money[0][2] if self._money else None
        self._day, self._number = kind.place("date"), kind.place("number")
        self._found: dict[str | None, _Sums] = {}

    def add(self, row: Record) -> None:
        """One record."""
        values = row.values
        here = self._of(values[self._currency] if self._currency is not None else None)
        here.count += 1
        here.voided += row.state is not State.LIVE
        if self._day is not None:
            here.seen(values[self._day], values[self._number] if self._number is not None else None)
        if row.state is State.LIVE:
            for key, place, currency in self._money:
                value = values[place]
                if isinstance(value, Decimal):
                    sums = self._of(values[currency] if currency is not None else None).sums
                    sums[key] = sums.get(key, Decimal(0)) + value

    def _of(self, currency: object) -> _Sums:
        key = str(currency) if currency else None
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _Sums()
        return found

    def tallies(self) -> list[Tally]:
        """A tally for each currency met, by its code."""
        ordered = sorted(self._found.items(), key=lambda item: item[0] or "")
        return [found.tally(self._kind.key, currency) for currency, found in ordered]


class _Sums:
    def __init__(self) -> None:
        self.count = self.voided = 0
        self.sums: dict[str, Decimal] = {}
        self.first: Seen | None = None
        self.last: Seen | None = None

    def seen(self, day: object, number: object) -> None:
        if isinstance(day, date) and not (self.first and self.last and self.first[0] < day < self.last[0]):
            this = (day, natural(number), str(number or ""))
            self.first = min(self.first or this, this)
            self.last = max(self.last or this, this)

    def tally(self, kind: str, currency: str | None) -> Tally:
        (first, _, lowest), (last, _, highest) = self.first or NEVER, self.last or NEVER
        days, numbers = (first, last), (lowest or None, highest or None)
        return Tally(kind, currency, self.count, self.voided, self.sums, *days, *numbers)


def differences(read: Iterable[Tally], written: Iterable[Tally], labels: Mapping[str, Label]) -> list[Phrase]:
    """Where what was written is not what was read: nothing, or the archive is worth nothing.

    ``labels`` are what the kinds are called, by key; one that has none is called by its key.
    """
    before = {(tally.kind, tally.currency): tally for tally in read}
    after = {(tally.kind, tally.currency): tally for tally in written}
    return [
        phrase(N_("{kind} in {currency}"), kind=labels.get(kind, kind), currency=currency or "–")
        for kind, currency in sorted(before.keys() | after.keys(), key=str)
        if before.get((kind, currency)) != after.get((kind, currency))
    ]
