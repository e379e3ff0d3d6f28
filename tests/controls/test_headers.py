"""The total of documents against their lines and taxes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.controls import headers
from archiver.model import Control, Page, Record, State, Verdict
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import BOOKS, MOMENT, record, rows_of
from tests.books.quickbooks.making import made, needs_samples, samples
from tests.controls.tables import Tables

ITEMS = {
    *("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Estimate"),
    *("Bill", "VendorCredit", "Purchase", "PurchaseOrder"),
}
CUT_SHORT = {("bill.json", "150")}
"""Of these samples of the reference, some lines were left out."""


def money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def invoice(
    id_: str,
    total: str | None,
    tax: str | None = None,
    subtotal: str | None = None,
    discount: str | None = None,
    state: State = State.LIVE,
) -> Record:
    values = {"tax": money(tax), "total": money(total), "subtotal": money(subtotal), "discount": money(discount)}
    return record("invoices", id_, None, state, number=f"F-{id_}", **values)


def line(document: str, amount: str | None, place: int = 1, state: State = State.LIVE) -> Record:
    values = {"invoice_id": document, "number": f"F-{document}", "amount": money(amount)}
    return record("invoice_lines", f"{document}/{place}", document, state, **values)


def found(documents: Iterable[Record], lines: Iterable[Record]) -> list[Control]:
    return list(headers.documents(Tables(invoices=documents, invoice_lines=lines)))


def text(control: Control) -> str:
    return Words("en").say(control.said)


def test_lines_and_taxes_are_the_total() -> None:
    lines = [line("1", "100"), line("1", "-10", 2), line("1", None, 3), line("2", "7")]
    (control,) = found([invoice("1", "103.48", "13.48", "100", "10"), invoice("2", "7")], lines)
    assert (control.verdict, control.expected, control.found, control.kind) == (Verdict.TIES, 2, 2, "invoices")


def test_a_document_of_nothing_needs_no_lines() -> None:
    (control,) = found([invoice("1", "0")], [])
    assert control.verdict is Verdict.TIES


def test_what_differs_is_named_with_its_amounts() -> None:
    (control,) = found([invoice("1", "11.00", "1"), invoice("2", "5")], [line("1", "10.05"), line("2", "5")])
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 2, 1)
    assert text(control) == (
        "The total is not that of the lines and the taxes (1): \n  - F-1: lines 10.05, taxes 1, total 11.00"
    )


def test_of_many_the_first_are_named() -> None:
    (control,) = found([invoice(str(id_), "5") for id_ in range(25)], [])
    assert control.found == 0
    assert text(control).count("\n") == 11
    assert text(control).endswith("and 15 more")


def test_lines_of_no_document_are_named() -> None:
    (control,) = found([invoice("1", "5")], [line("1", "5"), line("gone", "3")])
    assert control.verdict is Verdict.DIFFERS
    assert "F-gone: lines 3, taxes 0, total 0" in text(control)


def test_lines_that_do_not_say_their_document_are_counted() -> None:
    stray = [record("invoice_lines", id_, None, amount=money(amount)) for id_, amount in (("a", "3"), ("b", None))]
    astray, ties = found([invoice("1", "5")], [line("1", "5"), *stray])
    assert (astray.verdict, ties.verdict, ties.found) == (Verdict.DIFFERS, Verdict.TIES, 1)
    assert text(astray) == "Lines with an amount that belong to no document: 1"


def test_taxes_within_the_lines_are_explained() -> None:
    ties, within = found([invoice("1", "115", "15"), invoice("2", "5")], [line("1", "115"), line("2", "5")])
    assert (ties.verdict, ties.found) == (Verdict.TIES, 2)
    assert within.verdict is Verdict.EXPLAINED
    assert "F-1: lines 115, taxes 15, total 115" in text(within)


def test_lines_without_amounts_are_explained_by_the_subtotal() -> None:
    ties, unlined = found([invoice("1", "96", "6", "100", "10")], [line("1", None)])
    assert (ties.verdict, unlined.verdict) == (Verdict.TIES, Verdict.EXPLAINED)
    for total, lines in (("97", [line("1", None)]), ("96", [])):
        (control,) = found([invoice("1", total, "6", "100", "10")], lines)
        assert control.verdict is Verdict.DIFFERS


def test_what_is_voided_or_without_a_total_is_not_judged() -> None:
    voided = [invoice("1", "10", state=State.VOIDED), invoice("2", "10", state=State.DELETED), invoice("3", None)]
    assert found(voided, [line("1", "3", state=State.VOIDED)]) == []


def test_the_order_of_documents_and_lines_does_not_matter() -> None:
    documents = [invoice(str(id_), "9") for id_ in range(30)]
    lines = [line(str(id_), "3", place) for id_ in range(30) for place in range(3)]
    (control,) = found(documents[::-1], lines[::2] + lines[1::2])
    assert (control.verdict, control.found) == (Verdict.TIES, 30)


def test_of_documents_that_tie_next_to_nothing_is_held(tmp_path: Path) -> None:
    invoices, lines = kinds.kind("invoices"), kinds.kind("invoice_lines")
    with closing(Spool(tmp_path)) as spool:
        spool.begin("test", MOMENT)
        spool.know([invoices, lines])
        for page in range(80):
            ids = [f"{page * 1_000_003 + each * 7_919:08}" for each in range(100)]
            rows = {
                "invoices": [invoice(id_, "9") for id_ in ids],
                "invoice_lines": [line(id_, "3", place) for id_ in ids for place in range(3)],
            }
            spool.add("invoices", Page(rows))
        spool.draft()
        list(headers.documents(spool))
        tracemalloc.start()
        (control,) = headers.documents(spool)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (control.verdict, control.found) == (Verdict.TIES, 8_000)
    assert peak < 200_000  # of 32,000 rows


@pytest.mark.parametrize("name", BOOKS)
def test_every_document_of_real_books_ties(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = list(headers.documents(spool))
        assert {each.verdict for each in controls} == {Verdict.TIES}, [text(each) for each in controls]
        lines = spool.kind("invoice_lines")
        assert lines
        spool.drop(lines, [next(row.id for row in spool.rows(lines) if row.values[lines.keys.index("amount")])])
        (lost,) = [each for each in headers.documents(spool) if each.verdict is Verdict.DIFFERS]
    assert lost.expected
    assert lost.found == int(lost.expected) - 1


@needs_samples
def test_every_recorded_document_ties_or_says_why() -> None:
    odd = []
    for file, entity, item in samples():
        if entity in ITEMS and (file, item["Id"]) not in CUT_SHORT:
            rows = {key: [row.record for row in each] for key, each in made(entity, item).items()}
            odd += [(file, text(each)) for each in headers.documents(Tables(**rows)) if each.verdict is Verdict.DIFFERS]
    assert odd == []
