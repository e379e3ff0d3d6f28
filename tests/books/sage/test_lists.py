"""What Sage lists beside documents and contacts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.books.sage import Sage
from tests.books.sage.rows import only, rows
from tests.emulators.sage import Sage as Emulator
from tests.emulators.sage.chart import currency


def test_a_rate_of_tax_keeps_what_it_was_before(sage: Emulator, books: Sage) -> None:
    rate = sage.business.get("tax_rates", "GB_STANDARD")
    rate["percentages"] = [
        {"percentage": "17.5", "from_date": "2010-01-01", "to_date": "2011-01-03"},
        {"percentage": "20.0", "from_date": "2011-01-04", "to_date": None},
    ]
    periods = [row for row in rows(books, "tax_rates", "tax_rate_periods").values() if row["rate_id"] == "GB_STANDARD"]
    assert [(row["rate"], row["valid_from"], row["valid_until"]) for row in periods] == [
        (Decimal("17.5"), date(2010, 1, 1), date(2011, 1, 3)),
        (Decimal("20.0"), date(2011, 1, 4), None),
    ]


def test_what_is_sold_is_in_one_list(books: Sage) -> None:
    items = rows(books, "items", "items")
    assert {row["number"]: (row["type"], row["unit_price"]) for row in items.values()} == {
        "BELL": ("goods", Decimal("7.5")),
        "SERV": ("service", Decimal("45.0")),
        "FRAME": ("inventory", Decimal("310.0")),
    }
    frame = only(items, number="FRAME")
    assert (frame["quantity_on_hand"], frame["income_account"]) == (Decimal("4.0"), "Sales of goods")
    assert "average_cost_price: 120.0" in str(frame["other"])


def test_an_item_without_a_price_has_none(sage: Emulator, books: Sage) -> None:
    sage.business.items("products")[0]["sales_prices"] = []
    assert only(rows(books, "items", "items"), number="BELL")["unit_price"] is None


def test_stock_moves_are_those_of_their_item(sage: Emulator, books: Sage) -> None:
    moves = rows(books, "stock_movements", "stock_movements").values()
    assert sorted(str(row["quantity"]) for row in moves) == ["-2.0", "6.0"]
    assert {row["item_id"] for row in moves} == sage.business.ids("stock_items")


def test_the_owners_rates_of_exchange(sage: Emulator, books: Sage) -> None:
    sage.business.add(
        "business_exchange_rates", "EUR", currency=currency("EUR"), base_currency=currency("GBP"), rate="1.16",
        inverse_rate="0.86",
    )  # fmt: skip
    [row] = rows(books, "exchange_rates", "exchange_rates").values()
    assert (row["from_currency"], row["to_currency"], row["rate"]) == ("EUR", "GBP", Decimal("0.86"))


def test_opening_balances_are_debits_or_credits(books: Sage) -> None:
    [row] = rows(books, "bank_opening_balances", "bank_opening_balances").values()
    assert (row["date"], row["debit"], row["currency"]) == (date(2025, 4, 1), Decimal("0.0"), "GBP")
