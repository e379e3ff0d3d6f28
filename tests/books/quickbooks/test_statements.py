"""What accountants derive of a company that answers over the network: ageing and taxes tie, on past days too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds, period
from archiver.books.quickbooks import reports
from archiver.controls import aged, taxes
from archiver.controls.open_items import gather
from archiver.model import Control, Record, Value, Verdict
from archiver.spool import Spool
from archiver.statements import ageing, tax_summary
from archiver.words import Words
from tests.archives import by_key, given, spooled
from tests.books.quickbooks.conftest import Opening
from tests.books.quickbooks.reports_said import TODAY

DAYS = [TODAY, date(2024, 11, 20), date(2024, 10, 31), date(2024, 1, 15), date(2023, 6, 30)]
HOME = "CAD"


@pytest.fixture
def spool(opening: Opening, tmp_path: Path) -> Iterator[Spool]:
    """Every row of the company."""
    room = tmp_path / "room"
    room.mkdir()
    with opening.books() as books, spooled(books, room) as spool:
        yield spool


def listed(spool: Spool, key: str, day: date, today: date) -> list[Record]:
    return sorted(ageing.rows(kinds.kind(key), gather(spool, ageing.SIDES[key], day, today), HOME))


def said(controls: list[Control]) -> list[str]:
    return [Words("en").say(each.said) for each in controls]


def test_the_ageing_ties_on_every_day(spool: Spool) -> None:
    for day in DAYS:
        controls = list(aged.ties(spool, [gather(spool, side, day, TODAY) for side in ageing.SIDES.values()]))
        assert {each.currency for each in controls} == {"CAD", "USD"}
        assert {each.verdict for each in controls} <= {Verdict.TIES, Verdict.EXPLAINED}, (day, said(controls))


def test_it_is_what_the_service_says_is_owed(spool: Spool) -> None:
    """But for entries made by hand, which the service ages too."""
    kind = spool.kind("reports")
    assert kind is not None
    by_hand = {"receivables": Decimal(-45), "payables": Decimal(0)}
    told = [each for each in reports.reported(spool.rows(kind)) if each.what in by_hand]
    assert {each.what for each in told} == by_hand.keys()
    for each in told:
        aged_kind = kinds.kind(f"aged_{each.what}")
        rows = [given(aged_kind, row) for row in listed(spool, aged_kind.key, each.as_of, each.as_of)]
        assert {row["home_currency"] for row in rows} == {HOME}
        assert sum(amount(row["home_open"]) for row in rows) + by_hand[each.what] == each.amount


def amount(value: Value) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def test_a_past_day_is_aged_alike_in_books_cut_to_it(opening: Opening, spool: Spool) -> None:
    day = date(2024, 10, 31)
    whole = {key: listed(spool, key, day, TODAY) for key in ageing.SIDES}
    with opening.books() as books:
        period.cut(spool, books.families(), day)
    assert {key: listed(spool, key, day, day) for key in ageing.SIDES} == whole
    assert all(whole.values())


def test_taxes_are_summed_up_by_rate_and_tie(spool: Spool) -> None:
    kind = kinds.kind("tax_summary")
    rows = [given(kind, row) for row in tax_summary.rows(spool, kind, (1, 1))]
    assert {(row["rate_name"], row["rate"]) for row in rows} == {
        ("TPS 5 %", 5),
        ("TVQ 9,975 %", Decimal("9.975")),
        ("TPS 5 % (achats)", 5),
        ("TVQ 9,975 % (achats)", Decimal("9.975")),
    }
    (control,) = [each for each in taxes.ties(spool, HOME) if each.name == "taxes_tie"]
    assert control.verdict is Verdict.EXPLAINED, said([control])
    assert control.found == sum(amount(row["net"]) for row in rows)
    assert amount(control.expected if isinstance(control.expected, Decimal) else None) == control.found - 1875
    assert "payments to agencies: -1,875.00" in said([control])[0]


def test_a_bill_whose_taxes_are_taken_away_is_missed(spool: Spool) -> None:
    lines = spool.kind("tax_lines")
    assert lines is not None
    gone = next(row for row in by_key(spool, "tax_lines") if row["document_kind"] == "bills")
    spool.drop(lines, [str(gone["id"])])
    (lost,) = [each for each in taxes.ties(spool, HOME) if each.verdict is Verdict.DIFFERS]
    assert lost.said.facts["count"] == 1
