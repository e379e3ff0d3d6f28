"""Figures of the sample company, awkward where figures can be: a hostile name, a gap, a currency without decimals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.figure import Figure, Point
from archiver.words import N_, phrase

UNTIL = date(2026, 3, 31)
SINCE = date(2024, 4, 1)
AGES = ("current", "days_1_30", "days_31_60", "days_61_90", "days_over_90")
HOSTILE = "=cmd|' /C calc'!A0 \x07 & <Fils>"


def months(factor: int) -> list[Point]:
    """Twenty-four of them; nothing happened in the third."""
    first = SINCE.year * 12 + SINCE.month - 1
    days = [date((first + n) // 12, (first + n) % 12 + 1, 1) for n in range(24)]
    amounts = [Decimal(1000 + n * 7919 % 4000) * factor for n in range(24)]
    return [Point(day, Decimal(0) if n == 2 else amounts[n], n % 5) for n, day in enumerate(days)]


def ages(factor: int) -> list[Point]:
    """Every age, and what is not applied."""
    kind = kinds.kind("aged_receivables")
    labels = [kind.columns[kind.keys.index(age)].labels for age in AGES]
    points = [Point(label, Decimal("3000.50") * factor - 500 * n, 3) for n, label in enumerate(labels)]
    return [*points, Point(phrase(N_("Not applied yet")), Decimal(-400) * factor, 1)]


def figures(currency: str | None = "CAD", factor: int = 1) -> Iterator[Figure]:
    """All of them but the largest vendors."""
    customers = [Point(HOSTILE, Decimal(5000) * factor, 7), Point("Café Légaré", Decimal("0.99"), 1)]
    others = Point(phrase(N_("Others ({count})"), count=17), Decimal(2345) * factor, 40)
    earlier = Point(phrase(N_("Earlier")), Decimal(4444) * factor, 9)
    accounts = [Point("1010 Banque", Decimal("12345.67") * factor), Point("2110 Visa", Decimal(-2300) * factor)]
    yield Figure("sales_by_month", currency, months(factor), UNTIL, SINCE, [earlier])
    yield Figure("bills_by_month", currency, months(factor), UNTIL, SINCE)
    yield Figure("receivables_by_age", currency, ages(factor), UNTIL, marked=Decimal("8002.00"))
    yield Figure("payables_by_age", currency, ages(factor)[:5], UNTIL, marked=Decimal(0))
    yield Figure("largest_customers", currency, [*customers, others], UNTIL, SINCE)
    yield Figure("cash_by_account", currency, accounts, UNTIL)


def everything() -> list[Figure]:
    """Dollars whole, and of yen the sales only."""
    return [*figures(), next(figures("JPY", 100))]
