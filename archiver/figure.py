"""What is to be seen at a glance: a chart, and the table that stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from archiver.words import N_, Label, Phrase

ZERO = Decimal(0)

FIGURES = {
    "sales_by_month": N_("Sales by month"),
    "bills_by_month": N_("Bills by month"),
    "receivables_by_age": N_("Receivables by age"),
    "payables_by_age": N_("Payables by age"),
    "largest_customers": N_("Largest customers"),
    "largest_vendors": N_("Largest vendors"),
    "cash_by_account": N_("Cash by account"),
}
"""What the summary shows, by its code, and the title that people read."""

Labelled = str | date | Phrase | Label
"""What a bar stands for: a name, the first day of a month, or words of ours."""


class Point(NamedTuple):
    """One bar of a chart: what it stands for, how much, and of how many documents (None where it is not of any)."""

    label: Labelled
    amount: Decimal
    documents: int | None = None


@dataclass(slots=True)
class Sum:
    """A bar in the making: what documents add up to, and how many they are."""

    amount: Decimal = ZERO
    documents: int = 0

    def add(self, amount: Decimal, documents: int = 1) -> None:
        """One document, or several together."""
        self.amount += amount
        self.documents += documents

    def point(self, label: Labelled) -> Point:
        """The bar, called ``label``."""
        return Point(label, self.amount, self.documents)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing to be seen at a glance, in one currency, from ``since`` (if it has a beginning) to ``until``.

    ``name`` is one of ``FIGURES``; ``points`` are drawn, ``beyond`` stands under them in the table only, so that all of
    it is the ``total``. ``marked`` is the part of it that asks for attention: what is overdue.
    """

    name: str
    currency: str | None
    points: Sequence[Point]
    until: date
    since: date | None = None
    beyond: Sequence[Point] = ()
    marked: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """Everything that it is made of."""
        return sum((point.amount for point in (*self.points, *self.beyond)), ZERO)
