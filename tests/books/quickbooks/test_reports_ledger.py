"""The general ledger: every posting of the report, none of its totals, in the books' currency and the account's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from archiver.books.quickbooks import reports_ledger
from archiver.books.quickbooks.reports_ledger import KIND, Postings, days, fitting, posts
from archiver.books.quickbooks.reports_shape import parse
from archiver.model import Value
from tests.archives import given
from tests.books.quickbooks.reports_said import HOME, PLAIN, Json, ledger, line, names, section

SOLD = line("2026-01-05", ("Invoice", "130"), "1037", ("Tremblay", "24"), "Comptoir", "", "115.00", "")
SALE = line("2026-01-05", ("Invoice", "130"), "1037", ("Tremblay", "24"), "Comptoir", "", "", "100.00")


def read(*rows: Json, keys: Sequence[str] = PLAIN) -> list[dict[str, Value]]:
    report = parse(ledger(*rows, keys=keys))
    assert posts(report)
    return [given(KIND, row) for row in Postings(report, names(), "CAD").rows()]


def test_a_posting_has_its_account_on_it() -> None:
    receivable, sales = read(section("Clients", "2", SOLD), section("Ventes", "9", section("Cuisine", "4", SALE)))
    assert receivable == {
        **dict.fromkeys(KIND.keys),
        "id": "130/2026-01-05/2/1",
        "date": date(2026, 1, 5),
        "entry_id": "130",
        "document_kind": "invoices",
        "document_id": "130",
        "account_id": "2",
        "account_number": "1100",
        "account": "Clients",
        "debit": Decimal("115.00"),
        "credit": Decimal(0),
        "currency": "CAD",
        "amount_currency": Decimal("115.00"),
        "entry_currency": "CAD",
        "party": "Tremblay",
        "memo": "Comptoir",
        "entry_number": "1037",
        "closing": False,
    }
    assert (sales["account_id"], sales["account_number"], sales["account"]) == ("4", "4000", "Ventes:Cuisine")
    assert (sales["debit"], sales["credit"], sales["amount_currency"]) == (0, 100, -100)


def test_opening_balances_and_totals_are_no_postings() -> None:
    assert read(section("Clients", "2"), section("Ventes", "9", section("Cuisine", "4"))) == []


def test_each_posting_of_an_entry_in_one_account_has_an_id() -> None:
    rows = read(section("Clients", "2", SOLD, SOLD), section("Caisse", "1", SOLD))
    assert [row["id"] for row in rows] == ["130/2026-01-05/2/1", "130/2026-01-05/2/2", "130/2026-01-05/1/1"]


def test_an_account_that_no_list_has_is_called_as_the_report_calls_it() -> None:
    (row,) = read(section("Compte fermé (deleted)", "77", SOLD))
    assert (row["account_id"], row["account"], row["account_number"]) == ("77", "Compte fermé (deleted)", None)


def test_what_the_bank_has_seen() -> None:
    marked = [line("2026-01-05", ("Deposit", "7"), "", "", "", each, "1.00", "") for each in ("R", "c", "")]
    assert [row["reconciled"] for row in read(section("Caisse", "1", *marked))] == ["reconciled", "cleared", "new"]
    assert [row["reconciled"] for row in read(section("Clients", "2", marked[2]))] == [None]


def test_an_entry_without_a_document_keeps_its_type() -> None:
    (row,) = read(section("Caisse", "1", line("2026-01-05", ("Sales Tax Payment", "9"), "", "", "", "", "", "5.00")))
    assert (row["document_kind"], row["document_id"], row["entry_id"]) == (None, None, "9")
    assert row["other"] == "txn_type: Sales Tax Payment"


def test_an_entry_without_an_id_is_told_by_its_day_type_and_number() -> None:
    (row,) = read(section("Caisse", "1", line("2026-01-05", "Payroll Check", "88", "", "", "", "", "5.00")))
    assert row["entry_id"] == "2026-01-05/Payroll Check/88"


def test_documents_that_post_nothing_are_left_out_and_voided_ones_are_not() -> None:
    nothing = line("2026-01-05", ("Estimate", "3"), "", "", "", "", "", "")
    void = line("2026-01-05", ("Invoice", "4"), "", "", "Voided", "", "0.00", "")
    unspecified = {"Header": {"ColData": [{"value": "Not Specified"}]}, "Rows": {"Row": [nothing]}}
    assert [row["entry_id"] for row in read(unspecified, section("Clients", "2", void))] == ["4"]


def abroad(account: str, currency: str, foreign: str, debit: str, credit: str) -> dict[str, Value]:
    cells = ("2026-01-05", ("Invoice", "131"), "", "", "", "", "Atelier", currency, foreign, debit, credit)
    (row,) = read(section("?", account, line(*cells)), keys=HOME)
    return row


def test_home_amounts_and_those_of_an_account_abroad() -> None:
    row = abroad("3", "USD", "100.00", "137.00", "")
    assert (row["debit"], row["entry_currency"]) == (Decimal("137.00"), "CAD")
    assert (row["amount_currency"], row["currency"]) == (Decimal("100.00"), "USD")
    assert row["other"] == "klass_name: Atelier"
    assert abroad("3", "USD", "100.00", "", "137.00")["amount_currency"] == Decimal("-100.00")


def test_an_account_at_home_is_moved_in_its_own_currency_whatever_the_entry_is_in() -> None:
    row = abroad("4", "USD", "100.00", "", "137.00")
    assert (row["amount_currency"], row["currency"]) == (Decimal("-137.00"), "CAD")


def test_by_how_much_another_currency_moves_an_account_abroad_is_not_known() -> None:
    row = abroad("3", "CAD", "5.00", "5.00", "")
    assert (row["debit"], row["amount_currency"], row["currency"]) == (5, None, "USD")


def test_the_days_that_a_report_shows() -> None:
    assert days(parse(ledger(section("Clients", "2", SOLD, section("Cuisine", "4", SALE))))) == [date(2026, 1, 5)] * 2


@pytest.mark.parametrize(("limit", "fits"), [(80, 8), (160, 16), (1, 1), (1_000_000, None)])
def test_how_many_days_fit_is_judged_by_those_that_did(
    monkeypatch: pytest.MonkeyPatch, limit: int, fits: int | None
) -> None:
    """Ten postings of eight cells in ten days: four fifths of what there is room for."""
    monkeypatch.setattr(reports_ledger, "COMFORTABLE", limit)
    postings = [line(f"2026-01-{day:02}", ("Deposit", str(day)), "", "", "", "", "1", "") for day in range(1, 11)]
    report = parse(ledger(section("Caisse", "1", *postings)))
    assert fitting(Postings(report, names(), "CAD").rows(), report) == fits


def test_a_report_without_sides_or_dates_is_no_ledger() -> None:
    assert not posts(parse(ledger(keys=("tx_date", "txn_type", "subt_nat_amount"))))
    assert not posts(parse(ledger(keys=("txn_type", "debt_amt", "credit_amt"))))
    assert posts(parse(ledger(keys=("tx_date", "txn_type", "debt_home_amt", "credit_home_amt"))))
