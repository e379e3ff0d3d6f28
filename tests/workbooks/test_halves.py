"""Two tables beside each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.figure import Figure, Point
from archiver.words import Words
from archiver.workbooks.halves import ABOVE, HALF, Row, beside, table
from archiver.workbooks.page import Cell

WORDS = Words("en")
DAY = date(2026, 3, 31)


def figure(count: int) -> Figure:
    points = [Point(f"Account {n}", Decimal(n), n) for n in range(count)]
    return Figure("cash_by_account", "CAD", points, DAY)


def test_both_end_on_the_same_line() -> None:
    found = list(beside(table("cash_by_account", figure(2), WORDS), table("cash_by_account", figure(5), WORDS)))
    assert len(found) == ABOVE + 5 + 1
    ends = [cell.value for cell in found[-1].cells if cell]
    assert ends == ["Total", 1, Decimal(1), "Total", 10, Decimal(10)]


def test_a_sentence_beside_a_table_stays_on_top() -> None:
    found = list(beside(table("largest_vendors", None, WORDS), table("cash_by_account", figure(2), WORDS)))
    assert [line.cells[0] for line in found[:2]] == [
        Cell("section", "Largest vendors", across=HALF),
        Cell("quiet", "No vendors to compare in these months.", across=HALF),
    ]
    assert all(line.cells[:HALF] == [None] * HALF for line in found[2:])


def test_what_is_to_the_right_stays_there() -> None:
    lines = list(beside([], [Row([Cell("text", "a")], 40)]))
    assert [(line.cells, line.height) for line in lines] == [([None] * (HALF + 1) + [Cell("text", "a")], 40)]


def test_long_names_make_a_row_higher() -> None:
    long = Figure("cash_by_account", "CAD", [Point("Compte " * 8, Decimal(1))], DAY)
    assert (
        table("cash_by_account", long, WORDS)[ABOVE].height > table("cash_by_account", figure(1), WORDS)[ABOVE].height
    )
