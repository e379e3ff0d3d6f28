"""Entries made by hand: debits and credits, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.controls import entries
from archiver.model import Control, Record, State, Verdict
from archiver.words import Words
from tests.archives import BOOKS, record, rows_of
from tests.books.quickbooks.making import made, needs_samples, samples
from tests.controls.tables import Tables

DAY = date(2025, 3, 31)


def entry(id_: str, number: str | None = None, state: State = State.LIVE) -> Record:
    return record("journal_entries", id_, None, state, number=number, date=DAY)


def line(of: str, debit: str, credit: str, place: int, state: State = State.LIVE) -> Record:
    sides = {"debit": Decimal(debit), "credit": Decimal(credit)}
    return record("journal_entry_lines", f"{of}/{place}", of, state, journal_entry_id=of, **sides)


def sides(of: str, debit: str, credit: str) -> list[Record]:
    return [line(of, debit, "0", 1), line(of, "0", credit, 2)]


def found(headers: Iterable[Record], lines: Iterable[Record], **others: Iterable[Record]) -> list[Control]:
    return list(entries.by_hand(Tables(journal_entries=headers, journal_entry_lines=lines, **others)))


def text(control: Control) -> str:
    return Words("en").say(control.said)


def test_books_without_entries_have_nothing_to_say() -> None:
    assert list(entries.by_hand(Tables())) == []
    assert found([], []) == []


def test_entries_that_balance_tie() -> None:
    (control,) = found([entry("a"), entry("b")], [*sides("a", "5", "5"), *sides("b", "7.10", "7.10")])
    assert (control.verdict, control.expected, control.found) == (Verdict.TIES, 2, 2)


def test_each_that_does_not_is_named_with_its_sides() -> None:
    headers = [entry("a", "EJ-1"), entry("b"), entry("c", "EJ-3")]
    (control,) = found(headers, [*sides("a", "5", "4"), *sides("b", "4", "5"), *sides("c", "1", "1")])
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 3, 1)
    assert text(control) == (
        "Entries made by hand whose debits are not their credits (2): "
        "\n  - EJ-1 of 2025-03-31: debits 5, credits 4\n  - b of 2025-03-31: debits 4, credits 5"
    )


def test_lines_of_no_entry_are_named() -> None:
    (control,) = found([entry("a")], [*sides("a", "5", "5"), line("gone", "3", "0", 1)])
    assert control.verdict is Verdict.DIFFERS
    assert "gone of –: debits 3, credits 0" in text(control)


def test_what_is_voided_is_not_judged() -> None:
    assert found([entry("a", state=State.VOIDED)], [line("a", "5", "0", 1, State.VOIDED)]) == []


def test_taxes_that_stand_on_no_line_explain_a_difference() -> None:
    of = {"document_kind": "journal_entries", "document_id": "a"}
    taxes = [record("tax_lines", str(place), tax=Decimal(tax), **of) for place, tax in enumerate(("5", "10"))]
    ties, taxed = found([entry("a", "EJ-1")], sides("a", "100", "115"), tax_lines=taxes)
    assert (ties.verdict, taxed.verdict) == (Verdict.TIES, Verdict.EXPLAINED)
    assert "EJ-1" in text(taxed)
    (control,) = found([entry("a")], sides("a", "100", "115"), tax_lines=taxes[1:])
    assert control.verdict is Verdict.DIFFERS


@pytest.mark.parametrize("name", BOOKS)
def test_every_entry_of_real_books_balances(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        (control,) = entries.by_hand(spool)
    assert control.verdict is Verdict.TIES
    assert control.found


@needs_samples
def test_every_recorded_entry_balances() -> None:
    tables = [made(entity, item) for _, entity, item in samples() if entity == "JournalEntry"]
    assert tables
    for each in tables:
        rows = {key: [row.record for row in rows] for key, rows in each.items()}
        assert {control.verdict for control in entries.by_hand(Tables(**rows))} == {Verdict.TIES}
