"""Debits equal credits: in each entry, and in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.model import Control, Value, Verdict
from archiver.words import N_, phrase

ZERO = Decimal(0)
EACH = N_("{entry} of {day}: debits less credits {difference}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry that does not balance, or not yet."""

    name: Value
    day: Value
    left: Decimal


@dataclass(slots=True)
class _Sides:
    """The two sides of one currency; ``within`` has the entries that do not balance, or not yet."""

    debits: Decimal = ZERO
    credits: Decimal = ZERO
    within: dict[str, _Entry] = field(default_factory=dict)
    undated: int = 0


def ledger(tables: Tables) -> Iterator[Control]:
    """One control a currency: the ledger's debits against its credits, with the entries that do not balance."""
    wanted = ("entry_id", "entry_currency", "debit", "credit", "date", "entry_number", "description")
    found: dict[str, _Sides] = {}
    for entry, currency, debit, credit, day, number, description in live(tables, "ledger", wanted):
        sides = found.setdefault(str(currency or ""), _Sides())
        sides.undated += day is None
        up, down = (side if isinstance(side, Decimal) else ZERO for side in (debit, credit))
        sides.debits += up
        sides.credits += down
        _post(sides, str(entry), up - down, number or description or entry, day)
    for currency, sides in sorted(found.items()):
        yield from _controls(currency, sides)


def _post(sides: _Sides, id_: str, moved: Decimal, name: Value, day: Value) -> None:
    # Entries come one after the other, so no more than a few are ever held here.
    before = sides.within.pop(id_, None)
    left = moved + before.left if before else moved
    if left:
        sides.within[id_] = _Entry(name, day, left)


def _controls(currency: str, sides: _Sides) -> Iterator[Control]:
    said, verdict = phrase(N_("Every entry of the ledger balances, and so does the whole.")), Verdict.TIES
    if odd := [phrase(EACH, entry=each.name, day=each.day, difference=each.left) for each in sides.within.values()]:
        verdict = Verdict.DIFFERS
        told = N_("Entries of the ledger that do not balance ({count}): {entries}")
        said = phrase(told, count=len(odd), entries=named(odd))
    yield Control("ledger_balanced", verdict, said, "ledger", currency or None, sides.debits, sides.credits)
    if sides.undated:
        said = phrase(N_("{count} postings have no date, and so no place in the trial balance."), count=sides.undated)
        yield Control("ledger_balanced", Verdict.DIFFERS, said, "ledger", currency or None)
