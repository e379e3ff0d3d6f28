"""Taxes against their accounts, and what is to know of the summary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.controls import taxed, taxes
from archiver.model import Control, Record, Value, Verdict
from archiver.words import Words
from tests.archives import BOOKS, by_key, given, record, rows_of
from tests.controls.tables import Tables

DAY = date(2026, 3, 31)
GST = record("accounts", "gst", number="2300", name="GST", role="tax")
QST = record("accounts", "qst", number="2310", name="QST")


def line(id_: str, tax: str, account: str | None = "gst", kind: str = "invoices", currency: str = "CAD") -> Record:
    values: dict[str, Value] = {"document_kind": kind, "document_id": id_, "number": f"No {id_}", "date": DAY}
    direction = "collected" if kind == "invoices" else "recoverable"
    of: dict[str, Value] = {"direction": direction, "account_id": account, "currency": currency}
    return record("tax_lines", f"{id_}/{account}", id_, tax=Decimal(tax), **values, **of)


def posting(id_: str, credit: str, account: str = "gst", kind: str | None = "invoices") -> Record:
    values: dict[str, Value] = {"document_kind": kind, "document_id": id_, "date": DAY, "entry_currency": "CAD"}
    owed = Decimal(credit)
    sides = {"credit": max(owed, Decimal(0)), "debit": max(-owed, Decimal(0))}
    return record("ledger", f"{id_}/{account}/{kind}", id_, account_id=account, **values, **sides)


def found(lines: list[Record], ledger: list[Record], accounts: tuple[Record, ...] = (GST, QST)) -> list[Control]:
    tables = Tables(tax_lines=lines, ledger=ledger, accounts=accounts)
    return [each for each in taxes.ties(tables, "CAD") if each.name == "taxes_tie"]


def said(control: Control) -> str:
    return Words("en").say(control.said)


def test_each_account_that_lines_name_is_tied_by_itself() -> None:
    lines = [line("1", "5"), line("1", "9.98", "qst"), line("2", "2", kind="bills")]
    ledger = [posting("1", "5"), posting("1", "9.98", "qst"), posting("2", "-2", kind="bills")]
    gst, qst = found(lines, ledger)
    assert (gst.verdict, gst.expected, gst.found, said(gst)[:8]) == (Verdict.TIES, 3, 3, "2300 GST")
    assert (qst.verdict, qst.expected, said(qst)[:8]) == (Verdict.TIES, Decimal("9.98"), "2310 QST")


def test_where_lines_name_no_account_all_tax_accounts_are_one() -> None:
    other = record("accounts", "qst", number="2310", name="QST", role="tax")
    lines = [line("1", "5", None), line("2", "9.98", None)]
    (control,) = found(lines, [posting("1", "5"), posting("2", "9.98", "qst")], (GST, other))
    assert (control.verdict, control.found) == (Verdict.TIES, Decimal("14.98"))
    assert said(control).startswith("2300 GST, 2310 QST: ")


def test_other_entries_are_named() -> None:
    ledger = [posting("1", "5"), posting("j", "-4", kind="journal_entries"), posting("p", "-1", kind=None)]
    (control,) = found([line("1", "5")], ledger)
    assert (control.verdict, control.expected, control.found) == (Verdict.EXPLAINED, 0, 5)
    assert "Journal entry: -4" in said(control)
    assert "payments to agencies: -1" in said(control)


def test_a_document_that_posted_other_taxes_than_it_shows_is_named() -> None:
    lines = [line(str(each), "5") for each in range(14)]
    ledger = [posting(str(each), "5" if each > 11 else "4") for each in range(14)]
    (control,) = found(lines, ledger)
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 58, 70)
    assert "(12)" in said(control)
    assert "No 0: -1" in said(control)
    assert "and 2 more" in said(control)


def test_where_no_posting_says_what_made_it_the_totals_are_compared() -> None:
    lines = [line(str(each), "5") for each in range(3)]
    alike = [posting(str(each), "5", kind=None) for each in range(3)]
    (control,) = found(lines, alike)
    assert (control.verdict, control.expected, control.found) == (Verdict.TIES, 15, 15)
    (control,) = found(lines, [*alike, posting("p", "-4", kind=None)])
    assert (control.verdict, control.expected, control.found) == (Verdict.NOTED, 11, 15)
    assert "No 0" not in said(control)
    assert "payments to agencies" in said(control)
    for named in ([], [*alike, posting("j", "1", kind="journal_entries")]):
        (control,) = found(lines, named)
        assert control.verdict is Verdict.DIFFERS, "these do say it, or there are none"


def test_the_taxes_of_a_draft_are_not_missed() -> None:
    drafts = [record("invoices", "2", status="draft")]
    tables = Tables(
        invoices=drafts, tax_lines=[line("1", "5"), line("2", "5")], ledger=[posting("1", "5")], accounts=[GST]
    )
    _, control = taxes.ties(tables, "CAD")
    assert (control.verdict, control.found) == (Verdict.TIES, 5)


def test_two_mistakes_that_make_up_for_each_other_are_seen() -> None:
    (control,) = found([line("1", "5"), line("2", "5")], [posting("1", "6"), posting("2", "4")])
    assert control.verdict is Verdict.DIFFERS


def test_a_cent_of_rounding_explains_a_foreign_tax_and_no_more() -> None:
    def tied(worth: str) -> Control:
        invoice = record("invoices", "1", currency="USD", exchange_rate=Decimal("1.375"))
        lines = [line("1", "3.33", currency="USD")]
        tables = Tables(invoices=[invoice], tax_lines=lines, ledger=[posting("1", worth)], accounts=[GST])
        return next(each for each in taxes.ties(tables, "CAD") if each.name == "taxes_tie")

    assert [tied(each).verdict for each in ("4.58", "4.57", "4.56")] == [
        Verdict.TIES,
        Verdict.EXPLAINED,
        Verdict.DIFFERS,
    ]
    assert "Rounding of foreign currencies: -0.01" in said(tied("4.57"))


def test_a_foreign_tax_without_a_rate_is_told_once_and_not_compared() -> None:
    lines = [line("1", "10", currency="USD"), line("2", "5")]
    noted, tied = found(lines, [posting("1", "13.64"), posting("2", "5")])
    assert (noted.verdict, said(noted).endswith("(1): No 1")) == (Verdict.NOTED, True)
    assert (tied.verdict, tied.currency, tied.expected, tied.found) == (Verdict.EXPLAINED, "CAD", Decimal("18.64"), 5)
    assert "without a rate: 13.64" in said(tied)


def test_a_foreign_tax_that_is_posted_nowhere_is_missed() -> None:
    assert Verdict.DIFFERS in {each.verdict for each in found([line("1", "10", currency="USD")], [posting("2", "5")])}


@pytest.mark.parametrize("lost", ["date", "direction"])
def test_a_document_whose_taxes_nobody_can_place_is_not_told_again(lost: str) -> None:
    kind = kinds.kind("tax_lines")
    unplaced = record("tax_lines", "2/gst", "2", **{**given(kind, line("2", "3")), lost: None})
    (control,) = found([line("1", "5"), unplaced], [posting("1", "5"), posting("2", "3")])
    assert (control.verdict, control.expected, control.found) == (Verdict.EXPLAINED, 8, 5)
    assert "in no row of the summary: 3" in said(control)


def test_a_document_without_a_number_has_its_id() -> None:
    (control,) = found([line("1", "5")], [posting("1", "5"), posting("77", "2")])
    assert "77: 2" in said(control)
    numberless = record("tax_lines", "t", "t", document_kind="deposits", tax=Decimal(1))
    assert list(taxed.lines(Tables(tax_lines=[numberless]), "CAD").numbers) == ["t"]


def test_the_basis_is_stated_and_that_it_is_no_return() -> None:
    noted, *_ = taxes.ties(Tables(tax_lines=[line("1", "5")]), "CAD")
    assert (noted.name, noted.verdict, noted.kind) == ("taxes_summed", Verdict.NOTED, "tax_summary")
    assert "invoice basis" in said(noted)
    assert "not a tax return" in said(noted)


def test_taxes_that_nobody_can_place_are_told() -> None:
    lost = record("tax_lines", "1", document_kind="deposits", document_id="1", number="D-1", tax=Decimal(5), date=DAY)
    (noted,) = taxes.ties(Tables(tax_lines=[lost]), "CAD")
    assert (noted.name, noted.verdict, noted.kind) == ("taxes_summed", Verdict.NOTED, "tax_lines")
    assert "D-1" in said(noted)


def test_taxes_on_neither_sales_nor_purchases_are_told_with_their_sum() -> None:
    def on(kind: str, id_: str, tax: str, direction: str) -> Record:
        values = given(kinds.kind("tax_lines"), line(id_, tax, kind=kind))
        return record("tax_lines", id_, id_, **{**values, "direction": direction})

    apart = [on("journal_entries", "j", "5", "collected"), on("deposits", "d", "2", "recoverable")]
    lines = [line("1", "5"), *apart, on("estimates", "e", "9", "collected"), on("purchase_orders", "o", "9", "x")]
    basis, noted = taxes.ties(Tables(tax_lines=lines), "CAD")
    assert "invoice basis" in said(basis)
    assert (noted.name, noted.verdict, noted.kind, noted.currency) == (
        "taxes_summed",
        Verdict.NOTED,
        "tax_lines",
        "CAD",
    )
    assert said(noted).startswith("2 taxes, 3 in all")
    assert all(kinds.kind(key).labels["en"] in said(noted) for key in ("journal_entries", "deposits"))


def test_without_taxes_there_is_nothing_to_say() -> None:
    assert list(taxes.ties(Tables(ledger=[posting("1", "5")], accounts=[GST]), "CAD")) == []


def test_accounts_that_nobody_names_are_not_tied() -> None:
    (control,) = found([line("1", "5", None)], [posting("1", "5")], (QST,))
    assert control.verdict is Verdict.NOTED


# Real books


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [("alpine", [Verdict.TIES] * 2), ("atelier", [Verdict.EXPLAINED] * 2 + [Verdict.TIES] * 2)],
)
def test_real_books_tie(name: str, verdicts: list[Verdict], tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = [each for each in taxes.ties(spool, "CAD") if each.name == "taxes_tie"]
    assert sorted(each.verdict for each in controls) == verdicts, [said(each) for each in controls]


@pytest.mark.parametrize("name", BOOKS)
def test_a_tax_line_that_is_taken_away_is_missed(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        gone = next(row for row in by_key(spool, "tax_lines") if row["tax"])
        kind = spool.kind("tax_lines")
        assert kind is not None
        spool.drop(kind, [str(gone["id"])])
        (lost,) = [each for each in taxes.ties(spool, "CAD") if each.verdict is Verdict.DIFFERS]
    assert str(gone["number"]) in said(lost)
