"""Budgets: the amounts that GnuCash's own engine gives, and the day that each period begins on."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.books.gnucash.reading import DATA, read

BOOK = DATA / "atelier_2025.sqlite.gnucash"


@pytest.mark.parametrize("form", ["sqlite", "xml"])
def test_every_amount_is_the_engines(form: str, tmp_path: Path) -> None:
    truth = json.loads((DATA / "atelier_2025.truth.json").read_text())["budget"]
    values = read(DATA / f"atelier_2025.{form}.gnucash", tmp_path).values

    [budget] = values["budgets"].values()
    assert (budget["id"], budget["name"], budget["periods"]) == (truth["guid"], truth["name"], truth["periods"])
    assert {(line["account_id"], line["period"]): line["amount"] for line in values["budget_lines"].values()} == {
        (account, int(period) + 1): Fraction(amount)
        for account, amounts in truth["amounts"].items()
        for period, amount in amounts.items()
    }


def test_a_note_stays_with_its_amount(tmp_path: Path) -> None:
    lines = read(BOOK, tmp_path).values["budget_lines"].values()

    [noted] = [line for line in lines if line["notes"]]
    assert (noted["account_number"], noted["period"], noted["notes"]) == ("5500", 3, "Dépliants d'été")


@pytest.mark.parametrize(
    ("start", "every", "unit", "third"),
    [
        ("20250101", 1, "month", date(2025, 3, 1)),
        ("20241231", 1, "month", date(2025, 2, 28)),
        ("20250401", 3, "month", date(2025, 10, 1)),
        ("20250106", 2, "week", date(2025, 2, 3)),
        ("20240229", 1, "year", date(2026, 2, 28)),
        ("20250101", 1, "once", None),
    ],
)
def test_when_a_period_begins(start: str, every: int, unit: str, third: date | None, tmp_path: Path) -> None:
    book = tmp_path / "book.gnucash"
    shutil.copy(BOOK, book)
    with closing(sqlite3.connect(book)) as database, database:
        database.execute(
            "UPDATE recurrences SET recurrence_period_start = ?, recurrence_mult = ?, recurrence_period_type = ? "
            "WHERE obj_guid IN (SELECT guid FROM budgets)",
            (start, every, unit),
        )
    lines = read(book, tmp_path).values["budget_lines"].values()
    assert {line["period_start"] for line in lines if line["period"] == 3} == {third}
