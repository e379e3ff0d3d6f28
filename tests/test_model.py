"""The model: kinds, families, and the gravest of verdicts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver import kinds
from archiver.model import Column, ColumnType, Family

OWN = Column("own", ColumnType.TEXT, {"en": "Own"}, {"en": "A source's own."})


def test_a_kind_places_values_by_column() -> None:
    kind = kinds.kind("invoices")
    values = kind.values({"total": Decimal(5), "id": "1"})
    assert values[kind.place("total") or 0] == Decimal(5)
    assert values[0] == "1"
    assert len(values) == len(kind.columns)
    assert kind.place("nowhere") is None


def test_a_value_without_a_column_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="nowhere"):
        kinds.kind("invoices").values({"nowhere": "1"})


def test_a_sources_own_columns_come_before_other_fields() -> None:
    kind = kinds.kind("invoices")
    assert kind.adding(OWN).keys == (*kind.keys[:-1], "own", "other")


def test_fields_are_those_of_the_source() -> None:
    read = kinds.kind("invoices").reading({"id": "invoices.guid"})
    assert [column.field for column in read.columns][:2] == ["invoices.guid", None]


def test_a_family_is_called_after_the_kind_of_its_name() -> None:
    journal, ledger = kinds.kind("journal_entries"), kinds.kind("ledger")
    assert Family("ledger", (journal, ledger)).main is ledger
    assert Family("other", (journal, ledger)).main is journal
    assert Family("ledger", (journal, ledger)).cycle == "ledger"
