"""Numbers as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.books.files.amounts import EACH, EITHER, Numbers, decimals, names_another, shape

CENTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
FORMS = {
    ".": ("{:.2f}", "{:,.2f}", "CHF {:,.2f}", "{:,.2f} €"),
    ",": ("{:.2f}", "{:,.2f}"),
}


def shapes(*texts: str) -> list[str]:
    return [re.sub("[0-9]", "9", text) for text in texts]


@given(CENTS, st.sampled_from(FORMS["."]))
def test_every_amount_comes_back_from_every_way_of_writing_it(amount: Decimal, form: str) -> None:
    english = form.format(amount)
    french = english.replace(",", "\0").replace(".", ",").replace("\0", "\N{NARROW NO-BREAK SPACE}")
    swiss = english.replace(",", "'")
    for text, decimal in ((english, "."), (french, ","), (swiss, ".")):
        found = decimals(shapes(text))
        assert found is not None
        assert decimal in found
        assert Numbers(decimal).column([text]) == [amount]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50-", "-12.50"),
        ("(3.25)", "-3.25"),
        ("−4", "-4"),
        ("CHF 3.-", "3"),
        ("8.1%", "8.1"),
        (".5", "0.5"),
        ("+7", "7"),
    ],
)
def test_signs(text: str, amount: str) -> None:
    assert Numbers(".").one(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["six", "1.2.3", "1,2,3", "12 34", "1e5", "INV1001", "CHF", "--1", "1'23.4", "NaN", "²"]
)
def test_what_is_no_number(text: str) -> None:
    assert shape(re.sub("[0-9]", "9", text)) is None
    with pytest.raises(ValueError, match=re.escape(text)):
        Numbers(".").one(text)


@pytest.mark.parametrize("text", ["1 234,56 $ CA", "1 234,56 $CAD", "1234,56 $ CAD", "CA$ 1234,56", "CAD 1234,56"])
def test_a_dollar_says_whose_it_is_before_and_after(text: str) -> None:
    told = shape(*shapes(text))
    assert told is not None
    assert told.mark == "CAD"
    assert Numbers(",").column([text]) == [Decimal("1234.56")]


@pytest.mark.parametrize("text", ["-", " - ", "-   $", "$ -", "–", "CHF —", "- $ CA"])
def test_a_dash_alone_is_the_nothing_of_accountants(text: str) -> None:
    assert Numbers(",").column(["12,50", text]) == [Decimal("12.50"), 0]
    assert decimals(shapes("12,50", text)) == frozenset({","})


@pytest.mark.parametrize(
    ("mark", "currency", "other"),
    [
        *(("$", "CAD", False), ("$", "ARS", False), ("$", "CHF", True), ("CAD", "CAD", False), ("CAD", "USD", True)),
        *(("FR", "CHF", False), ("€", "CHF", True), ("", "CHF", False), ("%", "CHF", False)),
    ],
)
def test_what_a_number_names_may_be_another_currency(mark: str, currency: str, other: bool) -> None:
    assert names_another(mark, currency) is other


def test_the_sign_of_decimals_is_told_by_numbers_that_allow_one_alone() -> None:
    assert decimals(shapes("1,234", "1.5")) == frozenset({"."})
    assert decimals(shapes("1,234", "12,5")) == frozenset({","})
    assert decimals(shapes("1,234")) == EITHER
    assert decimals(shapes("1250.50", "850,00")) == frozenset({EACH})
    assert decimals(shapes("1250.50", "850,00", "1,234")) is None
    assert decimals(shapes("CHF 1.00", "EUR 1.00")) is None


def test_a_column_where_each_number_tells_for_itself() -> None:
    assert Numbers(EACH).column(["1250.50", "850,00", "", "7"]) == [
        Decimal("1250.50"),
        Decimal("850.00"),
        None,
        Decimal(7),
    ]
