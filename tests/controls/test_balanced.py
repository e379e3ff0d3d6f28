"""Debits equal credits, in each entry and in all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.controls import balanced, of_documents
from archiver.model import Control, Record, State, Value, Verdict
from archiver.words import Words
from tests.archives import record
from tests.controls.tables import Tables

DAY = date(2026, 1, 1)


def posting(
    id_: str,
    entry: str,
    debit: str = "0",
    credit: str = "0",
    currency: str = "CAD",
    day: date | None = DAY,
    state: State = State.LIVE,
) -> Record:
    sides: dict[str, Value] = {"debit": Decimal(debit), "credit": Decimal(credit)}
    return record("ledger", id_, entry, state, date=day, entry_currency=currency, entry_id=entry, **sides)


def found(*rows: Record) -> list[Control]:
    return list(balanced.ledger(Tables(ledger=rows)))


def test_books_without_a_ledger_have_nothing_to_balance() -> None:
    assert list(balanced.ledger(Tables())) == []


def test_entries_that_balance_tie_by_currency() -> None:
    controls = found(
        posting("1", "a", debit="5"),
        posting("2", "a", credit="2"),
        posting("3", "a", credit="3"),
        posting("4", "b", debit="7", currency="EUR"),
        posting("5", "b", credit="7", currency="EUR"),
    )
    assert [(each.currency, each.verdict, each.expected, each.found) for each in controls] == [
        ("CAD", Verdict.TIES, Decimal(5), Decimal(5)),
        ("EUR", Verdict.TIES, Decimal(7), Decimal(7)),
    ]


def test_an_entry_that_does_not_balance_is_named() -> None:
    (control,) = found(posting("1", "a", debit="5"), posting("2", "a", credit="4.99"))
    assert control.verdict is Verdict.DIFFERS
    told = "Entries of the ledger that do not balance (1): \n  - a of 2026-01-01: debits less credits 0.01"
    assert Words("en").say(control.said) == told


def test_entries_that_make_up_for_each_other_are_named_all_the_same() -> None:
    (control,) = found(posting("1", "a", debit="5"), posting("2", "b", credit="5"))
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, Decimal(5), Decimal(5))


def test_entries_need_not_be_neighbours() -> None:
    rows = [posting("1", "Ab", debit="5"), posting("2", "aB", debit="3"), posting("3", "Ab", credit="5")]
    (control,) = found(*rows, posting("4", "aB", credit="3"))
    assert control.verdict is Verdict.TIES


def test_voided_postings_do_not_count() -> None:
    (control,) = found(
        posting("1", "a", debit="5"), posting("2", "a", credit="5"), posting("3", "b", debit="9", state=State.VOIDED)
    )
    assert (control.verdict, control.expected) == (Verdict.TIES, Decimal(5))


def test_a_posting_without_a_date_is_a_finding() -> None:
    *_, control = found(posting("1", "a", debit="5", day=None), posting("2", "a", credit="5"))
    assert control.verdict is Verdict.DIFFERS
    assert Words("en").say(control.said).startswith("1 postings have no date")


def test_among_changes_only_whole_entries_are_examined() -> None:
    rows = [posting("1", "a", debit="5"), posting("2", "a", credit="5")]
    (control,) = of_documents(Tables(ledger=rows))
    assert (control.name, control.verdict) == ("ledger_balanced", Verdict.TIES)
    (control,) = of_documents(Tables(ledger=[row._replace(document=row.id) for row in rows[:1]]))
    assert (control.name, control.verdict, control.kind) == ("ledger_balanced", Verdict.NOTED, "ledger")
    assert "only those that changed" in Words("en").say(control.said)
