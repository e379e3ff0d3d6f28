"""What is said of numbers that are missing, given twice, or not in sequence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from archiver.controls import counters, numbering
from archiver.model import Control, Record, State, Verdict
from archiver.words import Words
from tests.archives import record, rows_of
from tests.controls.tables import Tables

NEW_YEAR = date(2025, 1, 1)


def year(day: date) -> str:
    return str(day.year)


def told(*numbers: str | None, status: str = "open") -> list[Control]:
    rows: list[Record] = [
        record("invoices", str(place), number=number, date=NEW_YEAR, status=status)
        for place, number in enumerate(numbers)
    ]
    return list(numbering.controls(counters.find(Tables(invoices=rows), year)))


def text(control: Control) -> str:
    return Words("en").say(control.said)


def test_a_series_without_a_gap_ties() -> None:
    (control,) = told("F-1", "F-2", "F-3")
    assert (control.verdict, control.expected, control.found, control.kind) == (Verdict.TIES, 3, 3, "invoices")
    assert text(control) == "No number is missing where documents are numbered in sequence."


def test_missing_numbers_are_named_and_counted() -> None:
    (control,) = told("F-1", "F-2", "F-3", "F-5", "F-6", "F-9", "F-10")
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 10, 7)
    assert text(control) == "Numbers that no document has, not even a voided one (3): F-4, F-7\N{EN DASH}F-8"


def test_after_ten_gaps_it_is_said_how_many_more_there_are() -> None:
    (control,) = told(*(str(number) for number in range(1, 70) if number % 5))
    assert control.found == 56
    assert text(control).endswith("45, 50, and 3 more")


def test_numbers_given_twice_are_named() -> None:
    whole, twice = told("F-1", "F-2", "F-2", "F-3", "F-2")
    assert whole.verdict is Verdict.TIES
    assert (twice.name, twice.verdict, twice.expected, twice.found) == ("number_doubles", Verdict.DIFFERS, 5, 3)
    assert text(twice) == "Documents whose number another one has already (2): F-2"


def test_numbers_that_do_not_count_up_are_no_thousand_gaps() -> None:
    (control,) = told("A100", "A250", "A900", "A1400")
    assert (control.verdict, control.expected) == (Verdict.NOTED, None)
    assert text(control) == "Numbers such as these are not given in sequence, so that none can be missing: A100"


def test_what_is_left_apart_is_counted() -> None:
    *_, control = told("F-1", "F-2", None)
    assert control.verdict is Verdict.NOTED
    assert text(control) == "Left apart: documents without a number that counts up (1), and drafts (0)."
    (control,) = told("F-1", "F-2", status="draft")
    assert text(control).endswith("and drafts (2).")


def test_documents_that_were_not_read_have_numbers_too() -> None:
    assert numbering.unread().verdict is Verdict.NOTED


def test_the_one_gap_of_a_real_book_is_found(tmp_path: Path) -> None:
    with rows_of("atelier", tmp_path) as spool:
        controls = list(numbering.controls(counters.find(spool, year)))
        voided = [row for kind in spool.kinds() for row in spool.rows(kind) if row.state is State.VOIDED]
    odd = [each for each in controls if each.verdict is Verdict.DIFFERS]
    assert [text(each) for each in odd] == ["Numbers that no document has, not even a voided one (1): FAC-0023"]
    assert voided, "a voided document is no gap"
