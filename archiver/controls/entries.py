"""Entries made by hand: the debits of each are its credits, and its total."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.naming import named
from archiver.model import Control, Value, Verdict
from archiver.words import N_, Phrase, phrase

ZERO = Decimal(0)
TIES = N_("The debits of each entry made by hand are its credits.")
ODD = N_("Entries made by hand whose debits are not their credits ({count}): {entries}")
TAXED = N_("Entries made by hand that their taxes, which stand on no line, balance ({count}): {entries}")


def by_hand(tables: Tables) -> Iterator[Control]:
    """One control, which names every entry that does not balance; nothing where the books have none."""
    if tables.kind("journal_entries") is None or tables.kind("journal_entry_lines") is None:
        return
    count, left = _unbalanced(tables)
    if not count:
        return
    taxed = _taxed(tables, left) if left else {}
    names = _names(tables, left) if left else {}
    odd = [said for id_, said in names.items() if id_ not in taxed]
    verdict, said = Verdict.TIES, phrase(TIES)
    if odd:
        verdict, said = Verdict.DIFFERS, phrase(ODD, count=len(odd), entries=named(odd))
    yield Control("entries_balanced", verdict, said, "journal_entries", None, count, count - len(odd))
    if taxed:
        listed = [names[id_] for id_ in names if id_ in taxed]
        said = phrase(TAXED, count=len(listed), entries=named(listed))
        yield Control("entries_balanced", Verdict.EXPLAINED, said, "journal_entries")


def _unbalanced(tables: Tables) -> tuple[int, dict[str, Decimal]]:
    """How many entries there are, and by how much the debits of some exceed their credits."""
    left: dict[str, Decimal] = {}
    for id_, debit, credit in live(tables, "journal_entry_lines", ("journal_entry_id", "debit", "credit"), by_id=True):
        more = left.pop(str(id_), ZERO) + _amount(debit) - _amount(credit)
        if more:
            left[str(id_)] = more
    return sum(1 for _ in live(tables, "journal_entries", ("id",))), left


def _taxed(tables: Tables, left: Mapping[str, Decimal]) -> set[str]:
    """Those whose taxes are what is left: QuickBooks keeps the taxes of an entry apart from its lines."""
    taxes: dict[str, Decimal] = {}
    for kind, id_, tax in live(tables, "tax_lines", ("document_kind", "document_id", "tax")):
        if kind == "journal_entries" and id_ in left:
            taxes[str(id_)] = taxes.get(str(id_), ZERO) + _amount(tax)
    return {id_ for id_, tax in taxes.items() if abs(tax) == abs(left[id_])}


def _names(tables: Tables, wanted: Collection[str]) -> dict[str, Phrase]:
    """Entries with their sides, in the order that people read them."""
    sides: dict[str, tuple[Decimal, Decimal]] = {}
    for id_, debit, credit in live(tables, "journal_entry_lines", ("journal_entry_id", "debit", "credit")):
        if id_ in wanted:
            up, down = sides.get(str(id_), (ZERO, ZERO))
            sides[str(id_)] = up + _amount(debit), down + _amount(credit)
    found: dict[str, Phrase] = {}
    for id_, number, description, day in live(tables, "journal_entries", ("id", "number", "description", "date")):
        if id_ in sides:
            found[str(id_)] = _said(number or description or id_, day, *sides.pop(str(id_)))
    # What is left are lines of entries that are not there.
    return found | {id_: _said(id_, None, up, down) for id_, (up, down) in sides.items()}


def _said(name: Value, day: Value, debits: Decimal, credits: Decimal) -> Phrase:
    template = N_("{entry} of {day}: debits {debits}, credits {credits}")
    return phrase(template, entry=name, day=day, debits=debits, credits=credits)


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
