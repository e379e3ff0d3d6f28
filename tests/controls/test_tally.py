"""Tallies: counts and sums per currency, never across, of what still counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.controls.tally import Tallier, differences
from archiver.model import Record, State, Tally
from archiver.packed import pack, spelling
from archiver.words import Words
from tests.archives import record


def tallied(key: str, rows: Iterable[Record]) -> dict[str | None, Tally]:
    kind, given = kinds.kind(key), list(rows)
    tallier, spelled = Tallier(kind), spelling(kind)(list(map(pack, given)))
    assert list(tallier.passing(iter(spelled))) == spelled
    return {tally.currency: tally for tally in tallier.tallies()}


def invoice(id_: str, currency: str | None, total: str, state: State = State.LIVE, **values: object) -> Record:
    day, number = values.get("date"), values.get("number")
    assert isinstance(day, date | None)
    assert isinstance(number, str | None)
    return record("invoices", id_, None, state, currency=currency, total=Decimal(total), date=day, number=number)


def test_sums_are_per_currency() -> None:
    found = tallied("invoices", [invoice("1", "CAD", "10.05"), invoice("2", "EUR", "7"), invoice("3", "CAD", "-0.05")])
    assert {currency: tally.sums["total"] for currency, tally in found.items()} == {
        "CAD": Decimal("10.00"),
        "EUR": Decimal(7),
    }
    assert list(found) == ["CAD", "EUR"]


def test_what_is_voided_or_deleted_is_counted_and_not_summed() -> None:
    gone = [invoice(state.value, "CAD", "99", state) for state in (State.VOIDED, State.DELETED)]
    tally = tallied("invoices", [invoice("1", "CAD", "10"), *gone])["CAD"]
    assert (tally.count, tally.voided, tally.sums["total"]) == (3, 2, Decimal(10))


def test_first_and_last_are_by_day_and_by_the_worth_of_numbers() -> None:
    rows = [
        invoice("1", "CAD", "1", date=date(2026, 2, 1), number="FAC-10"),
        invoice("2", "CAD", "1", date=date(2026, 2, 1), number="FAC-9"),
        invoice("3", "CAD", "1", date=date(2026, 1, 5), number="FAC-30"),
        invoice("4", "CAD", "1"),
    ]
    tally = tallied("invoices", rows)["CAD"]
    assert (tally.first_day, tally.first_number) == (date(2026, 1, 5), "FAC-30")
    assert (tally.last_day, tally.last_number) == (date(2026, 2, 1), "FAC-10")


def test_each_amount_goes_to_its_own_currency() -> None:
    posting = record(
        "ledger", "1", entry_currency="CAD", debit=Decimal(150), currency="EUR", amount_currency=Decimal(100)
    )
    found = tallied("ledger", [posting])
    assert found["CAD"].sums == {"debit": Decimal(150)}
    assert found["EUR"].sums == {"amount_currency": Decimal(100)}


def test_a_kind_without_money_is_counted_all_the_same() -> None:
    assert tallied("terms", [record("terms", "1"), record("terms", "2")])[None].count == 2


def test_an_unknown_currency_stays_apart() -> None:
    found = tallied("invoices", [invoice("1", None, "1"), invoice("2", "CAD", "2")])
    assert {currency: tally.count for currency, tally in found.items()} == {None: 1, "CAD": 1}


# What was written against what was read

ROWS = [invoice("1", "CAD", "10"), invoice("2", "EUR", "7")]


def told(written: Iterable[Record]) -> list[str]:
    labels = {"invoices": kinds.kind("invoices").labels}
    found = differences(tallied("invoices", ROWS).values(), tallied("invoices", written).values(), labels)
    return [Words("en").say(each) for each in found]


def test_the_same_rows_in_any_order_do_not_differ() -> None:
    assert told(ROWS[::-1]) == []


def test_lost_doubled_and_changed_rows_differ() -> None:
    assert told(ROWS[:1]) == ["Invoices in EUR"]
    assert told([*ROWS, ROWS[0]]) == ["Invoices in CAD"]
    assert told([invoice("1", "CAD", "10.01"), ROWS[1]]) == ["Invoices in CAD"]
    assert told([invoice("1", "CAD", "10", State.VOIDED), ROWS[1]]) == ["Invoices in CAD"]
    assert told([]) == ["Invoices in CAD", "Invoices in EUR"]


def test_a_kind_without_a_label_is_called_by_its_key() -> None:
    (found,) = differences([Tally("own", None, 1)], [], {})
    assert Words("en").say(found) == "own in –"
