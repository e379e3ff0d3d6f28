"""Sales and purchases: headers, what is open of them, voids, credits, and what stands on the invoice itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from archiver.books.quickbooks.documents import is_void, standing
from archiver.books.quickbooks.names import Account, Names
from archiver.model import State
from tests.books.quickbooks.making import at_home, made, one

LINE = {
    "Id": "1",
    "LineNum": 1,
    "Amount": Decimal("120.50"),
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "7", "name": "Canot"}, "Qty": 1},
}
INVOICE: dict[str, Any] = {
    "Id": "130",
    "SyncToken": "3",
    "MetaData": {"CreateTime": "2026-04-08T13:16:17-07:00", "LastUpdatedTime": "2026-05-05T03:13:29-07:00"},
    "DocNumber": "1037",
    "TxnDate": "2026-04-08",
    "DueDate": "2026-05-08",
    "CustomerRef": {"value": "24", "name": "Auberge du Nord"},
    "CurrencyRef": {"value": "CAD", "name": "Canadian Dollar"},
    "Line": [LINE],
    "TxnTaxDetail": {"TotalTax": Decimal("18.05")},
    "TotalAmt": Decimal("138.55"),
    "Balance": Decimal("38.55"),
    "PONumber": "BC-9",
    "PrivateNote": "à suivre",
    "CustomerMemo": {"value": "Merci"},
    "BillAddr": {"Id": "9", "Line1": "12, rue du Quai", "City": "Percé", "CountrySubDivisionCode": "QC", "Lat": "48.5"},
    "EmailStatus": "NotSet",
    "AllowOnlinePayment": False,
}
PURCHASE: dict[str, Any] = {
    "Id": "9",
    "PaymentType": "CreditCard",
    "AccountRef": {"value": "41", "name": "Mastercard"},
    "EntityRef": {"value": "56", "name": "Quincaillerie", "type": "Vendor"},
    "TotalAmt": Decimal("11.50"),
    "TxnTaxDetail": {"TotalTax": Decimal("1.50")},
    "Line": [
        {
            "Id": "1",
            "Amount": 10,
            "DetailType": "ItemBasedExpenseLineDetail",
            "ItemBasedExpenseLineDetail": {"Qty": 2, "UnitPrice": 5},
        }
    ],
}


def ledger() -> Names:
    """Names of a company with one receivable account a currency, and two payable ones in its own."""
    names = at_home()
    names.learn_account("84", "Clients", Account("1100", "CAD", "receivable"))
    names.learn_account("85", "Clients USD", Account("1110", "USD", "receivable"))
    names.learn_account("33", "Fournisseurs", Account("2100", "CAD", "payable"))
    names.learn_account("34", "Retenues", Account("2110", "CAD", "payable"))
    return names


def test_an_invoice_is_a_header_with_its_columns() -> None:
    row = one("Invoice", INVOICE, ledger())
    created = datetime(2026, 4, 8, 20, 16, 17, tzinfo=UTC)
    changed = datetime(2026, 5, 5, 10, 13, 29, tzinfo=UTC)
    others = row.pop("other")
    assert row == {
        "id": "130",
        "number": "1037",
        "date": date(2026, 4, 8),
        "due_date": date(2026, 5, 8),
        "customer_id": "24",
        "customer": "Auberge du Nord",
        "currency": "CAD",
        "subtotal": Decimal("120.50"),
        "discount": 0,
        "tax": Decimal("18.05"),
        "total": Decimal("138.55"),
        "balance": Decimal("38.55"),
        "status": "partly_paid",
        "reference": "BC-9",
        "memo": "à suivre",
        "message": "Merci",
        "account_id": "84",
        "account": "Clients",
        "billing_address": "12, rue du Quai\nPercé QC",
        "created": created,
        "changed": changed,
    }
    assert others == "AllowOnlinePayment: false\nEmailStatus: NotSet"
    record = row.record
    assert (record.version, record.created, record.changed) == ("3", created, changed)
    assert record.state is State.LIVE
    assert record.source == INVOICE


def test_the_same_item_in_another_order_gives_the_same_row() -> None:
    assert one("Invoice", dict(reversed(INVOICE.items()))) == one("Invoice", INVOICE)


@pytest.mark.parametrize(
    ("total", "balance", "status"),
    [
        (100, 0, "paid"),
        (100, 40, "partly_paid"),
        (100, 100, "open"),
        (100, -5, "overpaid"),
        (0, 0, "paid"),
        (100, None, "posted"),
        (None, None, "posted"),
    ],
)
def test_a_status_is_what_is_open(total: int | None, balance: int | None, status: str) -> None:
    money = [None if each is None else Decimal(each) for each in (total, balance)]
    assert standing(*money) == status


def test_the_account_is_the_only_one_of_its_role_and_currency() -> None:
    assert one("Invoice", {**INVOICE, "CurrencyRef": {"value": "USD"}}, ledger())["account_id"] == "85"
    assert "account_id" not in one("Invoice", {**INVOICE, "CurrencyRef": {"value": "EUR"}}, ledger())
    given = {"Id": "1", "APAccountRef": {"value": "34"}, "TotalAmt": 5, "Balance": 5}
    assert one("Bill", given, ledger())["account"] == "Retenues"
    assert "account_id" not in one("Bill", {"Id": "1", "TotalAmt": 5}, ledger()), "which of the two is not known"


def test_a_document_without_a_currency_is_in_that_of_the_books() -> None:
    assert one("Estimate", {"Id": "1"})["currency"] == "CAD"
    assert "currency" not in one("Estimate", {"Id": "1"}, Names())


def test_home_amounts_stand_beside_foreign_ones() -> None:
    row = one("Invoice", {**INVOICE, "HomeTotalAmt": Decimal("190.10"), "ExchangeRate": Decimal("1.372")})
    assert (row["home_currency"], row["home_total"]) == ("CAD", Decimal("190.10"))
    assert "home_currency" not in one("Invoice", INVOICE)


ZERO_LINE = {**LINE, "Amount": 0}


@pytest.mark.parametrize("note", ["Voided", "Voided - erreur de saisie", "voided", " Annulé", "Annulée - double"])
def test_a_void_has_a_note_and_no_amount(note: str) -> None:
    rows = made("Invoice", {**INVOICE, "PrivateNote": note, "TotalAmt": 0, "Balance": 0, "Line": [ZERO_LINE]})
    assert rows["invoices"][0]["status"] == "voided"
    assert {row.record.state for each in rows.values() for row in each} == {State.VOIDED}


@pytest.mark.parametrize(
    "item",
    [
        {"TotalAmt": 0, "PrivateNote": "Created by QB Online to link credits to charges."},
        {"TotalAmt": 0},
        {"TotalAmt": 0, "PrivateNote": None},
        {"TotalAmt": 5, "PrivateNote": "Voided"},
        {"TotalAmt": 0, "PrivateNote": "Voided", "Line": [{"Amount": 5}, {"Amount": -5}]},
        {"TotalAmt": 0, "PrivateNote": "Was voided by hand"},
    ],
)
def test_a_zero_or_a_note_alone_is_no_void(item: dict[str, Any]) -> None:
    assert not is_void(item)


def test_a_purchase_that_is_a_credit_takes_away() -> None:
    rows = made("Purchase", {**PURCHASE, "Credit": True})
    (header,), (line,), _ = rows.values()
    assert (header["total"], header["tax"], header["subtotal"]) == (Decimal("-11.50"), Decimal("-1.50"), -10)
    assert (line["amount"], line["quantity"], line["unit_price"]) == (-10, -2, 5)
    assert made("Purchase", {**PURCHASE, "Credit": False})["purchases"][0]["total"] == Decimal("11.50")


def test_a_purchase_names_a_vendor_or_whoever_it_was_paid_to() -> None:
    vendor = one("Purchase", PURCHASE)
    assert (vendor["vendor_id"], vendor["vendor"], vendor["method"]) == ("56", "Quincaillerie", "CreditCard")
    assert vendor.record.source == PURCHASE
    employee = one("Purchase", {**PURCHASE, "EntityRef": {"value": "5", "name": "Léa", "type": "Employee"}})
    assert "vendor_id" not in employee
    assert "EntityRef: Employee Léa (5)" in employee.others


def test_what_an_invoice_took_at_once_is_applied_to_it() -> None:
    rows = made("Invoice", {**INVOICE, "Deposit": 100})
    (applied,) = rows["sales_applications"]
    assert applied == {
        "id": "invoices/130/deposit",
        "document_kind": "invoices",
        "document_id": "130",
        "date": date(2026, 4, 8),
        "currency": "CAD",
        "amount": 100,
    }
    assert "sales_applications" not in made("Invoice", {**INVOICE, "Deposit": 0})


@pytest.mark.parametrize(
    ("entity", "field", "word", "status"),
    [
        ("Estimate", "TxnStatus", "Accepted", "accepted"),
        ("Estimate", "TxnStatus", "Rejected", "declined"),
        ("Estimate", "TxnStatus", "Converted", "Converted"),
        ("PurchaseOrder", "POStatus", "Open", "pending"),
        ("PurchaseOrder", "POStatus", "Closed", "closed"),
        ("SalesReceipt", "TxnStatus", "Paid", "posted"),
    ],
)
def test_a_word_for_where_it_stands_is_a_code_of_ours(entity: str, field: str, word: str, status: str) -> None:
    assert one(entity, {"Id": "1", field: word})["status"] == status


def test_the_location_of_a_document_is_that_of_its_lines() -> None:
    rows = made("Invoice", {**INVOICE, "DepartmentRef": {"value": "3", "name": "Gaspé"}})
    assert rows["invoices"][0]["department"] == rows["invoice_lines"][0]["department"] == "Gaspé"
