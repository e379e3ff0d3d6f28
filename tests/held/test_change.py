"""What became of one record, and how its values are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver import kinds
from archiver.held.change import Sides, What, shown
from archiver.held.declared import dressed
from archiver.model import Column, ColumnType, Kind, Record, State, Value
from archiver.words import Words
from tests.archives import record
from tests.history.making import invoice

INVOICES = kinds.kind("invoices")
SIDES = Sides(INVOICES, INVOICES)


@pytest.mark.parametrize(
    ("then", "now", "what"),
    [
        (None, invoice("1", "1"), What.ADDED),
        (None, invoice("1", "1", State.VOIDED), What.ADDED),
        (invoice("1", "1"), None, What.DELETED),
        (invoice("1", "1"), invoice("1", "1", State.VOIDED), What.VOIDED),
        (invoice("1", "1", State.VOIDED), invoice("1", "1"), What.CHANGED),
        (invoice("1", "1", State.VOIDED), invoice("1", "2", State.VOIDED), What.CHANGED),
        (invoice("1", "1", State.VOIDED), invoice("1", "1", State.VOIDED), None),
        (invoice("1", "1", State.DELETED), None, None),
        (None, None, None),
    ],
)
def test_what_became_of_a_record(then: Record | None, now: Record | None, what: What | None) -> None:
    change = SIDES.change(then, now)
    assert (change.what if change else None) == what


def test_what_is_gone_is_told_with_what_was_known_last() -> None:
    change = SIDES.change(invoice("1", "7"), None)
    assert change
    assert (change.value("total"), change.party, change.value("colour")) == (Decimal(7), "Ann", None)


def test_an_entry_of_a_list_is_called_by_its_name() -> None:
    items = kinds.kind("items")
    change = Sides(None, items).change(None, record("items", "1", name="Table"))
    assert change
    assert change.party == "Table"


@pytest.mark.parametrize(
    ("key", "value", "language", "text"),
    [
        ("status", "partly_paid", "en", "Partly paid"),
        ("status", "partly_paid", "fr-CA", "Payée en partie"),
        ("status", "of its own", "en", "of its own"),
        ("total", Decimal("1234.50"), "fr-CA", "1\N{NO-BREAK SPACE}234,50"),
        ("memo", None, "en", ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(key: str, value: Value, language: str, text: str) -> None:
    assert shown(value, INVOICES.columns[INVOICES.keys.index(key)], Words(language)) == text


def test_a_kind_of_an_archive_keeps_its_own_columns_and_labels() -> None:
    own = Column("colour", ColumnType.TEXT, {"en": "Colour"}, {})
    told = Kind(
        "invoices", "sales", 1, (Column("status", ColumnType.TEXT, {"en": "State"}, {}), own), {"en": "Bills"}, {}
    )
    found = dressed(told)
    assert (found.labels, found.keys, found.columns[1]) == ({"en": "Bills"}, ("status", "colour"), own)
    assert found.columns[0].labels == {"en": "State"}
    assert "paid" in found.columns[0].choices
    assert found.meanings == INVOICES.meanings
    odd = Kind("widgets", "lists", 0, (own,), {"en": "Widgets"}, {})
    assert dressed(odd) == odd
