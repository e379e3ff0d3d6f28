"""No more is applied than there is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver.controls import open_balances
from archiver.model import Control, Record, State, Verdict
from archiver.words import Words
from tests.archives import record
from tests.controls.tables import Tables


def applied(amount: str, by: str = "payments", to: str = "invoices") -> Record:
    giver, taker = {"payment_kind": by, "payment_id": "g"}, {"document_kind": to, "document_id": "t"}
    return record("sales_applications", f"{by}{to}{amount}", amount=Decimal(amount), **giver, **taker)


def found(*applications: Record, **rows: list[Record]) -> dict[str, Control]:
    controls = open_balances.applied(Tables(sales_applications=applications, **rows), "sales_applications")
    return {str(each.kind): each for each in controls if each.name == "payments_applied"}


def payment(amount: str, state: State = State.LIVE) -> list[Record]:
    return [record("payments", "g", None, state, number="P-1", amount=Decimal(amount))]


def invoice(total: str) -> list[Record]:
    return [record("invoices", "t", number="F-1", total=Decimal(total))]


def test_what_fits_ties() -> None:
    controls = found(applied("60"), applied("40", "payments"), payments=payment("100"), invoices=invoice("100"))
    assert {(key, each.verdict, each.expected, each.found) for key, each in controls.items()} == {
        ("payments", Verdict.TIES, 1, 1),
        ("invoices", Verdict.TIES, 1, 1),
    }


def test_a_payment_applied_for_more_than_it_is_is_named() -> None:
    controls = found(applied("60"), applied("41"), payments=payment("100"), invoices=invoice("200"))
    assert controls["invoices"].verdict is Verdict.TIES
    control = controls["payments"]
    assert (control.verdict, control.found) == (Verdict.DIFFERS, 0)
    assert Words("en").say(control.said) == "Applied for more than it is (1): \n  - P-1: 101 of 100"


def test_a_document_settled_for_more_than_its_total_is_named() -> None:
    control = found(applied("60"), payments=payment("100"), invoices=invoice("50"))["invoices"]
    assert control.verdict is Verdict.DIFFERS
    assert Words("en").say(control.said) == "Settled for more than the total (1): \n  - F-1: 60 of 50"


@pytest.mark.parametrize(
    ("given", "verdict"), [("-30", Verdict.TIES), ("-29", Verdict.DIFFERS), ("5", Verdict.DIFFERS)]
)
def test_money_given_back_is_below_nothing(given: str, verdict: Verdict) -> None:
    note = record("credit_notes", "t", number="N-1", total=Decimal(30))
    controls = found(applied("30", to="credit_notes"), payments=payment(given), credit_notes=[note])
    assert controls["payments"].verdict is verdict
    assert controls["credit_notes"].verdict is Verdict.TIES


@pytest.mark.parametrize(("worth", "verdict"), [("-30", Verdict.TIES), ("-29", Verdict.DIFFERS)])
def test_a_negative_invoice_settles_another_one_for_what_it_is(worth: str, verdict: Verdict) -> None:
    both = [record("invoices", "g", number="F-0", total=Decimal(worth)), *invoice("30")]
    control = found(applied("30", "invoices"), invoices=both)["invoices"]
    assert (control.verdict, control.expected) == (verdict, 2)


def test_a_credit_used_and_refunded_is_used_twice() -> None:
    note = record("credit_notes", "g", number="N-1", total=Decimal(30))
    controls = found(applied("31", "credit_notes"), credit_notes=[note], invoices=invoice("50"))
    assert controls["credit_notes"].verdict is Verdict.DIFFERS


def test_what_is_voided_or_had_nothing_applied_is_not_judged() -> None:
    assert found(payments=payment("100"), invoices=invoice("50")) == {}
    assert found(applied("900"), payments=payment("100", State.VOIDED)) == {}
