"""What a figure adds up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.figure import Figure, Point, Sum


def test_the_total_is_of_what_is_drawn_and_of_what_is_beyond() -> None:
    points = [Point("a", Decimal("1.10")), Point("b", Decimal("-0.10"))]
    figure = Figure("cash_by_account", "CAD", points, date(2026, 3, 31), beyond=[Point("c", Decimal(9))])
    assert figure.total == Decimal("10.00")
    assert Figure("cash_by_account", "CAD", [], date(2026, 3, 31)).total == 0


def test_a_sum_becomes_a_bar() -> None:
    found = Sum()
    found.add(Decimal(3))
    found.add(Decimal("-1.50"), 4)
    assert found.point("x") == Point("x", Decimal("1.50"), 5)
