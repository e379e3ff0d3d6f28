"""What a line comes to: the engine's algorithm, by hand-made cases; the books of test_truth are the proof."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.books.gnucash.amounts import rounded
from archiver.books.gnucash.billing import AFTER_TAX, BEFORE_TAX, WITH_TAX, Line, Rate, taxes, worth

GST = Rate("t/1", "Quebec", "gst", Fraction(5), percent=True)
QST = Rate("t/2", "Quebec", "qst", Fraction(9975, 1000), percent=True)
ECO = Rate("t/3", "Quebec", "eco", Fraction(2), percent=False)
LINE = Line(Fraction(3), Fraction(100), (GST, QST))


def amounts(line: Line) -> list[Fraction]:
    """Value, discount and tax."""
    found = worth(line)
    return [found.value, found.discount, sum((tax for _, tax in found.taxes), Fraction(0))]


def test_without_discount() -> None:
    assert amounts(LINE) == [300, 0, Fraction(44925, 1000)]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (BEFORE_TAX, [270, 30, Fraction(270 * 14975, 100_000)]),
        (WITH_TAX, [270, 30, Fraction(44925, 1000)]),
        (AFTER_TAX, [300 - Fraction(344925, 10_000), Fraction(344925, 10_000), Fraction(44925, 1000)]),
    ],
)
def test_ten_percent_less(how: str, expected: list[Fraction]) -> None:
    assert amounts(replace(LINE, discount=Fraction(10), discount_how=how)) == expected


def test_an_amount_less() -> None:
    assert amounts(replace(LINE, discount=Fraction(10), discount_percent=False))[:2] == [290, 10]


def test_fixed_taxes_are_once_a_line() -> None:
    assert amounts(replace(LINE, rates=(ECO,))) == [300, 0, 2]


def test_tax_included_is_taken_out_of_the_price() -> None:
    value, _, tax = amounts(replace(LINE, tax_included=True))
    assert value + tax == 300


def test_without_rates_nothing_is_included() -> None:
    assert amounts(Line(Fraction(1), Fraction(10), (), tax_included=True)) == [10, 0, 0]


LINES = st.builds(
    Line,
    st.fractions(-100, 100, max_denominator=1000),
    st.fractions(-1000, 1000, max_denominator=1000),
    st.lists(st.sampled_from([GST, QST, replace(QST, account="gst", id="t/4")]), unique=True, max_size=3).map(tuple),
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=6))
def test_the_taxes_of_a_document_add_up_for_each_account(lines: list[Line]) -> None:
    worths = [worth(line) for line in lines]
    exact: dict[str, Fraction] = {}
    for each in worths:
        for rate, tax in each.taxes:
            exact[rate.account] = exact.get(rate.account, Fraction(0)) + tax
    found: dict[str, Fraction] = {}
    for line in taxes(worths, 100):
        found[line.rate.account] = found.get(line.rate.account, Fraction(0)) + line.tax
    assert found == {account: rounded(tax, 100) for account, tax in exact.items()}
