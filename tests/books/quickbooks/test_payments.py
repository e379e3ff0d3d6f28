"""Payments: what each settled, the credits that it carried, and what is left of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from archiver.books.quickbooks.names import Account
from archiver.model import State
from tests.books.quickbooks.making import at_home, made, one

DATED = {"Id": "101", "TxnDate": "2026-04-07", "CurrencyRef": {"value": "CAD"}}


def line(amount: object, type_: str, id_: str, **more: object) -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": id_, "TxnType": type_}], **more}


def settled(entity: str, *lines: dict[str, Any], **more: object) -> list[tuple[object, ...]]:
    """Who settles what for how much."""
    _, rows = made(entity, {**DATED, **more, "Line": list(lines)}).values()
    wanted = ("payment_kind", "payment_id", "document_kind", "document_id", "amount")
    return [tuple(row[key] for key in wanted) for row in rows]


def test_a_payment_settles_invoices() -> None:
    lines = (line(Decimal("120.50"), "Invoice", "67"), line(30, "Invoice", "68"))
    assert settled("Payment", *lines, TotalAmt=Decimal("150.50"), UnappliedAmt=0) == [
        ("payments", "101", "invoices", "67", Decimal("120.50")),
        ("payments", "101", "invoices", "68", 30),
    ]


def test_an_application_has_its_day_and_its_own_id() -> None:
    (row,) = made("Payment", {**DATED, "TotalAmt": 5, "Line": [line(5, "Invoice", "67")]})["sales_applications"]
    assert row["id"] == "101/payments/101/invoices/67"
    assert (str(row["date"]), row["currency"], row.record.document) == ("2026-04-07", "CAD", "101")


def test_what_an_application_does_not_say_of_its_line_is_in_its_other_fields() -> None:
    odd = line(5, "Invoice", "67", Memo="x")
    odd["LinkedTxn"][0]["TxnLineId"] = "2"
    odd["LinkedTxn"].append({"TxnId": "68", "TxnType": "Invoice"})
    (row,) = made("Payment", {**DATED, "TotalAmt": 5, "Line": [odd]})["sales_applications"]
    assert row.others == ["LinkedTxn.TxnLineId: 2", "LinkedTxn: Invoice 68", "Memo: x"]


def test_a_payment_of_nothing_links_a_credit_to_an_invoice() -> None:
    lines = (line(100, "CreditMemo", "73"), line(100, "Invoice", "71"))
    assert settled("Payment", *lines, TotalAmt=0, UnappliedAmt=0) == [("credit_notes", "73", "invoices", "71", 100)]


def test_credits_are_used_before_the_payment_in_the_order_of_the_lines() -> None:
    lines = (
        line(80, "Invoice", "1"),
        line(40, "CreditMemo", "2"),
        line(50, "Invoice", "3"),
        line(60, "CreditMemo", "4"),
    )
    assert settled("Payment", *lines, TotalAmt=30, UnappliedAmt=0) == [
        ("credit_notes", "2", "invoices", "1", 40),
        ("credit_notes", "4", "invoices", "1", 40),
        ("credit_notes", "4", "invoices", "3", 20),
        ("payments", "101", "invoices", "3", 30),
    ]


def test_what_a_credit_gives_beyond_the_invoices_is_left_with_the_payment() -> None:
    lines = (line(100, "CreditMemo", "73"), line(60, "Invoice", "71"))
    found = settled("Payment", *lines, TotalAmt=0, UnappliedAmt=40)
    assert found == [("credit_notes", "73", "invoices", "71", 60), ("payments", "101", "credit_notes", "73", 40)]


def test_an_entry_made_by_hand_is_owed_or_settles_as_the_amounts_have_it() -> None:
    owed = settled("Payment", line(50, "JournalEntry", "9"), line(25, "Invoice", "1"), TotalAmt=75, UnappliedAmt=0)
    assert owed == [("payments", "101", "invoices", "1", 25), ("payments", "101", "journal_entries", "9", 50)]
    settles = settled("Payment", line(50, "JournalEntry", "9"), line(75, "Invoice", "1"), TotalAmt=25, UnappliedAmt=0)
    assert settles == [("journal_entries", "9", "invoices", "1", 50), ("payments", "101", "invoices", "1", 25)]


def test_a_cheque_that_refunds_a_customer_is_owed_and_one_to_a_vendor_settles() -> None:
    lines = (line(20, "Check", "8"), line(20, "CreditMemo", "73"))
    assert settled("Payment", *lines, TotalAmt=0, UnappliedAmt=0) == [("credit_notes", "73", "purchases", "8", 20)]
    lines = (line(20, "Check", "8"), line(20, "Bill", "71"))
    assert settled("BillPayment", *lines, TotalAmt=0) == [("purchases", "8", "bills", "71", 20)]


def test_an_invoice_in_two_lines_is_settled_once() -> None:
    lines = (line(5, "Invoice", "1", LineEx={"any": []}), line(7, "Invoice", "1"))
    assert settled("Payment", *lines, TotalAmt=12, UnappliedAmt=0) == [("payments", "101", "invoices", "1", 12)]


def test_what_else_a_line_says_is_said_of_the_application() -> None:
    bag = {"any": [{"name": "NameValue", "value": {"Name": "txnOpenBalance", "Value": "459.00"}}]}
    (row,) = made("Payment", {**DATED, "TotalAmt": 5, "Line": [line(5, "Invoice", "1", LineEx=bag)]})[
        "sales_applications"
    ]
    assert row["other"] == "txnOpenBalance: 459.00"


def test_a_line_of_nothing_or_about_nothing_settles_nothing() -> None:
    assert settled("Payment", line(0, "Invoice", "1"), {"Amount": 5}, {"Amount": 5, "LinkedTxn": []}) == []


def test_what_is_left_of_a_payment() -> None:
    assert one("Payment", {**DATED, "TotalAmt": 100, "UnappliedAmt": 100, "Line": []})["unapplied"] == 100
    lines = [line(60, "Bill", "1"), line(10, "VendorCredit", "2")]
    assert one("BillPayment", {**DATED, "TotalAmt": 50, "Line": lines})["unapplied"] == 0
    assert "unapplied" not in one("BillPayment", {**DATED, "Line": lines})


def test_where_the_money_comes_from_and_goes_to() -> None:
    names = at_home()
    names.learn_account("4", "Dépôts à faire", Account(None, "CAD", None))
    names.learn_account("84", "Clients", Account("1100", "CAD", "receivable"))
    names.learn("payment_methods", "2", "Chèque")
    item = {**DATED, "DepositToAccountRef": {"value": "4"}, "PaymentMethodRef": {"value": "2"}, "PaymentRefNum": "0412"}
    row = one("Payment", item, names)
    assert (row["account"], row["method"], row["reference"]) == ("Dépôts à faire", "Chèque", "0412")
    assert (row["control_account_id"], row["control_account"]) == ("84", "Clients")


def test_a_bill_is_paid_by_cheque_or_by_card() -> None:
    cheque = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": "35", "name": "Banque"}}}
    card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": "41", "name": "Carte"}}}
    rows = [one("BillPayment", {**DATED, **each}) for each in (cheque, card)]
    assert [(row["method"], row["account_id"], row["account"]) for row in rows] == [
        ("Check", "35", "Banque"),
        ("CreditCard", "41", "Carte"),
    ]
    assert not any("BankAccountRef" in each or "CCAccountRef" in each for row in rows for each in row.others)


def test_a_voided_payment_settles_nothing_and_says_so() -> None:
    row = one("Payment", {**DATED, "TotalAmt": 0, "PrivateNote": "Voided", "Line": []})
    assert (row["status"], row.record.state) == ("voided", State.VOIDED)
