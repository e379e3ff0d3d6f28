"""Counts and sums of a kind, made alike from what was read and from what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import compress, islice
from operator import itemgetter
from typing import TypeVar

from archiver.collation import natural
from archiver.model import ColumnType, Kind, Record, State, Tally
from archiver.words import N_, Label, Phrase, phrase

Seen = tuple[str, str, str]
"""A day, and a number as it sorts and as it is."""

NEVER = (None, "", "")
ZERO = Decimal(0)
BATCH = 128
UNSUMMED = frozenset({"reports"})
"""Kinds whose amounts mean nothing together: the figures of several reports, and the sums in them."""

Texts = Sequence[str | None]
"""What stands in one column of some records, as it is written."""


class Tallier:
    """Adds up the records of one kind as they pass: per currency, never across; live records only, but all counted.

    It takes columns, not rows, which spares most of the steps. ``keys`` are the columns that it looks at.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._money = [
            (column.key, column.currency)
            for column in kind.columns
            if column.type is ColumnType.MONEY and column.compared and kind.key not in UNSUMMED
        ]
        looked_at = ("date", "number", *(key for pair in self._money for key in pair if key))
        self.keys = tuple(dict.fromkeys(key for key in looked_at if key in kind.keys))
        self._found: dict[str | None, _Sums] = {}

    def passing(self, rows: Iterable[Record]) -> Iterator[Record]:
        """Records whose days and numbers are still text, added up as they go by."""
        rows, places = iter(rows), [self._kind.keys.index(key) for key in self.keys]
        while batch := list(islice(rows, BATCH)):
            values = [row.values for row in batch]
            self.add([row.state for row in batch], [list(map(itemgetter(place), values)) for place in places])
            yield from batch

    def add(self, states: Sequence[State], columns: Sequence[Texts]) -> None:
        """Some records: their states, and their columns ``keys``. ``ArithmeticError`` for an amount that is none."""
        told = dict(zip(self.keys, columns, strict=True))
        nothing: Texts = [None] * len(states)
        live = [state is State.LIVE for state in states]
        first = self._money[0][1] if self._money else None
        codes = told.get(first or "", nothing)
        days, numbers = told.get("date", nothing), told.get("number", nothing)
        for code, count in Counter(codes).items():
            self._of(code).count += count
        for (code, some), (_, theirs) in zip(_dealt(codes, days), _dealt(codes, numbers), strict=True):
            self._of(code).seen(some, theirs)
        if not all(live):
            for code, alive in zip(codes, live, strict=True):
                self._of(code).voided += not alive
        for key, currency in self._money:
            self._sum(key, list(compress(told.get(currency or "", nothing), live)), list(compress(told[key], live)))

    def _sum(self, key: str, codes: Texts, amounts: Texts) -> None:
        for code, texts in _dealt(codes, amounts):
            if values := [Decimal(text) for text in texts if text is not None]:
                sums = self._of(code).sums
                sums[key] = sum(values, sums.get(key, ZERO))

    def _of(self, currency: str | None) -> _Sums:
        key = currency or None
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _Sums()
        return found

    def tallies(self) -> list[Tally]:
        """A tally for each currency met, by its code; ``ValueError`` for a day that is none."""
        ordered = sorted(self._found.items(), key=lambda item: item[0] or "")
        return [found.tally(self._kind.key, currency) for currency, found in ordered]


T = TypeVar("T")


def _dealt(codes: Texts, values: Sequence[T]) -> Iterable[tuple[str | None, Sequence[T]]]:
    """Values by their currency, each in the order in which they came; nearly always there is one currency."""
    if len(set(codes)) == 1:
        return [(codes[0], values)]
    found: dict[str | None, list[T]] = {}
    for code, value in zip(codes, values, strict=True):
        found.setdefault(code, []).append(value)
    return found.items()


class _Sums:
    def __init__(self) -> None:
        self.count = self.voided = 0
        self.sums: dict[str, Decimal] = {}
        self.first: Seen | None = None
        self.last: Seen | None = None

    def seen(self, days: Texts, numbers: Texts) -> None:
        """Some days, with the numbers of that day; only those at either end are looked at closely."""
        known = set(filter(None, days))
        if not known:
            return
        low, high = min(known), max(known)
        if self.first and self.last and self.first[0] < low and high < self.last[0]:
            return
        both = zip(days, numbers, strict=True)
        ends = [(day, natural(number), number or "") for day, number in both if day and day in (low, high)]
        self.first = min(self.first or ends[0], *ends)
        self.last = max(self.last or ends[0], *ends)

    def tally(self, kind: str, currency: str | None) -> Tally:
        (first, _, lowest), (last, _, highest) = self.first or NEVER, self.last or NEVER
        days, numbers = (_day(first), _day(last)), (lowest or None, highest or None)
        return Tally(kind, currency, self.count, self.voided, self.sums, *days, *numbers)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
