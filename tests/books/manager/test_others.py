"""Lists that nobody knows, as kinds of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from archiver.books.manager import others
from archiver.books.rest.names import Names
from archiver.model import ColumnType, Value


def made(path: str, fields: tuple[str, ...], item: dict[str, Any]) -> dict[str, Value]:
    maker = others.maker(path, fields)
    (kind,) = maker.kinds
    (row,) = maker(item, Names(lambda list_: ()))[kind.key]
    assert row.source == item
    return {key: value for key, value in zip(kind.keys, row.values, strict=True) if value is not None}


def test_columns_are_those_that_the_installation_names() -> None:
    kind = others.kind("fixed-assets", ("Key", "Code", "BookValue", "Date", "ID", "Other", "Timestamp", "Code"))
    assert kind.keys == ("id", "code", "book_value", "date", "id_", "other_", "other")
    assert kind.columns[kind.keys.index("date")].type is ColumnType.DAY
    assert (kind.labels["en"], kind.labels["fr-CH"], kind.cycle) == ("Fixed assets", "Immobilisations", "lists")
    assert kind.columns[2].labels["en"] == "Book value"


def test_amounts_are_told_with_their_currency_and_forms_are_with_the_other_fields() -> None:
    item = {
        "key": "k",
        "name": "Cuve",
        "bookValue": {"value": Decimal("880.00"), "currency": "CHF"},
        "date": "2026-03-31T00:00:00",
        "timestamp": "2026-03-31T18:00:00Z",
        "Name": "Cuve",
        "Lines": [{"Amount": Decimal(120)}, {"Amount": Decimal(5)}],
        "Key": "k",
    }
    assert made("fixed-assets", ("Name", "BookValue", "Date", "Timestamp"), item) == {
        "id": "k",
        "name": "Cuve",
        "book_value": "880.00 CHF",
        "date": date(2026, 3, 31),
        "other": "Lines[1].Amount: 120\nLines[2].Amount: 5",
    }


@pytest.mark.parametrize(
    ("path", "key"), [("payslips", "payslips"), ("attachments", "attachments_"), ("bank-accounts", "bank_accounts_")]
)
def test_no_list_takes_the_name_of_a_kind_of_ours(path: str, key: str) -> None:
    assert others.key(path) == key


@pytest.mark.parametrize(
    ("path", "cycle"), [("payslips", "people"), ("recurring-payslips", "people"), ("folders", "lists")]
)
def test_people_may_be_left_out(path: str, cycle: str) -> None:
    assert others.kind(path, ()).cycle == cycle
