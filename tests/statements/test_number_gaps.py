"""Gaps as rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.controls.counters import find
from archiver.model import Value
from archiver.statements import number_gaps
from tests.archives import given, record
from tests.controls.tables import Tables

KIND = kinds.kind("number_gaps")


def year(day: date) -> str:
    return f"{day.year}-{day.year + 1}"


def rows(*numbers: tuple[str, date | None]) -> list[dict[str, Value]]:
    invoices = [record("invoices", str(place), number=number, date=day) for place, (number, day) in enumerate(numbers)]
    return [given(KIND, row) for row in number_gaps.rows(KIND, find(Tables(invoices=invoices), year), year)]


def test_a_row_says_what_is_missing_and_between_what() -> None:
    first, last = date(2025, 12, 30), date(2026, 1, 2)
    (row,) = rows(("FAC-0008", first), ("FAC-0009", first), ("FAC-0012", last))
    assert row == {
        "id": "invoices/1",
        "document_kind": "invoices",
        "prefix": "FAC-",
        "fiscal_year": "2025-2026",
        "first_missing": "FAC-0010",
        "last_missing": "FAC-0011",
        "missing": Decimal(2),
        "number_before": "FAC-0009",
        "date_before": first,
        "number_after": "FAC-0012",
        "date_after": last,
    }


def test_years_that_begin_anew_have_gaps_of_the_same_number() -> None:
    days = [date(2024, 1, 1), date(2025, 1, 1)]
    found = rows(*((str(number), day) for day in days for number in (1, 2, 3, 5, 6)))
    assert [(row["first_missing"], row["fiscal_year"]) for row in found] == [("4", "2024-2025"), ("4", "2025-2026")]
    assert len({row["id"] for row in found}) == 2


def test_a_document_without_a_date_is_of_no_year() -> None:
    (row,) = rows(("1", None), ("3", None))
    assert (row["fiscal_year"], row["prefix"], row["date_after"]) == (None, None, None)
