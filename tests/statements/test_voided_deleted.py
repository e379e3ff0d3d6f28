"""Documents that count no more, as rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from archiver import kinds
from archiver.model import State, Value
from archiver.statements import voided_deleted
from tests.archives import MOMENT, given, record, rows_of
from tests.controls.tables import Tables

KIND = kinds.kind("voided_deleted")


def rows(tables: Tables) -> list[dict[str, Value]]:
    return [given(KIND, row) for row in voided_deleted.rows(tables, KIND, MOMENT)]


def test_a_voided_document_is_known_since_its_last_change() -> None:
    changed, day = datetime(2026, 2, 3, 4, 5, tzinfo=UTC), date(2026, 1, 2)
    shared: dict[str, Value] = {"number": "F-1", "date": day, "currency": "CAD", "last_total": Decimal(7)}
    voided = record("invoices", "1", None, State.VOIDED, customer="Nord", changed=changed, total=Decimal(0), **shared)
    assert rows(Tables(invoices=[record("invoices", "2"), voided])) == [
        {
            "id": "invoices/1",
            "document_kind": "invoices",
            "document_id": "1",
            "party": "Nord",
            "state": "voided",
            "known_since": changed,
            **shared,
        }
    ]


def test_what_is_gone_was_found_so_by_this_archive() -> None:
    gone = record("bills", "1", None, State.DELETED, number="7", vendor="Sud", changed=datetime(2020, 1, 1, tzinfo=UTC))
    (row,) = rows(Tables(bills=[gone]))
    assert (row["state"], row["known_since"], row["party"]) == ("deleted", MOMENT, "Sud")


def test_the_same_id_of_two_kinds_makes_two_rows() -> None:
    gone = {key: [record(key, "1", None, State.DELETED)] for key in ("invoices", "bills", "customers")}
    assert sorted(str(row["id"]) for row in rows(Tables(**gone))) == ["bills/1", "customers/1", "invoices/1"]


def test_an_entry_of_a_list_is_known_by_its_name() -> None:
    (row,) = rows(Tables(customers=[record("customers", "1", None, State.DELETED, name="Nord")]))
    assert (row["party"], row["number"], row["date"]) == ("Nord", None, None)


def test_in_a_real_book(tmp_path: Path) -> None:
    with rows_of("atelier", tmp_path) as spool:
        found = [given(KIND, row) for row in voided_deleted.rows(spool, KIND, MOMENT)]
    assert sorted((row["document_kind"], row["state"]) for row in found) == [
        ("invoices", "voided"),
        ("payments", "voided"),
    ]
    assert all(row["last_total"] for row in found)
