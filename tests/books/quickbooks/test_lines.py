"""Lines: details laid open, groups flattened, discounts taken away, subtotals beside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.books.quickbooks.making import at_home, made


def item_line(id_: str | None, amount: int, **detail: object) -> dict[str, Any]:
    own = {} if id_ is None else {"Id": id_}
    return {**own, "Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}


def subtotal(amount: int) -> dict[str, Any]:
    return {"Amount": amount, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def lines(*given: dict[str, Any], entity: str = "Invoice") -> list[Any]:
    return made(entity, {"Id": "7", "DocNumber": "F-7", "Line": list(given)})[f"{entity.lower()}_lines"]


GROUP = {
    "Id": "2",
    "Amount": 30,
    "DetailType": "GroupLineDetail",
    "GroupLineDetail": {
        "GroupItemRef": {"value": "50", "name": "Trousse"},
        "Quantity": 3,
        "Line": [item_line("3", 10, Qty=1), item_line("4", 20, Qty=2)],
    },
}
DISCOUNT = {
    "Id": "9",
    "Amount": 5,
    "DetailType": "DiscountLineDetail",
    "DiscountLineDetail": {
        "PercentBased": True,
        "DiscountPercent": 10,
        "DiscountAccountRef": {"value": "86", "name": "Rabais"},
    },
}


def test_a_line_knows_its_document_and_its_place() -> None:
    first, second = lines(item_line("1", 10), item_line("4", 5))
    assert (first["id"], first["invoice_id"], first["number"], first["line"]) == ("7/1", "7", "F-7", 1)
    assert (second["id"], second["line"], second["currency"]) == ("7/4", 2, "CAD")
    assert second.record.document == "7"


def test_a_line_without_an_id_is_known_by_its_place() -> None:
    assert [row["id"] for row in lines(item_line("2", 10), subtotal(10), item_line("2", 3))] == ["7/2", "7/#2", "7/#3"]


def test_a_subtotal_has_no_amount_of_its_own() -> None:
    rows = made("Invoice", {"Id": "7", "Line": [item_line("1", 40), DISCOUNT, subtotal(35)]})
    assert [row.get("amount") for row in rows["invoice_lines"]] == [40, -5, None]
    assert [row.get("subtotal") for row in rows["invoice_lines"]] == [None, None, 35]
    header = rows["invoices"][0]
    assert (header["subtotal"], header["discount"]) == (40, 5)


def test_a_discount_is_taken_away_on_its_account() -> None:
    (row,) = lines(DISCOUNT)
    assert (row["amount"], row["account"], row["line_type"]) == (-5, "Rabais", "DiscountLineDetail")
    assert "DiscountPercent: 10" in row.others


def test_a_subtotal_is_all_that_some_documents_have() -> None:
    header = made("Invoice", {"Id": "7", "Line": [subtotal(75)]})["invoices"][0]
    assert header["subtotal"] == 75
    assert "subtotal" not in made("Invoice", {"Id": "7"})["invoices"][0]


def test_the_lines_of_a_group_follow_it() -> None:
    group, first, second, last = lines(GROUP, item_line("5", 1))
    assert (group["item"], group["quantity"], group["subtotal"]) == ("Trousse", 3, 30)
    assert "amount" not in group
    assert [row["id"] for row in (first, second, last)] == ["7/3", "7/4", "7/5"]
    assert [row.get("parent_line_id") for row in (group, first, second, last)] == [None, "7/2", "7/2", None]
    assert [row["line"] for row in (group, first, second, last)] == [1, 2, 3, 4]


def test_a_line_names_what_it_sells_or_buys() -> None:
    names = at_home()
    for list_, id_, name in (("items", "7", "Canot"), ("tax_codes", "4", "TPS/TVQ"), ("classes", "2", "Location")):
        names.learn(list_, id_, name)
    detail = {
        "ItemRef": {"value": "7"},
        "ItemAccountRef": {"value": "79", "name": "Ventes"},
        "TaxCodeRef": {"value": "4"},
        "ClassRef": {"value": "2"},
        "Qty": Decimal("1.5"),
        "UnitPrice": Decimal("26.666667"),
        "ServiceDate": "2026-04-01",
        "UOMRef": {"Unit": "h"},
    }
    (row,) = made("Invoice", {"Id": "7", "Line": [item_line("1", 40, **detail)]}, names)["invoice_lines"]
    assert {key: row[key] for key in ("item_id", "item", "account_id", "account", "tax_code", "class")} == {
        "item_id": "7",
        "item": "Canot",
        "account_id": "79",
        "account": "Ventes",
        "tax_code": "TPS/TVQ",
        "class": "Location",
    }
    assert (row["quantity"], row["unit_price"]) == (Decimal("1.5"), Decimal("26.666667"))
    assert row.others == ["UOMRef.Unit: h"]


def test_a_code_that_no_list_knows_is_said_by_its_id() -> None:
    (row,) = lines(item_line("1", 40, TaxCodeRef={"value": "TAX"}))
    assert row["tax_code"] == "TAX"


def test_what_a_customer_is_charged_for() -> None:
    def bought(status: str) -> dict[str, Any]:
        detail = {
            "AccountRef": {"value": "64"},
            "BillableStatus": status,
            "CustomerRef": {"value": "26", "name": "Éva"},
        }
        kind = "AccountBasedExpenseLineDetail"
        return {"Id": status, "Amount": 5, "DetailType": kind, kind: detail}

    rows = lines(bought("Billable"), bought("HasBeenBilled"), bought("NotBillable"), entity="Bill")
    assert [(row["billable"], row["billed"], row["customer"]) for row in rows] == [
        (True, False, "Éva"),
        (True, True, "Éva"),
        (False, False, "Éva"),
    ]


def test_a_detail_of_a_kind_to_come_is_laid_open_all_the_same() -> None:
    row, empty = lines(
        {"Id": "1", "Amount": 5, "DetailType": "GratuityLineDetail", "GratuityLineDetail": {"Share": 15}},
        {"Id": "2", "Description": "note", "DetailType": "DescriptionOnly"},
    )
    assert (row["amount"], row["line_type"]) == (5, "GratuityLineDetail")
    assert row.others == ["Share: 15"]
    assert (empty["description"], empty["line_type"]) == ("note", "DescriptionOnly")


def test_a_detail_that_no_type_announces_is_found() -> None:
    item = {"Id": "3", "Line": [{"Id": "1", "ItemAdjustmentLineDetail": {"QtyDiff": -2, "ItemRef": {"value": "8"}}}]}
    (row,) = made("InventoryAdjustment", item)["inventory_adjustment_lines"]
    assert (row["quantity_change"], row["item_id"]) == (-2, "8")
