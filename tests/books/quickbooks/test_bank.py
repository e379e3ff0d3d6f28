"""Deposits, transfers, and payments of credit cards."""

from __future__ import annotations

from decimal import Decimal

from archiver.books.quickbooks.names import Account
from archiver.model import State
from tests.books.quickbooks.making import at_home, made, one

DEPOSIT = {
    "Id": "186",
    "TxnDate": "2026-05-05",
    "TotalAmt": Decimal("148.50"),
    "DepositToAccountRef": {"value": "35", "name": "Banque"},
    "CashBack": {"AccountRef": {"value": "12", "name": "Petite caisse"}, "Amount": 20},
    "Line": [
        {"LinkedTxn": [{"TxnId": "42", "TxnType": "Payment", "TxnLineId": "0"}], "Amount": 150},
        {
            "Id": "2",
            "Amount": Decimal("-1.50"),
            "DetailType": "DepositLineDetail",
            "DepositLineDetail": {
                "AccountRef": {"value": "8", "name": "Frais"},
                "Entity": {"value": "58", "name": "Banque du Fleuve", "type": "Vendor"},
                "PaymentMethodRef": {"value": "1", "name": "Comptant"},
                "CheckNum": "77",
            },
        },
    ],
}


def test_a_deposit_is_made_of_payments_and_of_lines_of_its_own() -> None:
    (header,), (paid, fee), _ = made("Deposit", DEPOSIT).values()
    assert (header["account"], header["total"], header["status"]) == ("Banque", Decimal("148.50"), "posted")
    assert header.others == ["CashBack.AccountRef: Petite caisse (12)", "CashBack.Amount: 20"]
    assert (paid["id"], paid["document_kind"], paid["document_id"], paid["amount"]) == ("186/#1", "payments", "42", 150)
    assert paid.others == ["LinkedTxn: Payment 42 / 0"]
    assert (fee["amount"], fee["account"], fee["party"]) == (Decimal("-1.50"), "Frais", "Banque du Fleuve")
    assert (fee["method"], fee["reference"]) == ("Comptant", "77")
    assert fee.others == ["Entity.type: Vendor", "Entity.value: 58"]


def test_a_transfer_is_in_the_currency_of_the_account_that_it_leaves() -> None:
    names = at_home()
    names.learn_account("35", "Banque USD", Account(None, "USD", "bank"))
    transfer = {"Id": "145", "FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 1000}
    row = one("Transfer", transfer, names)
    assert (row["from_account"], row["to_account_id"], row["amount"], row["currency"]) == (
        "Banque USD",
        "36",
        1000,
        "USD",
    )
    assert one("Transfer", {**transfer, "CurrencyRef": {"value": "EUR"}}, names)["currency"] == "EUR"
    assert one("Transfer", transfer)["currency"] == "CAD"


def test_the_payment_of_a_card() -> None:
    payment = {
        "Id": "29",
        "Amount": 10,
        "CreditCardAccountRef": {"value": "57", "name": "Carte"},
        "BankAccountRef": {"value": "37", "name": "Banque"},
        "CheckNum": "9",
        "Memo": "solde",
    }
    row = one("CreditCardPayment", payment)
    assert (row["card_account"], row["account"], row["amount"], row["reference"]) == ("Carte", "Banque", 10, "9")
    assert row.others == ["Memo: solde"]


def test_a_voided_transfer() -> None:
    row = one("Transfer", {"Id": "1", "Amount": 0, "PrivateNote": "Voided"})
    assert (row["status"], row.record.state) == ("voided", State.VOIDED)
