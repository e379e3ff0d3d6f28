"""Numbers, rates, accounts and kinds, as Sage's items tell them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver.books.rest.columns import About, From
from archiver.books.rest.names import Names
from archiver.books.rest.values import Item, decimal, text
from archiver.books.sage import fields
from archiver.model import State, Value


def got(column: From, item: Item, state: State = State.LIVE) -> Value:
    return column.get(text)(item, About(Names(lambda _: ()), "1", item, state))


@pytest.mark.parametrize(
    ("given", "inverse", "total", "home", "expected"),
    [
        ("1.0", "1.0", "5", "5", "1"),
        ("1.25", "0.8", "100", "80", "0.8"),
        ("0.8", "1.25", "100", "80", "0.8"),
        ("1.25", None, "100", "80", "0.8"),
        ("0.8", None, "100", "80.01", "0.8"),
        (None, "0.8", "0", None, "0.8"),
        ("0", None, "1", "1", None),
        (None, None, "1", "1", None),
        ("much", None, None, None, None),
    ],
)
def test_a_rate_is_the_one_that_the_amounts_bear_out(
    given: str | None, inverse: str | None, total: str | None, home: str | None, expected: str | None
) -> None:
    item = {"exchange_rate": given, "inverse_exchange_rate": inverse}
    amounts = {"total_amount": total, "base_currency_total_amount": home}
    assert got(fields.rate(), {**item, **amounts}) == (decimal(expected) if expected else None)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"prefix": "SI-", "number": "7"}, "SI-7"),
        ({"prefix": "SI-", "number": "SI-7"}, "SI-7"),
        ({"prefix": None, "number": "7"}, "7"),
        ({"displayed_as": "Draft"}, "Draft"),
        ({}, None),
    ],
)
def test_a_number_is_printed_with_its_prefix(item: Item, expected: str | None) -> None:
    assert got(fields.number("prefix", "number"), item) == expected


@pytest.mark.parametrize(
    ("shown", "number", "name"),
    [
        ("Sales (4000)", "4000", "Sales"),
        ("Sales (of goods) (4000)", "4000", "Sales (of goods)"),
        ("Sales", None, "Sales"),
        ("(4000)", None, "(4000)"),
        (None, None, None),
    ],
)
def test_an_account_is_shown_with_its_number(shown: str | None, number: str | None, name: str | None) -> None:
    columns = fields.account()
    item = {"ledger_account": {"id": "a", "displayed_as": shown}}
    assert got(columns["account_number"], item) == number
    assert got(columns["account"], item) == name
    assert got(columns["account_id"], item) == "a"


@pytest.mark.parametrize(
    ("path", "type_", "kind"),
    [
        ("/sales_invoices/1", "", "invoices"),
        ("/sales_corrective_invoices/1", "", "invoices"),
        ("/sales_quick_entries/1", "SALES_QUICK_ENTRY_CREDIT_NOTE", "credit_notes"),
        ("/purchase_quick_entries/1", "PURCHASE_CREDIT_NOTE", "vendor_credits"),
        ("/purchase_quick_entries/1", "PURCHASE_QUICK_ENTRY", "bills"),
        ("/contact_payments/1", "CUSTOMER_RECEIPT", "payments"),
        ("/contact_payments/1", "VENDOR_REFUND", "bill_payments"),
        ("/other_payments/1", "OTHER_RECEIPT", "sales_receipts"),
        ("/other_payments/1", "OTHER_PAYMENT", "purchases"),
        ("/contact_opening_balances/1", "CUSTOMER_OB_INVOICE", "invoices"),
        ("/contact_opening_balances/1", "VENDOR_OB_CREDIT_NOTE", "vendor_credits"),
        ("/contact_opening_balances/1", "", None),
        ("/journals/1", "", "journal_entries"),
        ("/something_new/1", "", None),
        ("", "", None),
    ],
)
def test_a_path_and_a_type_tell_the_kind(path: str, type_: str, kind: str | None) -> None:
    assert fields.kind_of(path, type_) == kind


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"status": {"id": "PART_PAID"}}, "partly_paid"),
        ({"status": {"id": "SOMETHING_NEW"}}, "unknown"),
        ({"status": None}, None),
    ],
)
def test_a_status_is_one_of_ours(item: Item, expected: str | None) -> None:
    assert got(fields.status(), item) == expected
    assert got(fields.status(), item, State.VOIDED) == "voided"


@pytest.mark.parametrize(
    ("item", "state"),
    [
        ({"status": {"id": "VOID"}}, State.VOIDED),
        ({"deleted": True}, State.VOIDED),
        ({"deleted_at": "2026-03-01T00:00:00Z"}, State.VOIDED),
        ({"deleted": False, "deleted_at": None, "status": {"id": "PAID"}}, State.LIVE),
    ],
)
def test_what_is_void_or_deleted_counts_no_more(item: Item, state: State) -> None:
    assert fields.state(item) is state


def test_an_address_is_as_typed_or_on_lines() -> None:
    parts = {"address_line_1": "1 High Street", "city": "Leith", "postal_code": "", "country": {"displayed_as": "GB"}}
    assert got(fields.address("main"), {"main": parts}) == "1 High Street\nLeith\nGB"
    assert got(fields.address("main"), {"main": parts, "main_free_form": "Somewhere"}) == "Somewhere"
    assert got(fields.address("main"), {"main": None}) is None


def test_amounts_are_exact() -> None:
    item = {"exchange_rate": "3", "total_amount": "3", "base_currency_total_amount": "1"}
    assert got(fields.rate(), item) == Decimal("0.3333333333")
