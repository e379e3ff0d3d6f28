"""What figures say in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.figure import FIGURES, Figure, Point
from archiver.words import Phrase, Words
from archiver.workbooks import captions

DAY = date(2026, 3, 31)
WORDS = Words("en")


def figure(name: str, *points: Point, currency: str | None = "CAD", marked: Decimal | None = None) -> Figure:
    return Figure(name, currency, points, DAY, marked=marked)


def test_every_figure_has_its_words() -> None:
    for said in (captions.SAYINGS, captions.NOTHING, captions.LABELS):
        assert said.keys() == FIGURES.keys()
    assert captions.TILES.keys() <= FIGURES.keys()


def test_the_most_is_somebodys_own_not_that_of_all_others() -> None:
    points = (Point("Café", Decimal(5), 1), Point(Phrase("Others"), Decimal(90), 9))
    told = captions.said(figure("largest_customers", *points), WORDS)
    assert told == "Sales of 95.00 CAD in these months; most to Café, 5.00."
    told = captions.said(figure("largest_customers", points[1]), WORDS)
    assert told == "Sales of 90.00 CAD in these months; most to Others, 90.00."


def test_amounts_have_the_decimals_of_their_currency() -> None:
    point = Point("1010", Decimal(7))
    assert "7 JPY" in captions.said(figure("cash_by_account", point, currency="JPY"), WORDS)
    assert "7.000 TND" in captions.said(figure("cash_by_account", point, currency="TND"), WORDS)
    odd = Point("1010", Decimal("0.12345"))
    assert "0.12345 CAD" in captions.said(figure("cash_by_account", odd), WORDS), "and all those that they have"


def test_nothing_is_said_to_be_nothing() -> None:
    assert captions.said(figure("payables_by_age"), WORDS) == WORDS(captions.NOTHING["payables_by_age"])


def test_a_single_month_is_no_span() -> None:
    one = figure("sales_by_month", Point(date(2026, 3, 1), Decimal(1), 1))
    assert captions.note(one, WORDS) == "March 2026"
    assert captions.title(one, WORDS) == "Sales by month (CAD)"
