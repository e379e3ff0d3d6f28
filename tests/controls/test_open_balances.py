"""Open balances against totals and applications."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.controls import open_balances
from archiver.controls.open_balances import settled
from archiver.model import Control, Record, State, Verdict
from archiver.words import Words
from tests.archives import BOOKS, record, rows_of
from tests.controls.tables import Tables


def document(
    key: str, id_: str, total: str, balance: str | None, status: str = "open", state: State = State.LIVE
) -> Record:
    left = None if balance is None else Decimal(balance)
    return record(key, id_, None, state, number=f"No {id_}", total=Decimal(total), balance=left, status=status)


def application(id_: str, by: tuple[str, str], to: tuple[str, str], amount: str) -> Record:
    return record(
        "sales_applications",
        id_,
        payment_kind=by[0],
        payment_id=by[1],
        document_kind=to[0],
        document_id=to[1],
        amount=Decimal(amount),
    )


def found(applications: Iterable[Record], **documents: Iterable[Record]) -> list[Control]:
    return list(open_balances.applied(Tables(sales_applications=applications, **documents), "sales_applications"))


def test_ids_are_unique_in_their_kind_only() -> None:
    rows = [application("1", ("payments", "7"), ("invoices", "7"), "30")]
    sums = settled(Tables(sales_applications=rows), kinds.kind("sales_applications"))
    assert sums == {("payments", "7"): Decimal(30), ("invoices", "7"): Decimal(30)}


def test_money_that_settles_a_credit_note_was_given_back() -> None:
    rows = [application("1", ("payments", "p"), ("credit_notes", "c"), "30")]
    sums = settled(Tables(sales_applications=rows), kinds.kind("sales_applications"))
    assert sums == {("payments", "p"): Decimal(-30), ("credit_notes", "c"): Decimal(30)}


def test_a_credit_note_gives_what_an_invoice_takes() -> None:
    rows = [application("1", ("credit_notes", "c"), ("invoices", "i"), "30")]
    controls = found(
        rows, invoices=[document("invoices", "i", "100", "70")], credit_notes=[document("credit_notes", "c", "30", "0")]
    )
    balances = [each for each in controls if each.name == "balances_applied"]
    assert [(each.kind, each.verdict, each.expected, each.found) for each in balances] == [
        ("invoices", Verdict.TIES, 1, 1),
        ("credit_notes", Verdict.TIES, 1, 1),
    ]


def test_a_negative_invoice_gives_what_another_one_takes() -> None:
    rows = [application("1", ("invoices", "n"), ("invoices", "i"), "30")]
    controls = found(rows, invoices=[document("invoices", "n", "-30", "0"), document("invoices", "i", "100", "70")])
    assert {(each.name, each.verdict, each.found) for each in controls} == {
        ("balances_applied", Verdict.TIES, 2),
        ("payments_applied", Verdict.TIES, 2),
    }


def test_a_balance_that_payments_do_not_explain_is_named() -> None:
    documents = [document("invoices", "1", "100", "70"), document("invoices", "2", "100", "100")]
    (control,) = found([], invoices=documents)
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 2, 1)
    assert "No 1" in Words("en").say(control.said)


def test_drafts_and_unknown_balances_are_not_judged() -> None:
    documents = [document("invoices", "1", "100", "0", "draft"), document("invoices", "2", "100", None, "unknown")]
    assert found([], invoices=documents) == []


def test_an_amount_applied_that_nobody_knows_is_not_judged_but_said() -> None:
    payer = ("payments", "p")
    unknown = [application(each, payer, ("invoices", each), "1") for each in "123"]
    unknown = [
        row._replace(values=tuple(None if each == Decimal(1) else each for each in row.values)) for row in unknown
    ]
    rest = [application("4", payer, ("invoices", "4"), "100")]
    paid = [document("invoices", each, "100", "0") for each in "1245"]
    noted, control = found([*unknown, *rest], invoices=[*paid, document("invoices", "3", "7", "7")])[:2]
    assert (noted.verdict, noted.expected, noted.kind) == (Verdict.NOTED, None, "invoices")
    assert Words("en").say(noted.said).endswith(" (2): No 1, No 2")
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 3, 2)
    assert Words("en").say(control.said).endswith(" (1): No 5")


def test_a_voided_document_owes_nothing_but_gives_back_what_was_paid() -> None:
    voided = document("invoices", "1", "100", "-40", "voided", State.VOIDED)
    (control,) = found([application("1", ("payments", "p"), ("invoices", "1"), "40")], invoices=[voided])
    assert control.verdict is Verdict.TIES


@pytest.mark.parametrize("name", BOOKS)
def test_every_balance_of_real_books_is_explained_by_their_payments(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = [each for key in open_balances.SIDES for each in open_balances.applied(spool, key)]
    assert len(controls) >= 2
    assert {each.verdict for each in controls} == {Verdict.TIES}
