"""What is owed, as things are and on some day, in each currency and at home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from archiver.controls.owed import Open, Owed
from archiver.controls.ties import PAYABLES, RECEIVABLES, Side
from archiver.model import Record, State, Value
from tests.archives import record
from tests.controls.tables import Tables

DAY, LATER = date(2026, 3, 31), date(2026, 4, 2)


def document(
    key: str, id_: str, left: str | None, day: date = DAY, currency: str = "CAD", rate: str | None = None
) -> Record:
    open_ = "unapplied" if key in ("payments", "bill_payments") else "balance"
    values: dict[str, Value] = {"date": day, "currency": currency, open_: Decimal(left) if left else None}
    return record(key, id_, exchange_rate=Decimal(rate) if rate else None, **values)


def applied(by: tuple[str, str], to: tuple[str, str], amount: str, currency: str = "CAD") -> Record:
    giver: dict[str, Value] = {"payment_kind": by[0], "payment_id": by[1]}
    taker: dict[str, Value] = {"document_kind": to[0], "document_id": to[1]}
    return record("sales_applications", f"{by}{to}", currency=currency, amount=Decimal(amount), **giver, **taker)


def owed(side: Side = RECEIVABLES, /, **rows: list[Record]) -> Owed:
    applications = "sales_applications" if side is RECEIVABLES else "purchase_applications"
    return Owed(side, "CAD", DAY).add_up(Tables(**rows), applications)


def test_documents_less_credits_and_unapplied_payments() -> None:
    found = owed(
        invoices=[document("invoices", "1", "115"), document("invoices", "2", "20")],
        credit_notes=[document("credit_notes", "3", "15")],
        payments=[document("payments", "4", "40")],
    )
    assert found.then == found.now["CAD"] == Open(documents=Decimal(120), unapplied=Decimal(40))
    assert found.then.owed == 80


def test_vendors_are_owed_likewise() -> None:
    bills, credits_ = [document("bills", "1", "50")], [document("vendor_credits", "2", "8")]
    found = owed(PAYABLES, bills=bills, vendor_credits=credits_, bill_payments=[document("bill_payments", "3", "2")])
    assert found.then.owed == found.now["CAD"].owed == 40


def test_drafts_and_voided_documents_are_not_owed() -> None:
    draft = record("invoices", "1", currency="CAD", status="draft", balance=Decimal(5))
    void = record("invoices", "2", None, State.VOIDED, currency="CAD", balance=Decimal(5))
    assert owed(invoices=[draft, void]).now == {}


def test_what_is_dated_later_is_not_owed_yet() -> None:
    found = owed(invoices=[document("invoices", "1", "115", LATER)], payments=[document("payments", "2", "5", LATER)])
    assert found.then.owed == 0
    assert found.now["CAD"].owed == 110


def test_what_was_paid_later_is_still_owed_on_the_day() -> None:
    paid = [applied(("payments", "2"), ("invoices", "1"), "100")]
    rows = {"invoices": [document("invoices", "1", "15")], "payments": [document("payments", "2", "0", LATER)]}
    assert owed(**rows, sales_applications=paid).then.owed == 115


def test_what_was_paid_ahead_for_a_later_invoice_is_unapplied_on_the_day() -> None:
    paid = [applied(("payments", "2"), ("invoices", "1"), "100")]
    rows = {"invoices": [document("invoices", "1", "15", LATER)], "payments": [document("payments", "2", "0")]}
    assert owed(**rows, sales_applications=paid).then.owed == -100


def test_what_was_applied_on_the_day_itself_moves_nothing() -> None:
    paid = [applied(("payments", "2"), ("invoices", "1"), "100")]
    rows = {"invoices": [document("invoices", "1", "15")], "payments": [document("payments", "2", "0")]}
    assert owed(**rows, sales_applications=paid).then.owed == 15


def test_a_refund_of_a_credit_note_that_comes_later() -> None:
    refunded = [applied(("payments", "2"), ("credit_notes", "1"), "30")]
    rows = {"credit_notes": [document("credit_notes", "1", "0")], "payments": [document("payments", "2", "0", LATER)]}
    assert owed(**rows, sales_applications=refunded).then.owed == -30


def test_currencies_stay_apart_and_meet_only_at_home_at_their_own_rates() -> None:
    found = owed(
        invoices=[document("invoices", "1", "100"), document("invoices", "2", "33.33", currency="USD", rate="1.375")],
        payments=[document("payments", "3", "10", currency="USD", rate="1.40")],
    )
    assert {currency: each.owed for currency, each in found.now.items()} == {"CAD": 100, "USD": Decimal("23.33")}
    assert (found.then.documents, found.then.unapplied) == (Decimal("145.83"), Decimal("14.00"))
    assert found.then.converted == 2


def test_what_has_no_amount_or_no_rate_is_counted_as_unknown() -> None:
    found = owed(invoices=[document("invoices", "1", None), document("invoices", "2", "5", currency="USD")])
    assert found.then.unknown == 2
    assert {currency: each.unknown for currency, each in found.now.items()} == {"CAD": 1, "USD": 0}


def test_what_was_applied_to_other_entries_is_told_apart() -> None:
    paid = [applied(("payments", "2"), ("journal_entries", "9"), "60")]
    found = owed(payments=[document("payments", "2", "0")], sales_applications=paid)
    assert found.then.settled == found.now["CAD"].settled == 60
    assert found.then.owed == 0


def test_an_amount_paid_later_that_nobody_knows_leaves_the_day_unknown() -> None:
    unknown = record(
        "sales_applications", "a", payment_kind="payments", payment_id="p", document_kind="invoices", document_id="i"
    )
    rows = {"invoices": [document("invoices", "i", "0.00")], "sales_applications": [unknown]}
    assert owed(**rows, payments=[document("payments", "p", "0.00")]).then.unknown == 0
    found = owed(**rows, payments=[document("payments", "p", "0.00", LATER)])
    assert (found.then.unknown, found.now["CAD"].unknown) == (1, 0)
