"""Accounts, items, terms and the other lists; what they teach of names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archiver.books.quickbooks.names import Account
from tests.books.quickbooks.making import at_home, made, one


@pytest.mark.parametrize(
    ("classification", "type_", "subtype", "expected"),
    [
        ("Asset", "Accounts Receivable", "AccountsReceivable", ("asset", "receivable")),
        ("Liability", "Accounts Payable", "AccountsPayable", ("liability", "payable")),
        ("Asset", "Bank", "Checking", ("asset", "bank")),
        ("Asset", "Bank", "CashOnHand", ("asset", "cash")),
        ("Liability", "Credit Card", "CreditCard", ("liability", "card")),
        ("Liability", "Other Current Liability", "GlobalTaxPayable", ("liability", "tax")),
        ("Equity", "Equity", "RetainedEarnings", ("equity", "retained_earnings")),
        ("Equity", "Equity", "OpeningBalanceEquity", ("equity", "opening")),
        ("Revenue", "Income", "SalesOfProductIncome", ("income", None)),
        ("Expense", "Cost of Goods Sold", "SuppliesMaterialsCogs", ("expense", None)),
        ("Marvel", "Unheard Of", "Odd", ("Marvel", None)),
    ],
)
def test_an_account_has_a_type_and_a_role(
    classification: str, type_: str, subtype: str, expected: tuple[str, str | None]
) -> None:
    row = one("Account", {"Id": "1", "Classification": classification, "AccountType": type_, "AccountSubType": subtype})
    assert (row["type"], row.get("role")) == expected
    assert row["subtype"] == f"{type_} / {subtype}"


def test_an_account_teaches_what_documents_need_of_it() -> None:
    names = at_home()
    account = {
        "Id": "84",
        "AcctNum": "1100",
        "Name": "Clients",
        "FullyQualifiedName": "Actif:Clients",
        "SubAccount": True,
        "ParentRef": {"value": "1"},
        "AccountType": "Accounts Receivable",
        "CurrentBalance": Decimal("-12.50"),
        "CurrencyRef": {"value": "USD", "name": "Dollar américain"},
        "Active": False,
    }
    row = one("Account", account, names)
    assert (row["number"], row["full_name"], row["parent_id"]) == ("1100", "Actif:Clients", "1")
    assert (row["balance"], row["currency"], row["active"]) == (Decimal("-12.50"), "USD", False)
    assert "other" not in row
    assert names.of("accounts", "84") == "Actif:Clients"
    assert names.account("84") == Account("1100", "USD", "receivable", active=False)
    assert names.control_account("receivable", "USD") is None
    one("Account", {**account, "Active": True}, names)
    assert names.control_account("receivable", "USD") == "84"


def test_an_item_and_what_a_bundle_is_made_of() -> None:
    names = at_home()
    names.learn("items", "8", "Pagaie")
    bundle = {
        "Id": "50",
        "Sku": "TR-1",
        "Name": "Trousse",
        "FullyQualifiedName": "Plein air:Trousse",
        "Type": "Group",
        "UnitPrice": Decimal("12.75"),
        "ItemGroupDetail": {"ItemGroupLine": [{"ItemRef": {"value": "8"}, "Qty": 2, "UOMRef": {"Unit": "u"}}]},
    }
    rows = made("Item", bundle, names)
    (row,), (part,) = rows["items"], rows["item_components"]
    assert (row["number"], row["type"], row["unit_price"], row["currency"]) == (
        "TR-1",
        "bundle",
        Decimal("12.75"),
        "CAD",
    )
    assert part == {
        "id": "50/1",
        "bundle_id": "50",
        "bundle": "Plein air:Trousse",
        "line": 1,
        "item_id": "8",
        "item": "Pagaie",
        "quantity": 2,
        "unit": "u",
    }
    assert names.of("items", "50") == "Plein air:Trousse"


@pytest.mark.parametrize(
    ("type_", "ours"),
    [("Service", "service"), ("NonInventory", "goods"), ("Inventory", "inventory"), ("Assembly", "Assembly")],
)
def test_an_items_type_is_a_code_of_ours_or_its_own_word(type_: str, ours: str) -> None:
    assert one("Item", {"Id": "1", "Type": type_})["type"] == ours


def test_terms_count_days_or_name_a_day() -> None:
    counted = one("Term", {"Id": "3", "Type": "STANDARD", "DueDays": 30, "DiscountDays": 10, "DiscountPercent": 2})
    assert (counted["type"], counted["due_days"], counted["discount_days"], counted["discount_rate"]) == (
        "days",
        30,
        10,
        2,
    )
    named = one("Term", {"Id": "6", "Type": "DATE_DRIVEN", "DayOfMonthDue": 15, "DueNextMonthDays": 5})
    assert (named["type"], named["due_days"]) == ("day_of_month", 15)
    assert named.others == ["DueNextMonthDays: 5"]


@pytest.mark.parametrize(
    ("entity", "list_", "item", "called"),
    [
        ("Term", "terms", {"Name": "Net 30"}, "Net 30"),
        ("PaymentMethod", "payment_methods", {"Name": "Chèque"}, "Chèque"),
        ("Class", "classes", {"Name": "Été", "FullyQualifiedName": "Saison:Été"}, "Saison:Été"),
        ("Department", "departments", {"Name": "Gaspé", "FullyQualifiedName": "Gaspé"}, "Gaspé"),
        ("CustomerType", "customer_types", {"Name": "Auberge"}, "Auberge"),
        ("CompanyCurrency", "currencies", {"Name": "Euro", "Code": "EUR"}, "EUR"),
        ("JournalCode", "journal_codes", {"Name": "VT", "Type": "Sales"}, "VT"),
    ],
)
def test_a_list_teaches_its_names(entity: str, list_: str, item: dict[str, str], called: str) -> None:
    names = at_home()
    row = one(entity, {"Id": "7", "Active": True, **item}, names)
    assert (row["name"], row["active"]) == (item["Name"], True)
    assert names.of(list_, "7") == called


def test_the_name_of_what_was_deleted_stays_as_it_is() -> None:
    row = one("Class", {"Id": "7", "Name": "Été (deleted)", "Active": False})
    assert (row["name"], row["active"]) == ("Été (deleted)", False)


def test_an_exchange_rate_is_known_by_currencies_and_day() -> None:
    rate = {
        "SourceCurrencyCode": "USD",
        "TargetCurrencyCode": "CAD",
        "AsOfDate": "2026-11-21",
        "Rate": Decimal("1.3721"),
        "MetaData": {"LastUpdatedTime": "2026-11-21T01:00:00-05:00"},
    }
    row = one("ExchangeRate", rate)
    assert row == {
        "id": "USD/CAD/2026-11-21",
        "date": date(2026, 11, 21),
        "from_currency": "USD",
        "to_currency": "CAD",
        "rate": Decimal("1.3721"),
    }
    assert row.record.document == "USD/CAD/2026-11-21"
    assert row.record.changed is not None
