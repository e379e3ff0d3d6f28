"""The same number twice from the same vendor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from archiver.controls import doubles
from archiver.model import Control, Record, State, Verdict
from archiver.words import Words
from tests.archives import BOOKS, record, rows_of
from tests.controls.tables import Tables


def bill(
    number: str | None, vendor: str | None = "v", state: State = State.LIVE, day: int = 1, status: str = "open"
) -> Record:
    values = {"number": number, "vendor_id": vendor, "vendor": vendor and vendor.upper(), "status": status}
    return record("bills", f"{number}/{vendor}/{day}/{state}", None, state, date=date(2025, 1, day), **values)


def found(*bills: Record, **others: Iterable[Record]) -> list[Control]:
    return list(doubles.of_vendors(Tables(bills=bills, **others)))


def text(control: Control) -> str:
    return Words("en").say(control.said)


def test_each_number_once_ties() -> None:
    (control,) = found(bill("1"), bill("2"), bill(None), bill("3", None))
    assert (control.verdict, control.expected, control.found, control.kind) == (Verdict.TIES, 2, 2, "bills")


def test_the_same_number_again_is_perhaps_a_double() -> None:
    (control,) = found(bill("A-7"), bill("a - 7 ", day=9), bill("A-8"), bill("A-7", day=30))
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 4, 2)
    assert text(control) == (
        "Perhaps entered twice, since the same vendor has the same number again (1): "
        "\n  - V, A-7: 2025-01-01, 2025-01-09, 2025-01-30"
    )


def test_vendors_may_use_the_same_numbers() -> None:
    (control,) = found(bill("7"), bill("7", "w"))
    assert control.verdict is Verdict.TIES


def test_what_is_voided_or_a_draft_is_left_apart() -> None:
    (control,) = found(
        bill("7"), bill("7", state=State.VOIDED), bill("7", state=State.DELETED), bill("7", status="draft")
    )
    assert (control.verdict, control.expected) == (Verdict.TIES, 1)


def test_credits_are_apart_from_bills() -> None:
    credit = record("vendor_credits", "1", number="7", vendor_id="v")
    assert {each.verdict for each in found(bill("7"), vendor_credits=[credit])} == {Verdict.TIES}


def test_of_many_the_first_are_named() -> None:
    (control,) = found(*(bill(str(number), day=day) for number in range(12) for day in (1, 2)))
    assert text(control).endswith("and 2 more")


def test_a_vendor_without_an_id_is_known_by_name() -> None:
    rows = [record("bills", str(place), number="7", vendor="Bois du Nord") for place in range(2)]
    assert [each.verdict for each in found(*rows)] == [Verdict.DIFFERS]


@pytest.mark.parametrize("name", BOOKS)
def test_real_books_have_none(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = list(doubles.of_vendors(spool))
    assert controls
    assert {each.verdict for each in controls} == {Verdict.TIES}
