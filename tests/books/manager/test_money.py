"""What receipts and payments are, by their lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from archiver.books.manager import builtin, money
from archiver.books.manager.facts import Facts, Rate
from archiver.books.rest.names import Names
from archiver.model import Value

D = Decimal
FACTS = Facts("CHF", currencies={"euros": "EUR"}, rates={"vat": (Rate("vat/1", "TVA", D("2.6"), builtin.TAX),)})


def made(side: money.Side, **form: Any) -> dict[str, list[dict[str, Value]]]:  # noqa: ANN401 (any JSON)
    """The rows of a form by kind, those that there are."""
    maker = money.maker(side, FACTS)
    rows = maker({"key": "k", "Date": "2026-02-01", "Reference": "7", **form}, Names(lambda list_: ()))
    keys = {kind.key: kind.keys for kind in maker.kinds}
    return {
        kind: [dict(zip(keys[kind], row.values, strict=True)) for row in records]
        for kind, records in rows.items()
        if records
    }


def owed(amount: str, invoice: str | None = None) -> dict[str, Any]:
    line: dict[str, Any] = {"Account": builtin.RECEIVABLE, "AccountsReceivableCustomer": "c", "Amount": D(amount)}
    return {**line, **({"AccountsReceivableSalesInvoice": invoice} if invoice else {})}


def test_money_of_customers_is_a_payment() -> None:
    found = made(money.RECEIVED, Lines=[owed("60", "i1"), owed("40", "i2")])
    assert found.keys() == {"payments", "sales_applications"}
    (payment,) = found["payments"]
    assert (payment["amount"], payment["unapplied"], payment["customer_id"]) == (100, 0, "c")
    assert [(each["document_id"], each["amount"]) for each in found["sales_applications"]] == [("i1", 60), ("i2", 40)]


def test_what_names_no_invoice_is_spread_by_manager_and_not_known() -> None:
    found = made(money.RECEIVED, Lines=[owed("60", "i1"), owed("40")])
    assert found["payments"][0]["unapplied"] is None
    assert len(found["sales_applications"]) == 1


def test_a_fee_that_was_kept_back_is_on_the_deposit() -> None:
    told = {"value": D("98.80"), "currency": "CHF"}
    found = made(money.RECEIVED, amount=told, Lines=[owed("100", "i1"), {"Account": "fees", "Amount": D("-1.20")}])
    assert found["payments"][0]["amount"] == 100
    assert found["deposits"][0]["total"] == D("98.80")
    assert [(each["amount"], each["document_id"]) for each in found["deposit_lines"]] == [
        (100, "k"),
        (D("-1.20"), None),
    ]


def test_what_is_sold_for_money_is_a_sales_receipt_with_its_taxes_within() -> None:
    line = {"Account": "sales", "TaxCode": "vat", "Qty": 1, "SalesUnitPrice": D("205.20")}
    found = made(money.RECEIVED, Contact="Marché", Lines=[line])
    assert found.keys() == {"sales_receipts", "sales_receipt_lines", "tax_lines"}
    (receipt,) = found["sales_receipts"]
    assert (receipt["subtotal"], receipt["tax"], receipt["total"], receipt["customer"]) == (
        200,
        D("5.20"),
        D("205.20"),
        "Marché",
    )


def test_other_money_is_a_deposit() -> None:
    found = made(money.RECEIVED, Lines=[{"Account": "capital", "Amount": 20000}])
    assert found.keys() == {"deposits", "deposit_lines"}
    assert found["deposits"][0]["total"] == 20000


@pytest.mark.parametrize(("side", "kind"), [(money.RECEIVED, "deposits"), (money.PAID, "purchases")])
def test_money_without_lines_is_there_all_the_same(side: money.Side, kind: str) -> None:
    assert made(side).keys() == {kind}


def test_a_payment_of_bills_and_of_something_else_is_both() -> None:
    bill = {"Account": builtin.PAYABLE, "AccountsPayableSupplier": "s", "PurchaseInvoice": "b1", "Amount": D(1800)}
    found = made(money.PAID, PaidFrom="euros", Supplier="s", Lines=[bill, {"Account": "fees", "Amount": D("2.50")}])
    assert (found["bill_payments"][0]["amount"], found["bill_payments"][0]["currency"]) == (1800, "EUR")
    assert found["purchase_applications"][0]["document_id"] == "b1"
    assert found["purchases"][0]["total"] == D("2.50")
    assert [each["amount"] for each in found["purchase_lines"]] == [D("2.50")]


@pytest.mark.parametrize("small", [True, False])
def test_a_transfer_between_currencies(small: bool) -> None:
    names = {name: name[0].lower() + name[1:] if small else name for name in ("PaidFrom", "ReceivedIn")}
    form = {names["PaidFrom"]: "euros", names["ReceivedIn"]: "francs", "CreditAmount": D(100), "DebitAmount": D(95)}
    maker = money.transfers(FACTS)
    (row,) = maker({"key": "t", "Date": "2026-02-01", **form}, Names(lambda list_: ()))["transfers"]
    found = dict(zip(maker.kinds[0].keys, row.values, strict=True))
    assert (found["amount"], found["currency"], found["amount_received"], found["currency_received"]) == (
        100,
        "EUR",
        95,
        "CHF",
    )
    assert (found["from_account_id"], found["to_account_id"]) == ("euros", "francs")
