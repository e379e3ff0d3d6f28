"""Entries made by hand: debits and credits, and a total that is their sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from archiver.books.quickbooks.names import Account
from archiver.model import State
from tests.books.quickbooks.making import at_home, made, one


def line(id_: str, side: str, amount: object, account: str, **detail: object) -> dict[str, Any]:
    kind = "JournalEntryLineDetail"
    return {
        "Id": id_,
        "Amount": amount,
        "DetailType": kind,
        kind: {"PostingType": side, "AccountRef": {"value": account}, **detail},
    }


ENTRY: dict[str, Any] = {
    "Id": "8",
    "DocNumber": "OD-1",
    "TxnDate": "2026-04-05",
    "TotalAmt": 0,
    "Adjustment": True,
    "PrivateNote": "Ouverture",
    "Line": [
        line("0", "Debit", Decimal("20.50"), "34"),
        line("1", "Credit", 15, "44", Entity={"Type": "Vendor", "EntityRef": {"value": "5", "name": "Marina"}}),
        line("2", "Credit", Decimal("5.50"), "45"),
    ],
}


def test_the_total_is_the_sum_of_the_debits() -> None:
    row = one("JournalEntry", ENTRY)
    assert (row["total"], row["number"], row["description"], row["currency"]) == (
        Decimal("20.50"),
        "OD-1",
        "Ouverture",
        "CAD",
    )
    assert row.others == ["Adjustment: true"]


def test_each_line_is_a_debit_or_a_credit_on_an_account() -> None:
    names = at_home()
    names.learn_account("34", "Capital", Account("3000", "CAD", None))
    names.learn_account("44", "Emprunt", Account("2500", "USD", None))
    first, second, third = made("JournalEntry", ENTRY, names)["journal_entry_lines"]
    assert (first["debit"], first["credit"], first["amount_currency"]) == (Decimal("20.50"), 0, Decimal("20.50"))
    assert (first["account_number"], first["account"], first["currency"]) == ("3000", "Capital", "CAD")
    assert (second["debit"], second["credit"], second["currency"], second["entry_currency"]) == (0, 15, "USD", "CAD")
    assert "amount_currency" not in second, "QuickBooks does not say what it is in the account's currency"
    assert (third["currency"], third["amount_currency"]) == ("CAD", Decimal("-5.50"))
    assert [row["id"] for row in (first, second, third)] == ["8/0", "8/1", "8/2"]


def test_whom_a_line_is_about() -> None:
    _, row, _ = made("JournalEntry", ENTRY)["journal_entry_lines"]
    assert row["party"] == "Marina"
    assert row.others == ["Entity.EntityRef: Marina (5)", "Entity.Type: Vendor"]
    names = at_home()
    names.learn("customers", "6", "Auberge")
    unnamed = line("0", "Debit", 1, "84", Entity={"Type": "Customer", "EntityRef": {"value": "6"}})
    assert made("JournalEntry", {"Id": "8", "Line": [unnamed]}, names)["journal_entry_lines"][0]["party"] == "Auberge"


def test_a_line_of_text_is_neither_debit_nor_credit() -> None:
    text = {"Id": "3", "Description": "note", "DetailType": "DescriptionOnly"}
    (row,) = made("JournalEntry", {"Id": "8", "Line": [text]})["journal_entry_lines"]
    assert row["description"] == "note"
    assert not row.keys() & {"debit", "credit", "amount_currency"}


def test_a_voided_entry() -> None:
    zero = {"Id": "8", "PrivateNote": "Voided", "Line": [line("0", "Debit", 0, "34"), line("1", "Credit", 0, "44")]}
    rows = made("JournalEntry", zero)
    assert {row.record.state for each in rows.values() for row in each} == {State.VOIDED}
    assert rows["journal_entries"][0]["status"] == "voided"


def test_taxes_of_an_entry_are_on_neither_side() -> None:
    taxes = {"TxnTaxDetail": {"TaxLine": [{"Amount": 5, "TaxLineDetail": {"TaxRateRef": {"value": "3"}}}]}}
    (row,) = made("JournalEntry", {**ENTRY, **taxes})["tax_lines"]
    assert (row["tax"], row["document_kind"]) == (5, "journal_entries")
    assert "direction" not in row
