"""Other fields: everything without a column, by name and value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver.books.quickbooks.others import known, others

SAID = [
    ("PrintStatus", "NotSet", "PrintStatus: NotSet"),
    ("Taxable", False, "Taxable: false"),
    ("Level", 1, "Level: 1"),
    ("Rate", Decimal("0.10"), "Rate: 0.10"),
    ("SalesRepRef", {"value": "12", "name": "Anna"}, "SalesRepRef: Anna (12)"),
    ("SalesRepRef", {"value": "12"}, "SalesRepRef: 12"),
    ("EntityRef", {"value": "5", "name": "Léa", "type": "Employee"}, "EntityRef: Employee Léa (5)"),
    (
        "DeliveryInfo",
        {"DeliveryType": "Email", "Deep": {"er": 1}},
        "DeliveryInfo.Deep.er: 1\nDeliveryInfo.DeliveryType: Email",
    ),
    ("LinkedTxn", [{"TxnId": "100", "TxnType": "Estimate"}], "LinkedTxn: Estimate 100"),
    (
        "LinkedTxn",
        [{"TxnId": "1", "TxnType": "Payment", "TxnLineId": "0"}, "odd"],
        "LinkedTxn: Payment 1 / 0\nLinkedTxn: odd",
    ),
    (
        "CustomField",
        [{"DefinitionId": "1", "Name": "Équipe", "Type": "StringType", "StringValue": "102"}],
        "Équipe: 102",
    ),
    ("CustomField", [{"Name": "Urgent", "BooleanValue": True}, {"Name": "Vide"}], "Urgent: true"),
    (
        "CustomField",
        [{"Name": "Taille", "Type": "ListType", "ListValue": "XL", "New": {"a": 1}}],
        "Taille.New.a: 1\nTaille: XL",
    ),
    ("CustomField", [{"Name": "Tailles", "ListValue": ["M", "XL"]}], "Tailles[1]: M\nTailles[2]: XL"),
    ("CustomField", [{"DefinitionId": "1"}], "CustomField.DefinitionId: 1"),
    ("LinkedTxn", [{"TxnId": "1", "TxnType": "Bill", "New": "x"}], "LinkedTxn: Bill 1\nLinkedTxn[1].New: x"),
    (
        "LineEx",
        {"any": [{"nil": False, "value": {"Name": "No", "Value": "7", "Odd": 1}, "New": "y"}], "More": "z"},
        "LineEx.More: z\nLineEx.New: y\nNo.Odd: 1\nNo: 7",
    ),
    ("LineEx", {"any": [{"value": {"Name": "Who", "Value": {"a": "b"}}}]}, "Who.a: b"),
    ("PurchaseEx", {"any": [{"name": "x", "value": {"Name": "TxnType", "Value": "1"}}]}, "TxnType: 1"),
    ("PurchaseEx", {"any": [{"odd": 1}]}, "PurchaseEx.odd: 1"),
    ("Tag", ["a", "b"], "Tag[1]: a\nTag[2]: b"),
    ("OtherContactInfo", [{"Type": "Fax"}], "OtherContactInfo[1].Type: Fax"),
]


@pytest.mark.parametrize(("path", "value", "said"), SAID)
def test_a_field_is_said_as_a_person_would(path: str, value: object, said: str) -> None:
    assert others([(path, value)]) == said


@pytest.mark.parametrize("nothing", ["", None, {}, [], [{}], {"a": None}, [None]])
def test_nothing_is_not_said(nothing: object) -> None:
    assert others([("Field", nothing)]) is None


def test_the_order_of_the_service_means_nothing() -> None:
    assert others([("B", 1), ("A", 2)]) == others([("A", 2), ("B", 1)]) == "A: 2\nB: 1"


def test_what_columns_say_is_known_by_name() -> None:
    found = known(["DocNumber", "CustomerRef.value", "CustomerRef.name", "BillAddr"])
    assert found["DocNumber"] == found["BillAddr"] == frozenset()
    assert found["CustomerRef"] == {"value", "name"}
    assert found["ShipAddr"] == {"Id", "Lat", "Long"}
    assert "PrivateNote" not in found
