"""What customers owe, or vendors are owed: in each currency as things are, and in the home currency on some day.

A document that is dated later is not owed on that day, and what was paid later was not paid yet. In the home currency a
document counts at its own rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.open_balances import CREDITS, Document
from archiver.controls.ties import Side
from archiver.model import Value

ZERO, CENT = Decimal(0), Decimal("0.01")
COLUMNS = ("id", "date", "currency", "exchange_rate", "status")
APPLIED = ("payment_kind", "payment_id", "document_kind", "document_id", "currency", "amount")


@dataclass(slots=True)
class Open:
    """What is open of documents, and what payments leave unapplied.

    ``settled`` is what was applied to other entries than documents; ``unknown`` counts documents without an amount, or
    without a rate, and amounts applied later that nobody knows; ``converted`` those in other currencies.
    """

    documents: Decimal = ZERO
    unapplied: Decimal = ZERO
    settled: Decimal = ZERO
    unknown: int = 0
    converted: int = 0

    @property
    def owed(self) -> Decimal:
        """What remains to be paid."""
        return self.documents - self.unapplied


@dataclass(slots=True)
class Owed:
    """One side of the books: ``now`` by currency, and ``then`` in the ``home`` currency at the end of the day."""

    side: Side
    home: str | None
    as_of: date
    now: dict[str, Open] = field(default_factory=dict)
    then: Open = field(default_factory=Open)
    _later: set[Document] = field(default_factory=set)
    _rates: dict[Document, Value] = field(default_factory=dict)

    def add_up(self, tables: Tables, applications: str) -> Owed:
        """Every document, payment and application of that side."""
        for key, effect in self.side.documents.items():
            for values in _values(tables, key, (*COLUMNS, "balance")):
                self._document((key, str(values["id"])), effect, values)
        for values in _values(tables, self.side.payments, (*COLUMNS, "unapplied")):
            self._payment((self.side.payments, str(values["id"])), values)
        for values in _values(tables, applications, APPLIED):
            self._applied(values)
        return self

    def _document(self, which: Document, effect: int, values: Mapping[str, Value]) -> None:
        if values.get("status") != "draft":
            now, then = self._both(which, values)
            if isinstance(amount := values["balance"], Decimal):
                now.documents += effect * amount
                then.documents += effect * self._at_home(which, amount, then)

    def _payment(self, which: Document, values: Mapping[str, Value]) -> None:
        now, then = self._both(which, values)
        if isinstance(amount := values["unapplied"], Decimal):
            now.unapplied += amount
            then.unapplied += self._at_home(which, amount, then)

    def _both(self, which: Document, values: Mapping[str, Value]) -> tuple[Open, Open]:
        """Where a document counts: as things are, and on that day, or nowhere if it is dated later."""
        currency, day = str(values["currency"] or ""), values["date"]
        if currency != (self.home or ""):
            self._rates[which] = values["exchange_rate"]
        now, then = self.now.setdefault(currency, Open()), self.then
        if isinstance(day, date) and day > self.as_of:
            self._later.add(which)
            then = Open()
        unknown = not isinstance(values.get("balance", values.get("unapplied")), Decimal)
        now.unknown += unknown
        then.unknown += unknown
        return now, then

    def _at_home(self, which: Document, amount: Decimal, then: Open) -> Decimal:
        """An amount of a document in the home currency; of one without a rate, nothing, and it is counted."""
        if which not in self._rates or not amount:
            return amount
        rate = self._rates[which]
        if not isinstance(rate, Decimal):
            then.unknown += 1
            return ZERO
        then.converted += 1
        return (amount * rate).quantize(CENT, ROUND_HALF_UP)

    def _applied(self, values: Mapping[str, Value]) -> None:
        giver = (str(values["payment_kind"]), str(values["payment_id"]))
        taker = (str(values["document_kind"]), str(values["document_id"]))
        amount = values["amount"]
        if not isinstance(amount, Decimal):
            self.then.unknown += (giver in self._later) != (taker in self._later)
            return
        amount = -amount if taker[0] in CREDITS else amount
        if taker[0] not in self.side.documents:
            self.now.setdefault(str(values["currency"] or ""), Open()).settled += amount
            if giver not in self._later:
                self.then.settled += self._at_home(giver, amount, self.then)
        elif giver in self._later and taker not in self._later:
            self.then.documents += self._at_home(taker, amount, self.then)
        elif taker in self._later and giver not in self._later:
            self.then.unapplied += self._at_home(giver, amount, self.then)


def _values(tables: Tables, key: str, columns: Sequence[str]) -> Iterator[dict[str, Value]]:
    """Some columns of the rows of a kind that count; nothing of a kind that was not read."""
    return (dict(zip(columns, values, strict=True)) for values in live(tables, key, columns))
