"""The roll of a group: what came of each company, told from its archive, and what they add up to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import errors
from archiver.group_roll import Member, Roll, Told, sheets, told
from archiver.groups import Selection
from archiver.job import Done
from archiver.model import Value
from archiver.order import Order
from archiver.rounds import Outcome, Turn
from tests.archives import MOMENT, PLAIN, exported, memory, record
from tests.test_sealed import PASSWORD


def made(folder: Path, company: str, *totals: str, currency: str = "CAD", order: Order = PLAIN) -> Turn:
    """The turn of a company whose invoices come to these totals."""
    documents = [
        {"invoices": [record("invoices", f"{number}", number=f"F-{number}", currency=currency, total=Decimal(total))]}
        for number, total in enumerate(totals, start=1)
    ]
    archive = exported(memory(invoices=documents), folder / company, order)
    return Turn(company, Outcome.DONE, Done(archive, None, {}))


def rolled(*members: Member, others: tuple[str, ...] = ()) -> Roll:
    """A roll of them."""
    names = tuple(each.turn.name for each in members)
    return Roll(Selection(names, "Rivage/Québec", others), members, "en", MOMENT, MOMENT + timedelta(minutes=5))


def rows(roll: Roll) -> dict[str, list[dict[str, Value]]]:
    """The rows of each table, by its English title."""
    known = [told(each.turn) for each in roll.members]
    return {kind.labels["en"]: [dict(each) for each in its] for kind, its in sheets(roll, known)}


def test_each_company_is_told_as_its_archive_tells_it(tmp_path: Path) -> None:
    turn = made(tmp_path, "lac", "10.00", "20.00")
    assert isinstance(turn.made, Done)
    [row] = rows(rolled(Member(turn, "Rivage/Québec", "gnucash")))["Companies"]
    assert row == {
        "company": "lac",
        "called": "Boulangerie du Lac",
        "group": "Rivage/Québec",
        "state": "made",
        "archive": turn.made.archive.edition.name,
        "type": "full",
        "moment": MOMENT,
        "documents": 2,
        "sealed": False,
        "digest": turn.made.archive.digest,
    }


def test_totals_are_by_company_and_together_never_across_currencies(tmp_path: Path) -> None:
    lac, port = made(tmp_path, "lac", "10.00"), made(tmp_path, "port", "5.50", "1.25")
    alpine = made(tmp_path, "alpine", "7", currency="CHF")
    tables = rows(rolled(Member(lac), Member(port), Member(alpine)))
    invoices = [row for row in tables["Totals by company"] if row["kind"] == "Invoices"]
    assert [(row["company"], row["currency"], row["count"], row["total"]) for row in invoices] == [
        ("lac", "CAD", 1, Decimal("10.00")),
        ("port", "CAD", 2, Decimal("6.75")),
        ("alpine", "CHF", 1, Decimal(7)),
    ]
    together = [row for row in tables["Totals together"] if row["kind"] == "Invoices"]
    assert [(row["currency"], row["companies"], row["count"], row["total"]) for row in together] == [
        ("CAD", 2, 3, Decimal("16.75")),
        ("CHF", 1, 1, Decimal(7)),
    ]


def test_of_a_sealed_archive_nothing_is_told_but_what_stands_outside(tmp_path: Path) -> None:
    turn = made(tmp_path, "lac", "10.00", order=Order(flat=True, password=PASSWORD))
    tables = rows(rolled(Member(turn)))
    [row] = tables["Companies"]
    assert (row["sealed"], row["documents"], row["called"]) == (True, None, "Boulangerie du Lac")
    assert (tables["Totals by company"], tables["Totals together"]) == ([], [])


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.BUSY])
def test_a_company_without_an_archive_has_its_row_and_the_reason(outcome: Outcome) -> None:
    turn = Turn("lac", outcome, error=errors.FileNotFound(path="lac.gnucash"))
    assert told(turn) is None
    [row] = rows(rolled(Member(turn)))["Companies"]
    assert (row["company"], row["state"]) == ("lac", "NOT MADE")
    assert "lac.gnucash" in str(row["reason"])


def test_an_archive_that_is_not_all_that_was_asked_for_says_so(tmp_path: Path) -> None:
    whole = made(tmp_path, "lac", "10.00")
    partly = Turn("lac", Outcome.FAILED, whole.made, errors.TargetMissing(path="usb"))
    [row] = rows(rolled(Member(partly)))["Companies"]
    assert (row["state"], row["documents"]) == ("made, but not all went well", 1)
    assert isinstance(told(partly), Told)
