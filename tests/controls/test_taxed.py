"""Taxes as printed and as posted: their signs, their currencies, and what is no tax of a document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archiver.controls import taxed
from archiver.controls.taxed import Tax
from archiver.model import Record, State, Value
from tests.archives import record
from tests.controls.tables import Tables

DAY = date(2026, 3, 31)


def line(kind: str, tax: str | None, direction: str | None = "collected", **more: Value) -> Record:
    values: dict[str, Value] = {"number": "7", "date": DAY, "currency": "CAD", "account_id": "tps", **more}
    worth = None if tax is None else Decimal(tax)
    return record("tax_lines", "1", "d", document_kind=kind, document_id="d", tax=worth, direction=direction, **values)


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        ("invoices", 1),
        ("sales_receipts", 1),
        ("credit_notes", -1),
        ("refund_receipts", -1),
        ("bills", 1),
        ("purchases", 1),
        ("vendor_credits", -1),
        ("expense_claims", 1),
        ("estimates", 0),
        ("purchase_orders", 0),
        ("journal_entries", 0),
        ("a kind of tomorrow", 0),
        (None, 0),
    ],
)
def test_only_sales_and_purchases_have_an_effect(kind: str | None, effect: int) -> None:
    assert taxed.effect(kind) == effect


@pytest.mark.parametrize(
    ("kind", "direction", "owed"),
    [
        ("invoices", "collected", 5),
        ("credit_notes", "collected", -5),
        ("bills", "recoverable", -5),
        ("vendor_credits", "recoverable", 5),
    ],
)
def test_a_printed_tax_is_positive_where_it_is_owed_to_an_agency(kind: str, direction: str, owed: int) -> None:
    (tax,) = taxed.printed(Tables(tax_lines=[line(kind, "5", direction)]), "CAD")
    assert tax == Tax(DAY, "tps", "CAD", (kind, "d"), "7", Decimal(owed))


def test_taxes_of_estimates_and_of_what_does_not_count_are_none() -> None:
    rows = [
        line("estimates", "5"),
        line("invoices", "5")._replace(state=State.VOIDED),
        line("invoices", "5", None),
        line("invoices", "5", date=None),
        line("invoices", None),
    ]
    assert list(taxed.printed(Tables(tax_lines=rows), "CAD")) == []


def test_taxes_of_drafts_are_none() -> None:
    of = [record("invoices", "d", status="draft"), record("invoices", "e", status="open")]
    tables = Tables(invoices=of, tax_lines=[line("invoices", "5"), line("bills", "2", "recoverable")])
    drafted = taxed.drafts(tables)
    assert drafted == {("invoices", "d")}
    assert [tax.document for tax in taxed.printed(tables, "CAD", drafted)] == [("bills", "d")]
    assert taxed.lines(tables, "CAD", drafted).counted == 1
    assert taxed.drafts(Tables(invoices=of)) == set(), "without taxes nobody looks"


def test_a_foreign_tax_is_converted_at_the_rate_of_its_document() -> None:
    invoice = record("invoices", "d", currency="USD", exchange_rate=Decimal("1.375"))
    tables = Tables(invoices=[invoice], tax_lines=[line("invoices", "3.33", currency="USD")])
    (tax,) = taxed.printed(tables, "CAD")
    assert (tax.currency, tax.amount, tax.rounding) == ("CAD", Decimal("4.58"), Decimal("0.01"))
    (kept,) = taxed.printed(tables, "USD")
    assert (kept.currency, kept.amount, kept.rounding) == ("USD", Decimal("3.33"), Decimal(0))


def test_what_is_posted_to_a_tax_account_is_of_a_document_or_not() -> None:
    shared: dict[str, Value] = {"date": DAY, "entry_currency": "CAD", "entry_number": "7"}
    rows = [
        record("ledger", "1", account_id="tps", document_kind="invoices", document_id="d", credit=Decimal(5), **shared),
        record("ledger", "2", account_id="tps", document_kind="journal_entries", debit=Decimal(3), **shared),
        record("ledger", "3", account_id="bank", document_kind="invoices", document_id="d", debit=Decimal(5), **shared),
    ]
    printed, other = taxed.posted(Tables(ledger=rows), {"tps"})
    assert printed == Tax(DAY, "tps", "CAD", ("invoices", "d"), "7", Decimal(5), made_by="invoices")
    assert (other.document, other.made_by, other.amount) == (None, "journal_entries", Decimal(-3))


def test_a_first_look_counts_what_is_summed_up_and_names_what_nobody_can_place() -> None:
    rows = [
        line("invoices", "5"),
        line("bills", "2", "recoverable", account_id="cti"),
        line("estimates", "9"),
        line("invoices", "0"),
        line("deposits", "1", None),
        line("invoices", "1", date=None, number="8"),
    ]
    found = taxed.lines(Tables(tax_lines=rows), "CAD")
    assert (found.counted, found.named, found.accounts) == (2, True, {"tps", "cti"})
    assert (found.unplaced, list(found.numbers)) == (2, ["7", "8"])
    assert not found.foreign
    other = taxed.lines(Tables(tax_lines=[line("invoices", "5", account_id=None)]), "USD")
    assert (other.named, other.foreign) == (False, True)
