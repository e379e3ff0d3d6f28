"""Money that moves without an invoice, and the accounts that it moves on."""

from __future__ import annotations

from decimal import Decimal

from archiver.books.sage import Sage
from tests.books.sage.rows import only, rows
from tests.emulators.sage import Sage as Emulator


def test_money_without_an_invoice_is_a_purchase_or_a_sale(books: Sage) -> None:
    [paid] = rows(books, "other_payments", "purchases").values()
    assert (paid["total"], paid["tax"], paid["account"]) == (Decimal("37.44"), Decimal("6.24"), "Current account")
    [received] = rows(books, "other_payments", "sales_receipts").values()
    assert received["total"] == Decimal("21.6")
    assert {row["direction"] for row in rows(books, "other_payments", "tax_lines").values()} == {
        "collected",
        "recoverable",
    }


def test_a_transfer_goes_from_one_account_to_another(books: Sage) -> None:
    accounts = {row["name"]: row["id"] for row in rows(books, "accounts", "accounts").values()}
    [moved] = rows(books, "transfers", "transfers").values()
    assert (moved["from_account"], moved["to_account"]) == ("Current account", "Savings account")
    assert (moved["from_account_id"], moved["to_account_id"]) == (
        accounts["Current account"],
        accounts["Savings account"],
    )
    [paid_in] = rows(books, "deposits", "deposits").values()
    assert (paid_in["account_id"], paid_in["total"]) == (accounts["Savings account"], Decimal("80.0"))
    assert "cheque_amount: 0.0" in str(paid_in["other"])


def test_a_bank_account_is_in_its_currency(books: Sage) -> None:
    found = rows(books, "bank_accounts", "bank_accounts")
    assert {row["number"]: row["currency"] for row in found.values()} == {"1200": "GBP", "1210": "GBP", "1220": "EUR"}
    assert "iban: [masked]" in str(only(found, number="1200")["other"])


def test_a_reconciliation_says_what_it_found(sage: Emulator, books: Sage) -> None:
    [row] = rows(books, "bank_reconciliations", "bank_reconciliations").values()
    assert (row["closing_balance"], row["difference"], row["status"]) == (
        Decimal("11800.0"),
        Decimal("0.0"),
        "Reconciled",
    )
    assert row["bank_account_id"] == sage.business.items("bank_accounts")[0]["id"]
