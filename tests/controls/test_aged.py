"""What is open by age against the accounts, in books made for it and in real ones, on every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.controls import aged
from archiver.controls.open_items import gather
from archiver.controls.ties import PAYABLES, RECEIVABLES
from archiver.model import Control, Record, State, Value, Verdict
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, by_key, record, rows_of
from tests.controls.sales import DAY, LATER, Made, Sales, applied, document
from tests.controls.tables import Tables

ACCOUNT = record("accounts", "ar", number="1200", name="Receivables", role="receivable")
INVOICE, PAYMENT = ("invoices", "i1"), ("payments", "p1")
TODAY = date(2026, 5, 1)


def posting(
    worth: str, made_by: str | None = "invoices", on: date | None = DAY, currency: str = "CAD", account: str = "ar"
) -> Record:
    values: dict[str, Value] = {"account_id": account, "currency": currency, "document_kind": made_by, "date": on}
    return record("ledger", f"{worth}{made_by}{on}{currency}", amount_currency=Decimal(worth), **values)


def tied(documents: list[Made], *applications: Record, ledger: list[Record]) -> list[Control]:
    tables = Sales(documents, applications).tables(accounts=[ACCOUNT], ledger=ledger)
    return list(aged.ties(tables, [gather(tables, RECEIVABLES, DAY, TODAY)]))


def said(control: Control) -> str:
    return Words("en").say(control.said)


def test_what_is_open_is_the_balance_of_the_account_on_that_day() -> None:
    documents = [document(*INVOICE, "100"), document(*PAYMENT, "40", LATER)]
    ledger = [posting("100"), posting("-40", "payments", LATER)]
    (control,) = tied(documents, applied(PAYMENT, INVOICE, "40", LATER), ledger=ledger)
    assert (control.name, control.verdict, control.kind) == ("receivables_aged", Verdict.TIES, "aged_receivables")
    assert (control.expected, control.found, control.currency) == (100, 100, "CAD")
    assert said(control).startswith("1200 Receivables: ")


def test_currencies_and_accounts_are_tied_apart() -> None:
    documents = [document(*INVOICE, "100"), document("invoices", "i2", "7", currency="EUR")]
    controls = tied(documents, ledger=[posting("100"), posting("7", currency="EUR")])
    assert [(each.currency, each.verdict) for each in controls] == [("CAD", Verdict.TIES), ("EUR", Verdict.TIES)]


def test_other_entries_explain_a_difference_by_name() -> None:
    ledger = [posting("100"), posting("-45", "journal_entries"), posting("2", None), posting("9", "deposits", LATER)]
    (control,) = tied([document(*INVOICE, "100")], ledger=ledger)
    assert (control.verdict, control.expected, control.found) == (Verdict.EXPLAINED, 57, 100)
    assert "Journal entry: -45" in said(control)
    assert "Entries without a document: 2" in said(control)
    assert "Deposit" not in said(control)


def test_an_entry_that_a_payment_settled_explains_no_difference() -> None:
    """A debit by hand of 60 was paid, and another one of 5 was not."""
    ledger = [posting("65", "journal_entries"), posting("-60", "payments")]
    (control,) = tied([document(*PAYMENT, "60")], applied(PAYMENT, ("journal_entries", "j"), "60"), ledger=ledger)
    assert (control.verdict, control.expected, control.found) == (Verdict.EXPLAINED, 5, 0)
    assert "settled by documents and payments: -60" in said(control)


@pytest.mark.parametrize(("by_hand", "more"), [("0", ""), ("-1", "Journal entry: -1")])
def test_a_difference_that_nothing_explains_is_shown(by_hand: str, more: str) -> None:
    (control,) = tied([document(*INVOICE, "100")], ledger=[posting("97"), posting(by_hand, "journal_entries")])
    assert control.verdict is Verdict.DIFFERS
    assert "-3 is unexplained" in said(control)
    assert more in said(control)
    assert ("Other entries" in said(control)) == bool(more)


def test_voided_postings_do_not_count_and_those_without_a_day_do() -> None:
    voided = posting("5")._replace(state=State.VOIDED)
    (control,) = tied([document(*INVOICE, "100")], ledger=[posting("100", on=None), voided])
    assert control.verdict is Verdict.TIES


def test_a_document_on_an_account_that_is_not_there_is_a_difference() -> None:
    (control,) = tied([document(*INVOICE, "100", account_id="gone")], ledger=[])
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 0, 100)
    assert said(control).startswith("gone: ")


def test_what_stands_on_no_account_may_stand_on_any_and_none_is_tied() -> None:
    documents = [document(*INVOICE, "100", account_id=None), document("invoices", "i2", "7", currency="EUR")]
    controls = tied(documents, ledger=[posting("100"), posting("7", currency="EUR")])
    assert [(each.currency, each.verdict) for each in controls] == [("CAD", Verdict.NOTED), ("EUR", Verdict.TIES)]
    assert said(controls[0]).startswith("The books do not say on which account open documents stand (1)")


def test_what_settled_an_entry_from_no_account_is_not_tied_either() -> None:
    ledger = [posting("65", "journal_entries"), posting("-60", "payments")]
    payment = document(*PAYMENT, "60", control_account_id=None)
    (control,) = tied([payment], applied(PAYMENT, ("journal_entries", "j"), "60"), ledger=ledger)
    assert (control.verdict, control.currency) == (Verdict.NOTED, "CAD")


@pytest.mark.parametrize(
    ("more", "verdict"), [([], Verdict.NOTED), ([posting("1", on=LATER, currency="USD")], Verdict.DIFFERS)]
)
def test_documents_in_a_currency_that_is_never_posted_may_be_posted_in_another(
    more: list[Record], verdict: Verdict
) -> None:
    controls = tied([document(*INVOICE, "100", currency="USD")], ledger=[posting("135"), *more])
    assert [(each.currency, each.verdict) for each in controls] == [("CAD", verdict), ("USD", verdict)]


def test_without_ageing_it_is_said_why() -> None:
    documents = [document(*INVOICE, "100"), document(*PAYMENT, "40")]
    (control,) = tied(documents, applied(PAYMENT, INVOICE, "40", None), ledger=[])
    assert (control.verdict, control.expected, control.found) == (Verdict.NOTED, None, None)
    assert "no ageing" in said(control)
    assert "No i1, No p1" in said(control)


def test_without_documents_a_ledger_or_accounts_nothing_is_tied() -> None:
    tables = [
        Tables(ledger=[posting("5")], accounts=[ACCOUNT]),
        Sales([document(*INVOICE, "100")]).tables(accounts=[ACCOUNT]),
        Sales([document(*INVOICE, "100")]).tables(ledger=[posting("5")]),
    ]
    assert [list(aged.ties(each, [gather(each, RECEIVABLES, DAY)])) for each in tables] == [[], [], []]


# Real books

DAYS = [*(date(2025, *each) for each in ((12, 31), (9, 30), (6, 15), (3, 1))), date(2024, 12, 31), date(2024, 10, 1)]
BY_HAND = {"atelier": {Verdict.TIES, Verdict.EXPLAINED}, "alpine": {Verdict.TIES}}


def of_both(spool: Spool, day: date) -> Iterator[Control]:
    yield from aged.ties(spool, [gather(spool, side, day, MOMENT.date()) for side in (RECEIVABLES, PAYABLES)])


@pytest.mark.parametrize("name", BOOKS)
def test_real_books_tie_on_every_day(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = [control for day in DAYS for control in of_both(spool, day)]
    assert len(controls) > 10
    assert {each.verdict for each in controls} <= BY_HAND[name], [said(each) for each in controls]


@pytest.mark.parametrize("name", BOOKS)
def test_an_invoice_that_is_taken_away_leaves_something_unexplained(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        loose = next(row for row in by_key(spool, "invoices") if row["balance"])
        spool.drop_documents("invoices", [str(loose["id"])])
        (lost,) = [each for each in of_both(spool, MOMENT.date()) if each.verdict is Verdict.DIFFERS]
    assert lost.said.facts["unexplained"] == loose["balance"]
