"""Debits equal credits: in each entry, and in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from archiver.controls import Tables
from archiver.model import Control, State, Verdict
from archiver.words import N_, phrase

NAMED_AT_MOST = 10
ZERO = Decimal(0)


@dataclass(slots=True)
class _Sides:
    """The two sides of one currency; ``within`` has the entries that do not balance, or not yet."""

    debits: Decimal = ZERO
    credits: Decimal = ZERO
    within: dict[str, Decimal] = field(default_factory=dict)
    undated: int = 0


def ledger(tables: Tables) -> Iterator[Control]:
    """One control a currency: the ledger's debits against its credits, with the entries that do not balance."""
    kind = tables.kind("ledger")
    if kind is None:
        return
    wanted = ("entry_id", "entry_currency", "debit", "credit", "date")
    places = [kind.keys.index(key) for key in wanted]
    found: dict[str, _Sides] = {}
    for row in tables.rows(kind):
        if row.state is State.LIVE:
            entry, currency, debit, credit, day = (row.values[place] for place in places)
            sides = found.setdefault(str(currency or ""), _Sides())
            sides.undated += day is None
            _post(sides, str(entry), debit, credit)
    for currency, sides in sorted(found.items()):
        yield from _controls(currency, sides)


def _post(sides: _Sides, entry: str, debit: object, credit: object) -> None:
    up, down = (side if isinstance(side, Decimal) else ZERO for side in (debit, credit))
    sides.debits += up
    sides.credits += down
    # Entries come one after the other, so no more than a few are ever held here.
    left = sides.within.pop(entry, ZERO) + up - down
    if left:
        sides.within[entry] = left


def _controls(currency: str, sides: _Sides) -> Iterator[Control]:
    said, verdict = phrase(N_("Every entry of the ledger balances, and so does the whole.")), Verdict.TIES
    if odd := list(sides.within):
        verdict = Verdict.DIFFERS
        told = N_("Entries of the ledger that do not balance ({count}): {entries}")
        said = phrase(told, count=len(odd), entries=odd[:NAMED_AT_MOST])
    yield Control("ledger_balanced", verdict, said, "ledger", currency or None, sides.debits, sides.credits)
    if sides.undated:
        said = phrase(N_("{count} postings have no date, and so no place in the trial balance."), count=sides.undated)
        yield Control("ledger_balanced", Verdict.DIFFERS, said, "ledger", currency or None)
