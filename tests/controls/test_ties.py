"""Receivables and payables against their accounts, in books made for it and in real ones, now and on past days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.controls import ties
from archiver.model import Control, Record, State, Value, Verdict
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import BOOKS, amount, by_key, record, rows_of, truth
from tests.controls.tables import Tables

ACCOUNT = record("accounts", "ar", number="1200", name="Receivables", role="receivable", currency="CAD")


def invoice(balance: str | None, account: str = "ar", currency: str = "CAD") -> Record:
    left = None if balance is None else Decimal(balance)
    return record("invoices", f"{account}{balance}{currency}", account_id=account, currency=currency, balance=left)


def posting(amount_: str, made_by: str | None = "invoices", account: str = "ar", currency: str = "CAD") -> Record:
    values: dict[str, Value] = {"account_id": account, "currency": currency, "document_kind": made_by}
    values["entry_number"] = "EJ-7"
    return record("ledger", f"{account}{amount_}{made_by}{currency}", amount_currency=Decimal(amount_), **values)


def found(*ledger: Record, accounts: tuple[Record, ...] = (ACCOUNT,), **rows: list[Record]) -> list[Control]:
    return list(ties.tie(Tables(ledger=ledger, accounts=accounts, **rows), ties.RECEIVABLES))


def test_without_a_ledger_or_accounts_nothing_can_be_tied() -> None:
    assert list(ties.tie(Tables(invoices=[invoice("5")], accounts=[ACCOUNT]), ties.RECEIVABLES)) == []
    assert list(ties.tie(Tables(ledger=[posting("5")]), ties.PAYABLES)) == []


def test_open_documents_less_unapplied_payments_are_the_account() -> None:
    payment = record("payments", "p", control_account_id="ar", currency="CAD", unapplied=Decimal(2))
    (control,) = found(posting("5"), posting("-2", "payments"), invoices=[invoice("5")], payments=[payment])
    assert (control.verdict, control.expected, control.found) == (Verdict.TIES, Decimal(3), Decimal(3))


def test_currencies_are_tied_apart() -> None:
    controls = found(posting("5"), posting("7", currency="EUR"), invoices=[invoice("5"), invoice("7", currency="EUR")])
    assert [(each.currency, each.verdict) for each in controls] == [("CAD", Verdict.TIES), ("EUR", Verdict.TIES)]


def test_entries_by_hand_explain_a_difference() -> None:
    (control,) = found(posting("5"), posting("-0.05", "journal_entries"), invoices=[invoice("5")])
    assert control.verdict is Verdict.EXPLAINED
    said = Words("en").say(control.said)
    assert said.endswith("made by hand on this account, -0.05, explain the difference: \n  - EJ-7 of –: -0.05")


def test_of_many_entries_by_hand_the_first_are_named() -> None:
    by_hand = [posting(str(amount), "journal_entries") for amount in range(1, 14)]
    (control,) = found(*by_hand, invoices=[invoice("0")])
    assert control.verdict is Verdict.EXPLAINED
    assert Words("en").say(control.said).endswith("EJ-7 of –: 10\n  - and 3 more")


def test_a_difference_that_nothing_explains_is_named() -> None:
    (control,) = found(posting("5"), posting("1", "journal_entries"), invoices=[invoice("3")])
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, Decimal(3), Decimal(6))
    assert "2 is unexplained. Entries made by hand on this account are 1: \n" in Words("en").say(control.said)
    (control,) = found(posting("5"), invoices=[invoice("3")])
    assert "2 is unexplained, and no entry" in Words("en").say(control.said)


def test_a_document_on_an_account_of_another_role_is_tied_too() -> None:
    other = record("accounts", "x", number="1", name="Bank", role="bank")
    (control,) = found(posting("5", account="x"), accounts=(other,), invoices=[invoice("5", account="x")])
    assert control.verdict is Verdict.TIES
    assert Words("en").say(control.said).startswith("1 Bank:")


def test_a_document_on_an_account_that_is_not_there_is_a_difference() -> None:
    (control,) = found(accounts=(), invoices=[invoice("5", account="gone")])
    assert (control.verdict, control.found) == (Verdict.DIFFERS, Decimal(0))


def test_what_is_not_known_on_a_day_is_said_and_not_guessed() -> None:
    (control,) = found(posting("5"), invoices=[invoice("5"), invoice(None)])
    assert (control.verdict, control.expected, control.found) == (Verdict.NOTED, None, None)


@pytest.mark.parametrize("left", ["9", None])
@pytest.mark.parametrize("status", [State.DELETED, "draft"])
def test_what_is_deleted_or_a_draft_is_not_on_the_account(status: State | str, left: str | None) -> None:
    gone, more = (status, {}) if isinstance(status, State) else (State.LIVE, {"status": status})
    other = {"account_id": "ar", "currency": "CAD", "balance": Decimal(left) if left else None, **more}
    spent: dict[str, Value] = {"control_account_id": "ar", "currency": "CAD", "unapplied": Decimal(4)}
    payments = [record("payments", "p", None, State.DELETED, **spent)]
    invoices = [invoice("5"), record("invoices", "other", None, gone, **other)]
    (control,) = found(posting("5"), invoices=invoices, payments=payments)
    assert (control.verdict, control.expected, control.found) == (Verdict.TIES, Decimal(5), Decimal(5))


@pytest.mark.parametrize(("left", "verdict"), [(None, Verdict.TIES), ("-2", Verdict.DIFFERS)])
def test_a_voided_document_counts_where_it_says_what_is_owed_back(left: str | None, verdict: Verdict) -> None:
    balance = Decimal(left) if left else None
    void = record("invoices", "v", None, State.VOIDED, account_id="ar", currency="CAD", balance=balance)
    (control,) = found(posting("5"), invoices=[invoice("5"), void])
    assert control.verdict is verdict


def test_what_stands_on_no_account_may_stand_on_any_and_none_is_tied() -> None:
    controls = found(
        posting("5"), posting("7", currency="EUR"), invoices=[invoice("5", ""), invoice("7", currency="EUR")]
    )
    assert [(each.currency, each.verdict) for each in controls] == [("CAD", Verdict.NOTED), ("EUR", Verdict.TIES)]
    assert Words("en").say(controls[0].said).startswith("The books do not say on which account open")


@pytest.mark.parametrize(("balance", "verdict"), [("5", Verdict.TIES), ("4", Verdict.NOTED)])
def test_payments_on_no_account_that_do_not_say_what_is_left_hide_no_tie(balance: str, verdict: Verdict) -> None:
    payments = [record("payments", "p", currency="CAD"), record("payments", "q", currency="CAD", unapplied=Decimal(0))]
    (control,) = found(posting(balance), invoices=[invoice("5")], payments=payments)
    assert (control.verdict, control.said.facts.get("count")) == (verdict, 1 if verdict is Verdict.NOTED else 0)


def verdicts(*ledger: Record, invoices: list[Record]) -> dict[str | None, Verdict]:
    return {each.currency: each.verdict for each in found(*ledger, invoices=invoices)}


def test_documents_in_a_currency_that_is_never_posted_may_be_posted_in_another() -> None:
    abroad = [invoice("100", currency="USD")]
    (cad, usd) = found(posting("135"), invoices=abroad)
    assert (cad.verdict, usd.verdict, usd.expected, usd.found) == (Verdict.NOTED, Verdict.NOTED, None, None)
    assert "are open in USD, but what is posted on this account is in CAD: " in Words("en").say(usd.said)
    hand = posting("5", "journal_entries")
    assert verdicts(hand, invoices=abroad) == {"CAD": Verdict.EXPLAINED, "USD": Verdict.DIFFERS}
    both = verdicts(posting("135"), posting("1", currency="USD"), invoices=abroad)
    assert both == {"CAD": Verdict.DIFFERS, "USD": Verdict.DIFFERS}


# Real books

PREPAID = date(2024, 10, 1)
"""A deposit was paid, and the invoice that it went to was not made yet."""
DAYS = [None, date(2025, 12, 31), date(2025, 9, 30), date(2025, 6, 15), date(2025, 3, 1), date(2024, 12, 31), PREPAID]
BY_HAND = {"atelier": {Verdict.TIES, Verdict.EXPLAINED}, "alpine": {Verdict.TIES}}


def tied(spool: Spool) -> list[Control]:
    return [*ties.tie(spool, ties.RECEIVABLES), *ties.tie(spool, ties.PAYABLES)]


@pytest.mark.parametrize("until", DAYS)
@pytest.mark.parametrize("name", BOOKS)
def test_real_books_tie_on_every_day(name: str, until: date | None, tmp_path: Path) -> None:
    with rows_of(name, tmp_path, until) as spool:
        controls = tied(spool)
    assert len(controls) >= 2 or until in (date(2024, 12, 31), PREPAID)
    assert {each.verdict for each in controls} <= BY_HAND[name], [Words("en").say(each.said) for each in controls]


@pytest.mark.parametrize("name", BOOKS)
def test_the_accounts_are_what_the_engine_says(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = tied(spool)
    engine = [each for each in truth(name)["accounts"] if each["type"] in ("RECEIVABLE", "PAYABLE")]
    balances = sorted(abs(amount(each["balance"])) for each in engine if amount(each["balance"]))
    assert sorted(abs(amount(str(each.found))) for each in controls if each.found) == balances


REMOVED = {"invoices": "invoices", "payments": "payments", "bills": "bills"}


@pytest.mark.parametrize("key", REMOVED)
@pytest.mark.parametrize("name", BOOKS)
def test_a_record_that_is_taken_away_leaves_something_unexplained(name: str, key: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        wanted = "unapplied" if key == "payments" else "balance"
        loose = next((row for row in by_key(spool, key) if row[wanted]), None)
        if loose is None:
            pytest.skip(f"every one of the {key} of {name} is settled")
        spool.drop_documents(REMOVED[key], [str(loose["id"])])
        lost = [each for each in tied(spool) if each.verdict is Verdict.DIFFERS]
    (control,) = lost
    facts: Mapping[str, object] = control.said.facts
    assert abs(Decimal(str(facts["unexplained"]))) == abs(Decimal(str(loose[wanted])))
