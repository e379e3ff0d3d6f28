"""The first day of a period: what was over by then is left out; what was open, and what was paid on it since, stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from archiver import kinds, period
from archiver.model import Record, State
from archiver.statements import tax_summary, trial_balance
from archiver.words import Words
from tests.archives import by_key, memory, record, spooled
from tests.contracts.fakes_books import MemoryBooks
from tests.period.test_until import applied, invoice, payment, sales, unknown

START = date(2025, 7, 1)
BEFORE, AFTER, UNTIL = date(2025, 6, 30), START, date(2025, 9, 30)


def begun(books: MemoryBooks, room: Path, *keys: str) -> list[list[str]]:
    """The ids of these kinds after the books were begun."""
    room.mkdir(exist_ok=True)
    with spooled(books, room) as spool:
        period.begin(spool, books.families(), START, UNTIL)
        return [[str(row["id"]) for row in by_key(spool, key)] for key in keys]


def test_what_was_settled_before_is_left_out_and_what_was_open_stays(tmp_path: Path) -> None:
    paid = applied("a1", ("payments", "p"), ("invoices", "settled"), "100", BEFORE)
    later = applied("a2", ("payments", "q"), ("invoices", "open"), "100", AFTER)
    partly = applied("a3", ("payments", "r"), ("invoices", "partly"), "40", BEFORE)
    documents = [
        invoice("settled", day=BEFORE), invoice("open", day=BEFORE), invoice("partly", day=BEFORE),
        invoice("new", day=AFTER),
    ]  # fmt: skip
    settling = [
        payment("p", "100", BEFORE),
        payment("q", "100", AFTER),
        payment("r", "40", BEFORE),
        paid,
        later,
        partly,
    ]
    invoices, kept = begun(sales(documents, *settling), tmp_path, "invoices", "payments")
    assert invoices == ["new", "open", "partly"]
    assert kept == ["q", "r"], "what was paid on a document that was still open comes with it"


def test_what_may_have_been_open_stays(tmp_path: Path) -> None:
    link = unknown("a1", ("payments", "p"), ("invoices", "i"))
    invoices, payments = begun(
        sales([invoice("i", day=BEFORE)], payment("p", "100", BEFORE), link), tmp_path, "invoices", "payments"
    )
    assert (invoices, payments) == (["i"], ["p"])


def test_what_was_applied_between_documents_that_are_left_out_goes_with_them(tmp_path: Path) -> None:
    """Also where it is a document of its own, as a link between entries is."""
    link = applied("link", ("credit_notes", "credit"), ("invoices", "settled"), "100", BEFORE)
    half = applied("half", ("payments", "p"), ("invoices", "open"), "40", BEFORE)
    books = memory(
        invoices=[{"invoices": [invoice(each, day=BEFORE)]} for each in ("settled", "open")],
        credit_notes=[{"credit_notes": [record("credit_notes", "credit", date=BEFORE, total=Decimal(100))]}],
        payments=[{"payments": [payment("p", "40", BEFORE)]}],
        sales_applications=[{"sales_applications": [each]} for each in (link, half)],
    )
    assert begun(books, tmp_path, "invoices", "credit_notes", "sales_applications") == [["open"], [], ["half"]]


def test_a_payment_that_was_not_applied_yet_stays(tmp_path: Path) -> None:
    (payments,) = begun(sales([], payment("ahead", "50", BEFORE)), tmp_path, "payments")
    assert payments == ["ahead"]


def test_lines_taxes_and_files_go_with_their_document(tmp_path: Path) -> None:
    line = record("invoice_lines", "i/1", "i")
    tax = record("tax_lines", "i/t", "i", document_kind="invoices", document_id="i", date=BEFORE)
    file = record("attachments", "f", document_kind="invoices", document_id="i", name="i.pdf")
    books = memory(
        invoices=[{"invoices": [invoice("i", "0", day=BEFORE)], "invoice_lines": [line]}],
        tax_lines=[{"tax_lines": [tax]}],
        attachments=[{"attachments": [file]}],
        exchange_rates=[{"exchange_rates": [record("exchange_rates", "x", date=BEFORE)]}],
    )
    kinds_ = ("invoices", "invoice_lines", "tax_lines", "attachments", "exchange_rates")
    assert begun(books, tmp_path, *kinds_) == [[], [], [], [], ["x"]]


def posting(id_: str, day: date, account: str, amount: str) -> Record:
    value = Decimal(amount)
    return record(
        "ledger", id_, id_, State.LIVE, date=day, account_id=account, account=account, entry_currency="CAD",
        debit=max(value, Decimal(0)), credit=max(-value, Decimal(0)), amount_currency=value, currency="CAD",
    )  # fmt: skip


def test_a_trial_balance_opens_with_what_was_posted_before(tmp_path: Path) -> None:
    postings = [
        posting("1", date(2024, 5, 1), "bank", "7"), posting("2", date(2024, 5, 1), "sales", "-7"),
        posting("3", BEFORE, "bank", "10"), posting("4", BEFORE, "sales", "-10"),
        posting("5", AFTER, "bank", "5"), posting("6", AFTER, "sales", "-5"),
    ]  # fmt: skip
    accounts = [record("accounts", "bank", type="asset"), record("accounts", "sales", type="income")]
    books = memory(ledger=[{"ledger": [each]} for each in postings], accounts=[{"accounts": accounts}])
    kind = kinds.kind("trial_balance")
    with spooled(books, tmp_path) as spool:
        rows = [dict(zip(kind.keys, row.values, strict=True)) for row in trial_balance.rows(
            spool, kind, (1, 1), Words("en"), START)]  # fmt: skip
        period.begin(spool, books.families(), START, UNTIL)
        assert [str(row["id"]) for row in by_key(spool, "ledger")] == ["5", "6"]
    told = {
        str(row["account_id"] or "unclosed"): (row["opening"], row["debit"], row["credit"], row["closing"])
        for row in rows
    }
    assert {row["fiscal_year"] for row in rows} == {"2025"}
    assert told == {
        "bank": (17, 5, 0, 22),
        "sales": (-10, 0, 5, -15),
        "unclosed": (-7, 0, 0, -7),
    }


def test_taxes_are_those_of_the_period(tmp_path: Path) -> None:
    given = {"document_kind": "invoices", "direction": "collected", "currency": "CAD", "tax_code": "HST"}
    lines = [
        record(
            "tax_lines", str(day), None, State.LIVE, **given, document_id=str(day), date=day, base=Decimal(100), tax=tax
        )
        for day, tax in ((BEFORE, Decimal(13)), (AFTER, Decimal(15)))
    ]
    kind = kinds.kind("tax_summary")
    with spooled(memory(tax_lines=[{"tax_lines": [each]} for each in lines]), tmp_path) as spool:
        (row,) = tax_summary.rows(spool, kind, (1, 1), START)
    assert dict(zip(kind.keys, row.values, strict=True))["collected"] == 15
