"""What a figure of the summary is called, and what it says: its title, its axes, and its main numbers in a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.figure import FIGURES, Figure, Labelled, Point
from archiver.words import N_, Phrase, Words, phrase
from archiver.workbooks.facts import MONTHS
from archiver.workbooks.looks import MOST_PLACES
from archiver.workbooks.numbers import decimals as decimals_of
from archiver.workbooks.numbers import exact, places

BY_MONTH = frozenset({"sales_by_month", "bills_by_month"})
BY_AGE = frozenset({"receivables_by_age", "payables_by_age"})
SAYINGS = {
    "sales_by_month": N_(
        "Invoices and sales receipts less credits and refunds: {total} {currency} in {count} months; most in {most}, "
        "{amount}."
    ),
    "bills_by_month": N_("Bills less credits: {total} {currency} in {count} months; most in {most}, {amount}."),
    "receivables_by_age": N_("Customers owe {total} {currency} on {day}; {marked} of it is overdue."),
    "payables_by_age": N_("Vendors are owed {total} {currency} on {day}; {marked} of it is overdue."),
    "largest_customers": N_("Sales of {total} {currency} in these months; most to {most}, {amount}."),
    "largest_vendors": N_("Bills of {total} {currency} in these months; most from {most}, {amount}."),
    "cash_by_account": N_("{total} {currency} in bank, cash and card accounts on {day}; most in {most}, {amount}."),
}
NOTHING = {
    "sales_by_month": N_("No sales in these months."),
    "bills_by_month": N_("No bills in these months."),
    "receivables_by_age": N_("Customers owe nothing, or it is not known what they owe."),
    "payables_by_age": N_("Vendors are owed nothing, or it is not known what they are owed."),
    "largest_customers": N_("No customers to compare in these months."),
    "largest_vendors": N_("No vendors to compare in these months."),
    "cash_by_account": N_("No bank, cash or card account holds anything, or none is known."),
}
TILES = {
    "sales_by_month": N_("Sales"),
    "receivables_by_age": N_("Owed by customers"),
    "payables_by_age": N_("Owed to vendors"),
    "cash_by_account": N_("Cash, bank and cards"),
}
"""The four amounts to remember, by the figure that each one sums up."""
LABELS = {
    "sales_by_month": N_("Month"),
    "bills_by_month": N_("Month"),
    "receivables_by_age": N_("Age"),
    "payables_by_age": N_("Age"),
    "largest_customers": N_("Customer"),
    "largest_vendors": N_("Vendor"),
    "cash_by_account": N_("Account"),
}


def title(figure: Figure, words: Words) -> str:
    """What it is called, with its currency."""
    named = phrase(N_("{figure} ({currency})"), figure=Phrase(FIGURES[figure.name]), currency=figure.currency)
    return words.say(named)


def said(figure: Figure, words: Words) -> str:
    """What it says, in a sentence; that there is nothing, where there is nothing."""
    if not figure.points:
        return words(NOTHING[figure.name])
    drawn = sum((point.amount for point in figure.points), Decimal(0))
    most = max(_named(figure), key=lambda point: point.amount)
    facts = {
        "total": money(figure.total if figure.name in BY_AGE else drawn, figure.currency),
        "currency": figure.currency,
        "count": len(figure.points),
        "day": figure.until,
        "marked": money(figure.marked or Decimal(0), figure.currency),
        "most": label(most.label, words),
        "amount": money(most.amount, figure.currency),
    }
    return words.say(phrase(SAYINGS[figure.name], **facts))


def label(of: Labelled, words: Words) -> str:
    """What a bar stands for; a month by its name."""
    if isinstance(of, date):
        return words.say(phrase(N_("{month} {year}"), month=Phrase(MONTHS[of.month - 1]), year=of.year))
    return words.fact(of)


def note(figure: Figure, words: Words) -> str:
    """What is to be said under its amount: of which months it is, how much of it is overdue, or of which day it is."""
    if figure.name in BY_MONTH:
        months = dict.fromkeys((figure.points[0].label, figure.points[-1].label))
        return " – ".join(label(month, words) for month in months)
    if figure.name in BY_AGE:
        return words.say(phrase(N_("overdue: {amount}"), amount=money(figure.marked or Decimal(0), figure.currency)))
    return words.say(phrase(N_("on {day}"), day=figure.until))


def decimals(amount: Decimal, currency: str | None) -> int:
    """How many decimals an amount is shown with: those of its currency, or all that it has."""
    held = exact(amount)
    return min(max(places(currency), decimals_of(held) if held else 0), MOST_PLACES)


def money(amount: Decimal, currency: str | None) -> Decimal:
    """An amount with those decimals, for a sentence."""
    return round(amount, decimals(amount, currency))


def _named(figure: Figure) -> list[Point]:
    """The bars that are somebody's own, not those of all others together."""
    own = [point for point in figure.points if not isinstance(point.label, Phrase)]
    return own or list(figure.points)
