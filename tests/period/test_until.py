"""A period: what lies after its last day is left out, and what stays is as it was on that day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from archiver import kinds, period
from archiver.model import Record, State, Value
from tests.archives import BOOKS, by_key, memory, record, rows_of, spooled
from tests.contracts.fakes_books import MemoryBooks

DAY = date(2025, 6, 30)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
Rows = dict[str, dict[str, Value]]


def cut(books: MemoryBooks, room: Path, key: str, until: date = DAY) -> Rows:
    """The rows of a kind, by id, after the books were cut."""
    room.mkdir(exist_ok=True)
    with spooled(books, room) as spool:
        period.cut(spool, books.families(), until)
        return {str(row["id"]): row for row in by_key(spool, key)}


def applied(id_: str, by: tuple[str, str], to: tuple[str, str], amount: str, day: date | None = BEFORE) -> Record:
    values: dict[str, Value] = {
        "payment_kind": by[0],
        "payment_id": by[1],
        "document_kind": to[0],
        "document_id": to[1],
    }
    return record("sales_applications", id_, id_, State.LIVE, date=day, amount=Decimal(amount), **values)


def unknown(id_: str, by: tuple[str, str], to: tuple[str, str]) -> Record:
    """An application of which nobody says how much it is."""
    row = applied(id_, by, to, "0")
    place = kinds.kind("sales_applications").keys.index("amount")
    return row._replace(values=(*row.values[:place], None, *row.values[place + 1 :]))


def invoice(
    id_: str, total: str = "100", status: str = "paid", day: date = BEFORE, state: State = State.LIVE
) -> Record:
    """An invoice that is paid today."""
    money = {"total": Decimal(total), "balance": Decimal(0)}
    return record("invoices", id_, None, state, date=day, status=status, **money)


def payment(id_: str, amount: str, day: date = BEFORE, state: State = State.LIVE) -> Record:
    money = {"amount": Decimal(amount), "unapplied": Decimal(0)}
    return record("payments", id_, None, state, date=day, **money)


def sales(documents: list[Record], *settling: Record, kind: str = "invoices") -> MemoryBooks:
    """Documents, payments, and what these settled: an application is a document of the payments, as lot links are."""
    payments = [{"payments": [each]} for each in settling if len(each.values) == len(kinds.kind("payments").columns)]
    taken = [{"sales_applications": [each]} for each in settling if each.id.startswith("a")]
    return memory(
        **{kind: [{kind: [each]} for each in documents]}, payments=[*payments, *taken, {"sales_applications": []}]
    )


def test_documents_after_the_last_day_are_left_out_whole(tmp_path: Path) -> None:
    lines = [record("invoice_lines", f"{each}/1", each) for each in ("old", "new")]
    books = memory(
        invoices=[
            {"invoices": [invoice("old")], "invoice_lines": lines[:1]},
            {"invoices": [invoice("new", day=AFTER)], "invoice_lines": lines[1:]},
        ]
    )
    assert list(cut(books, tmp_path / "1", "invoices")) == ["old"]
    assert list(cut(books, tmp_path / "2", "invoice_lines")) == ["old/1"]


def test_lists_stay_whole(tmp_path: Path) -> None:
    books = memory(exchange_rates=[{"exchange_rates": [record("exchange_rates", "x", date=AFTER)]}])
    assert list(cut(books, tmp_path, "exchange_rates")) == ["x"]


@pytest.mark.parametrize(
    ("settling", "balance", "status"),
    [
        ([], "100", "open"),
        ([applied("a1", ("payments", "p"), ("invoices", "i"), "100", AFTER)], "100", "open"),
        ([applied("a1", ("payments", "p"), ("invoices", "i"), "40")], "60", "partly_paid"),
        ([applied("a1", ("payments", "p"), ("invoices", "i"), "100")], "0", "paid"),
        ([applied("a1", ("payments", "p"), ("invoices", "i"), "130")], "-30", "overpaid"),
        ([applied("a1", ("payments", "p"), ("invoices", "i"), "-20")], "120", "open"),
        ([applied("a1", ("credit_notes", "i"), ("invoices", "x"), "100")], "100", "open"),
    ],
)
def test_a_balance_is_the_total_less_what_was_applied_by_then(
    settling: list[Record], balance: str, status: str, tmp_path: Path
) -> None:
    found = cut(sales([invoice("i")], *settling), tmp_path, "invoices")["i"]
    assert (found["balance"], found["status"]) == (Decimal(balance), status)


def test_an_invoice_of_nothing_is_paid(tmp_path: Path) -> None:
    found = cut(sales([invoice("i", "0", "open")]), tmp_path, "invoices")["i"]
    assert (found["balance"], found["status"]) == (0, "paid")


def test_drafts_stay_drafts(tmp_path: Path) -> None:
    found = cut(sales([invoice("i", status="draft")]), tmp_path, "invoices")["i"]
    assert (found["balance"], found["status"]) == (0, "draft")


def test_a_voided_document_owes_back_what_was_paid_on_it_by_then(tmp_path: Path) -> None:
    voided = [invoice("i", status="voided", state=State.VOIDED)]
    paid = applied("a1", ("payments", "p"), ("invoices", "i"), "40")
    found = cut(sales(voided, paid), tmp_path, "invoices")["i"]
    assert (found["balance"], found["status"]) == (Decimal(-40), "voided")


def test_what_is_left_of_a_payment_is_what_it_had_not_settled_by_then(tmp_path: Path) -> None:
    settling = [
        payment("prepaid", "50"),
        payment("used", "50"),
        payment("void", "0", state=State.VOIDED),
        applied("a1", ("payments", "prepaid"), ("invoices", "i"), "50", AFTER),
        applied("a2", ("payments", "used"), ("invoices", "i"), "30"),
    ]
    found = cut(sales([invoice("i")], *settling), tmp_path, "payments")
    assert {key: row["unapplied"] for key, row in found.items()} == {"prepaid": 50, "used": 20, "void": 0}


def test_money_given_back_for_a_credit_note_is_a_negative_payment(tmp_path: Path) -> None:
    settling = [payment("refund", "-30"), applied("a1", ("payments", "refund"), ("credit_notes", "c"), "30")]
    credit = record("credit_notes", "c", date=BEFORE, total=Decimal(30), balance=Decimal(0), status="paid")
    books = sales([credit], *settling, kind="credit_notes")
    assert cut(books, tmp_path / "1", "payments")["refund"]["unapplied"] == 0
    assert cut(books, tmp_path / "2", "credit_notes")["c"]["balance"] == 0
    late = sales([credit], settling[0], settling[1]._replace(values=dated(settling[1], AFTER)), kind="credit_notes")
    assert cut(late, tmp_path / "3", "payments")["refund"]["unapplied"] == -30
    assert cut(late, tmp_path / "4", "credit_notes")["c"]["balance"] == 30


def dated(row: Record, day: date) -> tuple[Value, ...]:
    place = kinds.kind("sales_applications").keys.index("date")
    return (*row.values[:place], day, *row.values[place + 1 :])


def test_todays_balance_is_never_used_for_another_day(tmp_path: Path) -> None:
    """Nobody knows when these were applied: nobody knows what was open."""
    undated = applied("a1", ("payments", "p"), ("invoices", "i"), "40", None)
    books = sales([invoice("i"), invoice("other")], payment("p", "40"), undated)
    found = cut(books, tmp_path / "1", "invoices")
    assert (found["i"]["balance"], found["i"]["status"]) == (None, "unknown")
    assert found["other"]["balance"] == 100
    assert cut(books, tmp_path / "2", "payments")["p"]["unapplied"] is None


def test_what_was_applied_by_then_may_be_known_to_nobody(tmp_path: Path) -> None:
    """Tryton does not share a payment out among the invoices that it paid."""
    shared = [unknown(f"a{each}", ("payments", "p"), ("invoices", each)) for each in ("1", "2")]
    books = sales([invoice("1"), invoice("2", "60")], payment("p", "160"), *shared)
    assert {row["balance"] for row in cut(books, tmp_path / "1", "invoices").values()} == {None}
    assert cut(books, tmp_path / "2", "payments")["p"]["unapplied"] is None


def test_without_applications_no_balance_is_known(tmp_path: Path) -> None:
    books = memory(invoices=[{"invoices": [invoice("i")]}], payments=[{"payments": [payment("p", "5")]}])
    found = cut(books, tmp_path / "1", "invoices")["i"]
    assert (found["balance"], found["status"]) == (None, "unknown")
    assert cut(books, tmp_path / "2", "payments")["p"]["unapplied"] is None


def test_files_of_documents_that_are_left_out_are_left_out(tmp_path: Path) -> None:
    def attached(id_: str, kind: str, document: str) -> dict[str, list[Record]]:
        return {"attachments": [record("attachments", id_, document_kind=kind, document_id=document)]}

    books = memory(
        invoices=[{"invoices": [invoice("i1")]}, {"invoices": [invoice("i2", day=AFTER)]}],
        ledger=[{"ledger": [record("ledger", "s", "e", date=AFTER)]}],
        attachments=[
            attached("1", "invoices", "i1"),
            attached("2", "invoices", "i2"),
            attached("3", "journal_entries", "e"),
            attached("4", "customers", "e"),
        ],
    )
    assert list(cut(books, tmp_path, "attachments")) == ["1", "4"]


def test_accounts_have_what_was_posted_by_then_and_parties_nothing(tmp_path: Path) -> None:
    def posted(id_: str, amount: str, day: date, state: State = State.LIVE) -> dict[str, list[Record]]:
        values: dict[str, Value] = {"date": day, "account_id": "a", "amount_currency": Decimal(amount)}
        return {"ledger": [record("ledger", id_, None, state, **values)]}

    books = memory(
        ledger=[posted("1", "5", BEFORE), posted("2", "7", AFTER), posted("3", "9", BEFORE, State.VOIDED)],
        accounts=[{"accounts": [record("accounts", key, balance=Decimal(99))]} for key in ("a", "b")],
        customers=[{"customers": [record("customers", "c", balance=Decimal(99))]}],
    )
    assert {key: row["balance"] for key, row in cut(books, tmp_path / "1", "accounts").items()} == {"a": 5, "b": 0}
    assert cut(books, tmp_path / "2", "customers")["c"]["balance"] is None


# Real books

SETTLED = {
    "sales_applications": ("payments", "invoices", "credit_notes"),
    "purchase_applications": ("bill_payments", "bills", "vendor_credits", "expense_claims"),
}
DATED = [*SETTLED, *(kind for kinds_ in SETTLED.values() for kind in kinds_), "ledger", "journal_entries", "tax_lines"]


@pytest.mark.parametrize("name", BOOKS)
def test_cut_on_their_last_day_books_are_as_they_are_today(name: str, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    with rows_of(name, tmp_path / "whole") as spool:
        last = period.last_day(spool)
        whole = {key: by_key(spool, key) for key in [*DATED, "accounts"]}
    assert last is not None
    with rows_of(name, tmp_path / "cut", last) as spool:
        assert {key: by_key(spool, key) for key in [*DATED, "accounts"]} == whole
    assert sum(len(rows) for rows in whole.values()) > 200


@pytest.mark.parametrize("until", [date(2025, 9, 30), date(2025, 3, 15)])
@pytest.mark.parametrize("name", BOOKS)
def test_on_a_past_day_real_books_are_what_was_there_by_then(name: str, until: date, tmp_path: Path) -> None:
    for room in ("whole", "cut"):
        (tmp_path / room).mkdir()
    with rows_of(name, tmp_path / "whole") as spool:
        whole = {key: by_key(spool, key) for key in DATED}
    with rows_of(name, tmp_path / "cut", until) as spool:
        then = {key: by_key(spool, key) for key in [*DATED, "accounts", "customers"]}
    for key in DATED:
        ids = [row["id"] for row in whole[key] if row["date"] is None or by_then(row, until)]
        assert [row["id"] for row in then[key]] == ids
    for account in then["accounts"]:
        posted = [row for row in whole["ledger"] if row["account_id"] == account["id"] and by_then(row, until)]
        assert (account["balance"] or 0) == sum(Fraction(str(row["amount_currency"])) for row in posted)
    for applications, (_, *documents) in SETTLED.items():
        for kind in documents:
            for row in then[kind]:
                if row["status"] not in ("draft", "voided"):
                    paid = [a for a in whole[applications] if row["id"] in (a["payment_id"], a["document_id"])]
                    left = Fraction(str(row["total"])) - sum(
                        Fraction(str(a["amount"])) for a in paid if by_then(a, until)
                    )
                    assert Fraction(str(row["balance"])) == left
    assert {row["balance"] for row in then["customers"]} == {None}


def by_then(row: dict[str, Value], until: date) -> bool:
    day = row["date"]
    assert isinstance(day, date)
    return day <= until


def test_the_last_day_is_that_of_postings_and_documents_not_of_lists(tmp_path: Path) -> None:
    books = memory(
        invoices=[{"invoices": [invoice("i", day=AFTER)]}],
        ledger=[{"ledger": [record("ledger", "l", date=BEFORE)]}],
        exchange_rates=[{"exchange_rates": [record("exchange_rates", "x", date=date(2030, 1, 1))]}],
    )
    with spooled(books, tmp_path) as spool:
        assert period.last_day(spool) == AFTER


def test_empty_books_have_no_last_day(tmp_path: Path) -> None:
    with spooled(memory(customers=[]), tmp_path) as spool:
        assert period.last_day(spool) is None
