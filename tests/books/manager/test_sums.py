"""What lines come to, and their taxes: by the rounding that meets Manager's total, or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from archiver.books.manager import sums
from archiver.books.manager.facts import Facts, Rate, rates
from archiver.books.manager.sums import added_up

D = Decimal
FACTS = Facts("CHF", {"CHF": 2, "JPY": 0})
FACTS.rates["vat"] = (Rate("vat/1", "TVA", D("8.1"), "tax"),)
FACTS.rates["both"] = (Rate("both/1", "TPS", D(5), "tps"), Rate("both/2", "TVQ", D("9.975"), "tvq"))


def line(price: str, qty: str | None = None, code: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    given: dict[str, Any] = {"SalesUnitPrice": D(price), **more}
    return {**given, **({"Qty": D(qty)} if qty else {}), **({"TaxCode": code} if code else {})}


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        (line("12.50", "40"), "500.00"),
        (line("40"), "40.00"),
        (line("40", "0"), "0.00"),
        (line("3.335", "3"), "10.01"),
        (line("125", "2", DiscountPercentage=D(20)), "200.00"),
        (line("100", DiscountAmount=D(15)), "85.00"),
        ({"Amount": "-1.20"}, "-1.20"),
        ({"PurchaseUnitPrice": 7, "Qty": 3}, "21.00"),
        ({"LineDescription": "a title"}, None),
    ],
)
def test_a_line_comes_to(given: dict[str, Any], amount: str | None) -> None:
    assert sums.amount(given, D("0.01")) == (D(amount) if amount else None)


def test_without_taxes_the_total_is_the_lines() -> None:
    found = added_up([line("10"), line("5")], None, FACTS, "CHF", includes=False)
    assert (found.subtotal, found.tax, found.total) == (D(15), D(0), D(15))


def test_taxes_are_added() -> None:
    found = added_up([line("100", code="vat"), line("18")], D("126.10"), FACTS, "CHF", includes=False)
    assert (found.subtotal, found.tax, found.total) == (D("118.00"), D("8.10"), D("126.10"))
    assert found.taxes == [
        {"code": "vat", "id": "vat/1", "rate": D("8.1"), "base": D("100.00"), "tax": D("8.10"), "account": "tax"}
    ]


def test_taxes_within_are_taken_out() -> None:
    found = added_up([line("324.30", code="vat")], D("324.30"), FACTS, "CHF", includes=True)
    assert (found.subtotal, found.tax, found.total) == (D("300.00"), D("24.30"), D("324.30"))
    assert found.taxes[0]["base"] == 300


def test_a_code_of_several_taxes_has_a_line_for_each() -> None:
    found = added_up([line("100", code="both")], None, FACTS, "CHF", includes=False)
    assert [(each["id"], each["tax"], each["account"]) for each in found.taxes] == [
        ("both/1", D("5.00"), "tps"),
        ("both/2", D("9.98"), "tvq"),
    ]
    assert found.total == D("114.98")


LINES = [line("0.05", code="vat") for _ in range(10)]


def test_the_rounding_that_meets_the_total_is_taken() -> None:
    by_line = added_up(LINES, D("0.50"), FACTS, "CHF", includes=False)
    once = added_up(LINES, D("0.54"), FACTS, "CHF", includes=False)
    assert (by_line.tax, once.tax) == (D("0.00"), D("0.04"))


def test_a_total_that_no_rounding_meets_stays_alone() -> None:
    found = added_up(LINES, D("0.60"), FACTS, "CHF", includes=False)
    assert (found.total, found.tax, list(found.taxes), found.subtotal) == (D("0.60"), None, [], None)


def test_an_unknown_code_leaves_the_taxes_unknown() -> None:
    found = added_up([line("100", code="elsewhere")], D("108.10"), FACTS, "CHF", includes=False)
    assert (found.total, found.tax) == (D("108.10"), None)


def test_amounts_are_in_the_least_coin_of_their_currency() -> None:
    assert added_up([line("3.335", "3")], None, FACTS, "JPY", includes=False).total == 10


def test_rates_of_a_code() -> None:
    assert rates("k", {"Name": "TVA", "Rate": D("8.1")}) == (Rate("k/1", "TVA", D("8.1"), sums_account()),)
    parts = [{"Name": "TPS", "ComponentRate": 5, "ComponentAccount": "a"}, {"ComponentRate": D("9.975")}]
    assert [(each.id, each.name, each.percent) for each in rates("k", {"Name": "QC", "Components": parts})] == [
        ("k/1", "TPS", 5),
        ("k/2", "QC", D("9.975")),
    ]
    assert rates("k", {"Name": "exempt"}) == ()


def sums_account() -> str:
    """Where taxes are posted unless a code says otherwise."""
    return "30c697fa-4196-438a-ab5a-1957478034b1"


@pytest.mark.parametrize("lines", ["x", {"a": 1}, [1, 2]])
def test_lines_of_no_form_are_said(lines: object) -> None:
    with pytest.raises(TypeError):
        sums.entries({"Lines": lines})
