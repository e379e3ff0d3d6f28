"""Changes as people read them: a row for each column, codes in words, and one row for what is new or gone."""

from __future__ import annotations

from archiver import kinds
from archiver.held.change import Sides
from archiver.held.told import rows
from archiver.model import State
from archiver.words import Words
from tests.history.making import invoice

INVOICES, CHANGES = kinds.kind("invoices"), kinds.kind("changes")
SHOWN = ("change", "kind", "document_id", "number", "party", "column", "before", "after")


def test_each_column_has_a_row_and_a_record_that_came_or_went_has_one() -> None:
    sides = Sides(INVOICES, INVOICES)
    pairs = (
        (invoice("1", "10.00", status="open"), invoice("1", "12.50", status="paid")),
        (None, invoice("2", "1.00")),
        (invoice("3", "1.00"), None),
        (invoice("4", "1.00"), invoice("4", "1.00", State.VOIDED)),
    )
    changes = [change for then, now in pairs if (change := sides.change(then, now))]
    found = [dict(zip(CHANGES.keys, row.values, strict=True)) for row in rows(changes, Words("fr-CA"))]
    assert [[each[key] for key in SHOWN] for each in found] == [
        ["changed", "Factures", "1", "F-1", "Ann", "Total", "10,00", "12,50"],
        ["changed", "Factures", "1", "F-1", "Ann", "État", "Impayée", "Payée"],
        ["added", "Factures", "2", "F-2", "Ann", None, None, None],
        ["deleted", "Factures", "3", "F-3", "Ann", None, None, None],
        ["voided", "Factures", "4", "F-4", "Ann", None, None, None],
    ]
