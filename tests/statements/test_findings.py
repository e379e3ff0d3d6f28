"""What is found of single documents, with the sheets that list it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from archiver import kinds
from archiver.controls import voided
from archiver.model import Control, Family, Page, Reading, State, Status, Verdict
from archiver.spool import Spool
from archiver.statements import findings
from archiver.words import Words
from tests.archives import MOMENT, by_key, record, rows_of

FAMILY = Family("invoices", (kinds.kind("invoices"), kinds.kind("invoice_lines")))


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    numbers = [("F-1", 2024), ("F-2", 2024), ("F-4", 2025), ("F-5", 2025)]
    rows = [record("invoices", each, number=each, date=date(year, 4, 1)) for each, year in numbers]
    gone = record("invoices", "F-3b", None, State.DELETED, number="F-3b")
    with closing(Spool(tmp_path)) as spool:
        spool.begin("test", MOMENT)
        spool.know(FAMILY.kinds)
        spool.add("invoices", Page({"invoices": [*rows, gone]}))
        spool.draft()
        yield spool


def put(spool: Spool, reading: Reading) -> dict[str, Control]:
    found = findings.numbers(spool, [reading], (7, 1))
    return {each.name: each for each in findings.put(spool, found, [reading], MOMENT)}


def test_both_sheets_are_filled_and_told(spool: Spool) -> None:
    found = put(spool, Reading(FAMILY))
    assert found["numbering"].verdict is Verdict.DIFFERS
    (gap,) = by_key(spool, "number_gaps")
    assert (gap["first_missing"], gap["fiscal_year"]) == ("F-3", "2023-2024")
    (gone,) = by_key(spool, "voided_deleted")
    assert (gone["number"], gone["known_since"]) == ("F-3b", MOMENT)
    assert [each.kind for each in voided.documents(spool)] == ["invoices"]


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.FAILED])
def test_nothing_is_missing_where_documents_were_not_read(status: Status, spool: Spool) -> None:
    found = put(spool, Reading(FAMILY, status))
    assert (found["numbering"].verdict, found["numbering"].kind) == (Verdict.NOTED, None)
    assert by_key(spool, "number_gaps") == []


def test_other_families_may_lack_documents(spool: Spool) -> None:
    found = put(spool, Reading(Family("employees", (kinds.kind("employees"),)), Status.FAILED))
    assert found["numbering"].verdict is Verdict.DIFFERS


def test_what_is_dated_later_has_its_number(tmp_path: Path) -> None:
    """In this book, a number was given out of turn: the ones before it come later."""
    with rows_of("alpine", tmp_path) as spool:
        found = findings.numbers(spool, [], None, date(2025, 6, 30)).found
    assert found
    assert {each.kind: (each.count, each.gaps) for each in found} == {"credit_notes": (1, []), "invoices": (25, [])}


def test_what_changed_while_reading_is_counted(spool: Spool) -> None:
    control = put(spool, Reading(FAMILY, changed=3))["changed_while_reading"]
    assert (control.verdict, control.kind) == (Verdict.NOTED, "invoices")
    assert "3 documents" in Words("en").say(control.said)


def test_where_nothing_changed_nothing_is_said(spool: Spool) -> None:
    assert "changed_while_reading" not in put(spool, Reading(FAMILY))
