"""Taxes summed up from the tax lines: by fiscal year, code, rate and currency, collected and recoverable side by side.

Each document counts on its date, whether it is paid or not, and with the effect of its kind: what a credit note gives
back is taken off. Estimates, orders and drafts owe no tax. This is not a tax return.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial

from archiver.controls import Tables
from archiver.controls.columns import live
from archiver.controls.taxed import drafts, effect
from archiver.fiscal_year import FiscalYear, fiscal_year
from archiver.model import Kind, Record, Value

ZERO = Decimal(0)
APART = ("tax_code_id", "tax_code", "rate_id", "rate", "account_id", "currency")
"""What rows differ by within a fiscal year."""
NAMED = ("rate_name", "account_number", "account")
"""What else a row says, as the first of its lines does."""
READ = ("date", "document_kind", "document_id", "direction", "base", "tax", *NAMED, *APART)

Key = tuple[FiscalYear, tuple[str, ...]]


@dataclass(slots=True)
class _Sums:
    """A row as it adds up; ``last`` is the document that was counted last, as its lines come one after the other."""

    facts: dict[str, Value]
    last: tuple[Value, Value] | None = None
    documents: int = 0
    base_collected: Decimal = ZERO
    collected: Decimal = ZERO
    base_recoverable: Decimal = ZERO
    recoverable: Decimal = ZERO

    def add(self, document: tuple[Value, Value], direction: Value, base: Decimal, tax: Decimal) -> None:
        """One tax line, with the sign of its document's effect."""
        if direction == "collected":
            self.base_collected += base
            self.collected += tax
        else:
            self.base_recoverable += base
            self.recoverable += tax
        self.documents += document != self.last
        self.last = document


def rows(tables: Tables, kind: Kind, starts: tuple[int, int], first: date | None = None) -> Iterator[Record]:
    """The rows of the summary, for a company whose years start on (month, day); none where the books have no taxes.
    Nothing that is dated before the ``first`` day of a period is in them.

    A tax whose day or direction nobody knows is in no row.
    """
    year_of, drafted = cache(partial(fiscal_year, starts=starts)), drafts(tables)
    found: dict[Key, _Sums] = {}
    for day, made_by, id_, direction, base, tax, name, number, account, *apart in live(tables, "tax_lines", READ):
        sign = effect(made_by) if direction and (made_by, id_) not in drafted else 0
        if sign and isinstance(day, date) and not (first and day < first):
            key = year_of(day), tuple(["" if each is None else str(each) for each in apart])
            sums = found.get(key)
            if sums is None:
                facts = zip((*NAMED, *APART), (name, number, account, *apart), strict=True)
                sums = found[key] = _Sums(dict(facts))
            sums.add((made_by, id_), direction, sign * _amount(base), sign * _amount(tax))
    for (year, told), sums in sorted(found.items(), key=lambda each: each[0]):
        yield _row(kind, year, told, sums)


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


def _row(kind: Kind, year: FiscalYear, told: tuple[str, ...], sums: _Sums) -> Record:
    id_ = "/".join((str(year.start), *told))
    values: dict[str, Value] = {
        **sums.facts,
        "id": id_,
        "fiscal_year": year.name,
        "basis": "invoice",
        "documents": Decimal(sums.documents),
        "base_collected": sums.base_collected,
        "collected": sums.collected,
        "base_recoverable": sums.base_recoverable,
        "recoverable": sums.recoverable,
        "net": sums.collected - sums.recoverable,
    }
    return Record(id_, id_, kind.values(values))
