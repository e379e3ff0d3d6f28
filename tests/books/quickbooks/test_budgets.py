"""Budgets and their amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from archiver.books.quickbooks.names import Account
from tests.books.quickbooks.making import at_home, made, one

BUDGET: dict[str, Any] = {
    "Id": "1",
    "Name": "Budget 2026",
    "StartDate": "2026-01-01",
    "EndDate": "2026-12-31",
    "BudgetType": "ProfitAndLoss",
    "BudgetEntryType": "Monthly",
    "Active": True,
    "BudgetDetail": [
        {"Amount": 0, "AccountRef": {"value": "1"}, "BudgetDate": "2026-01-01"},
        {
            "Amount": Decimal("71.5"),
            "AccountRef": {"value": "1"},
            "BudgetDate": "2026-12-01",
            "ClassRef": {"value": "4"},
        },
    ],
}


def test_a_budget_has_an_amount_for_each_account_and_period() -> None:
    names = at_home()
    names.learn_account("1", "Services", Account("4000", "CAD", None))
    (row,), (first, second) = made("Budget", BUDGET, names).values()
    assert (row["fiscal_year"], row["periods"], row["period_unit"], row["currency"]) == ("2026", 12, "month", "CAD")
    assert row.others == ["EndDate: 2026-12-31"]
    assert (first["id"], first["period"], first["account_number"], first["account"]) == ("1/1", 1, "4000", "Services")
    assert (second["period"], second["period_start"], second["amount"]) == (12, date(2026, 12, 1), Decimal("71.5"))
    assert second.others == ["ClassRef: 4"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"BudgetEntryType": "Quarterly"}, ("2026", 4, "quarter")),
        ({"BudgetEntryType": "Yearly"}, ("2026", 1, "year")),
        ({"StartDate": "2025-07-01", "EndDate": "2026-06-30"}, ("2025-2026", 12, "month")),
        ({"BudgetEntryType": "Fortnightly"}, ("2026", None, "Fortnightly")),
        ({"StartDate": "soon"}, (None, None, "month")),
    ],
)
def test_the_periods_of_a_budget(change: dict[str, str], expected: tuple[object, ...]) -> None:
    row = one("Budget", {**BUDGET, **change})
    assert tuple(row.get(key) for key in ("fiscal_year", "periods", "period_unit")) == expected


def test_a_quarter_counts_three_months() -> None:
    _, lines = made("Budget", {**BUDGET, "BudgetEntryType": "Quarterly"}).values()
    assert [line["period"] for line in lines] == [1, 4]
