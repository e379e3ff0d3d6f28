"""How a business is set up: one setting a row."""

from __future__ import annotations

from archiver.books.sage import Sage
from tests.books.sage.rows import records, rows
from tests.emulators.sage import Sage as Emulator


def test_each_setting_is_a_row_by_its_path(books: Sage) -> None:
    found = {row["name"]: row["value"] for row in rows(books, "preferences", "preferences").values()}
    assert found["financial_settings.base_currency.id"] == "GBP"
    assert found["financial_settings.multi_currency_enabled"] == "true"
    assert found["invoice_settings.next_invoice_number"] == "25"
    assert (
        found["business_settings.default_ledger_accounts.sales_ledger_account.displayed_as"] == "Sales of goods (4000)"
    )


def test_the_business_itself_too(sage: Emulator, books: Sage) -> None:
    found = {row["name"]: row["value"] for row in rows(books, "company", "company").values()}
    assert (found["business.name"], found["business.city"]) == ("Thistle Cycles Ltd", "Leith")
    heads = [record for _, record in records(books, "company") if record.source is not None]
    assert [head.source["id"] for head in heads if head.source] == [sage.business.id]


def test_what_is_not_offered_is_passed_over(sage: Emulator, books: Sage) -> None:
    sage.business.withheld["business_settings"] = 403
    names = {str(row["name"]).partition(".")[0] for row in rows(books, "preferences", "preferences").values()}
    assert names == {"financial_settings", "invoice_settings"}
