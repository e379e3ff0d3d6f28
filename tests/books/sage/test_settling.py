"""What payments and allocations settle, whichever way round."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver import kinds
from archiver.books.rest.names import Names
from archiver.books.rest.values import Item
from archiver.books.sage.documents import Control
from archiver.books.sage.feeds import making
from archiver.books.sage.settling import Allocations, Payments
from archiver.model import State, Value

NAMES = Names(lambda list_: [("c", "EUR")] if list_ == "contacts" else [])
SALES = kinds.kind("sales_applications").keys
Application = tuple[Value, ...]


def part(path: str, amount: str, discount: str = "0.0") -> Item:
    return {"artefact": {"id": path.rpartition("/")[2], "$path": path}, "amount": amount, "discount": discount}


def item(type_: str, *parts: Item, **more: object) -> Item:
    return {
        "id": "x", "displayed_as": "X", "date": "2026-03-31", "transaction_type": {"id": type_}, "total_amount": "10.0",
        "currency": {"id": "GBP"}, "contact": {"id": "c", "displayed_as": "C"}, "allocated_artefacts": list(parts),
        **more,
    }  # fmt: skip


def applied(made: object, key: str = "sales_applications") -> list[Application]:
    assert isinstance(made, dict)
    columns = ("payment_kind", "payment_id", "document_kind", "document_id", "amount")
    rows = [dict(zip(SALES, row.values, strict=True)) for row in made[key]]
    return [tuple(row[each] for each in columns) for row in rows]


def payments() -> Payments:
    return Payments(making, {"customer": Control("1100", "Debtors"), "vendor": Control()})


def amount(made: object, kind: str) -> Value:
    assert isinstance(made, dict)
    columns = next(each for each in payments().kinds if each.key == kind).keys
    [row] = made[kind]
    found: Value = dict(zip(columns, row.values, strict=True))["amount"]
    return found


def test_a_receipt_settles_what_it_names() -> None:
    made = payments()(
        item("CUSTOMER_RECEIPT", part("/sales_invoices/1", "6.0"), part("/sales_quick_entries/2", "4.0")), NAMES
    )
    assert applied(made) == [
        ("payments", "x", "invoices", "1", Decimal("6.0")),
        ("payments", "x", "invoices", "2", Decimal("4.0")),
    ]
    assert amount(made, "payments") == Decimal("10.0")


def test_a_discount_settles_too_and_is_given_by_no_payment() -> None:
    made = payments()(item("CUSTOMER_RECEIPT", part("/sales_invoices/1", "10.0", "0.5")), NAMES)
    assert applied(made)[1] == (None, None, "invoices", "1", Decimal("0.5"))


@pytest.mark.parametrize(
    ("type_", "kind", "expected"),
    [
        ("CUSTOMER_REFUND", "payments", Decimal("-10.0")),
        ("VENDOR_REFUND", "bill_payments", Decimal("-10.0")),
        ("VENDOR_PAYMENT", "bill_payments", Decimal("10.0")),
    ],
)
def test_what_is_paid_back_is_negative(type_: str, kind: str, expected: Decimal) -> None:
    assert amount(payments()(item(type_), NAMES), kind) == expected


def test_money_on_account_is_unapplied() -> None:
    made = payments()(item("CUSTOMER_RECEIPT", payment_on_account={"id": "p", "outstanding_amount": "3.5"}), NAMES)
    columns = next(each for each in payments().kinds if each.key == "payments").keys
    assert dict(zip(columns, made["payments"][0].values, strict=True))["unapplied"] == Decimal("3.5")


def test_what_a_deleted_payment_settled_counts_no_more() -> None:
    made = payments()(
        item("CUSTOMER_RECEIPT", part("/sales_invoices/1", "6.0"), deleted_at="2026-03-31T18:00:00Z"), NAMES
    )
    assert {row.state for rows in made.values() for row in rows} == {State.VOIDED}


def test_credits_are_used_up_one_after_the_other() -> None:
    made = Allocations(making, "GBP")(
        item(
            "CUSTOMER_ALLOCATION",
            part("/sales_invoices/1", "5.0"),
            part("/sales_credit_notes/7", "-6.0"),
            part("/sales_invoices/2", "4.0"),
            part("/contact_payments/8", "-3.0"),
        ),
        NAMES,
    )
    assert applied(made) == [
        ("credit_notes", "7", "invoices", "1", Decimal("5.0")),
        ("credit_notes", "7", "invoices", "2", Decimal("1.0")),
        ("payments", "8", "invoices", "2", Decimal("3.0")),
    ]
    [head] = made["contact_allocations"]
    assert (head.id, head.source is not None) == ("x", True)
    assert all(row.source is None and row.document == "x" for row in made["sales_applications"])


def test_an_allocation_is_in_the_currency_of_its_contact() -> None:
    place = SALES.index("currency")
    allocation = item("CUSTOMER_ALLOCATION", part("/sales_invoices/1", "5.0"))
    made = Allocations(making, "GBP")(allocation, NAMES)
    assert made["sales_applications"][0].values[place] == "EUR"
    made = Allocations(making, "GBP")({**allocation, "contact": {"id": "other"}}, NAMES)
    assert made["sales_applications"][0].values[place] == "GBP"


def test_what_nothing_gives_has_no_giver() -> None:
    made = Allocations(making, "GBP")(item("CUSTOMER_ALLOCATION", part("/sales_invoices/1", "5.0")), NAMES)
    assert applied(made) == [(None, None, "invoices", "1", Decimal("5.0"))]


def test_without_a_type_the_documents_tell_the_side() -> None:
    made = Allocations(making, "GBP")(
        {**item("", part("/purchase_invoices/1", "5.0")), "transaction_type": None}, NAMES
    )
    assert applied(made, "purchase_applications") == [(None, None, "bills", "1", Decimal("5.0"))]
