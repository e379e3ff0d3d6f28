"""What is open at the end of a day, whatever came later, was voided, or is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archiver import kinds
from archiver.controls.open_items import OpenItems, gather
from archiver.controls.ties import PAYABLES, RECEIVABLES
from archiver.model import Record, State, Value
from tests.archives import record
from tests.controls.sales import DAY, DRAFT, LATER, Made, Sales, Which, applied, document
from tests.controls.tables import Tables

BEFORE = date(2026, 3, 1)
TODAY = date(2026, 5, 1)
INVOICE, CREDIT, PAYMENT = ("invoices", "i1"), ("credit_notes", "c1"), ("payments", "p1")


def opened(documents: list[Made], *applications: Record, today: date | None = TODAY) -> OpenItems:
    """Books of ``TODAY``, at the end of ``DAY``."""
    return gather(Sales(documents, applications).tables(), RECEIVABLES, DAY, today)


def left(found: OpenItems) -> dict[Which, Decimal]:
    return {(each.kind, each.id): each.open for each in found.items}


def test_open_is_the_total_less_what_was_applied_by_then() -> None:
    documents = [document(*INVOICE, "100"), document(*PAYMENT, "70"), document("payments", "p2", "10", LATER)]
    found = opened(
        documents,
        applied(PAYMENT, INVOICE, "30", BEFORE),
        applied(PAYMENT, INVOICE, "20", DAY),
        applied(PAYMENT, INVOICE, "20", LATER),
        applied(("payments", "p2"), INVOICE, "10", LATER),
    )
    assert left(found) == {INVOICE: 50, PAYMENT: 20}
    assert [each.owed for each in found.items] == [50, -20]


def test_what_is_settled_is_not_listed() -> None:
    found = opened([document(*INVOICE, "100"), document(*PAYMENT, "100")], applied(PAYMENT, INVOICE, "100"))
    assert (found.items, found.unknown) == ([], 0)


def test_a_residue_and_what_was_paid_too_much_are() -> None:
    documents = [document(*INVOICE, "100"), document("invoices", "i2", "50"), document(*PAYMENT, "160")]
    found = opened(documents, applied(PAYMENT, INVOICE, "99.99"), applied(PAYMENT, ("invoices", "i2"), "60.01"))
    assert left(found) == {INVOICE: Decimal("0.01"), ("invoices", "i2"): Decimal("-10.01")}


@pytest.mark.parametrize(
    "out",
    [
        document(*INVOICE, "100", LATER),
        document(*INVOICE, "100", status=DRAFT),
        document(*INVOICE, "100", state=State.VOIDED),
        document(*INVOICE, "100", state=State.DELETED),
    ],
)
def test_what_does_not_count_on_that_day_is_left_out_and_what_was_paid_on_it_is_not_applied(out: Made) -> None:
    found = opened([out, document(*PAYMENT, "40")], applied(PAYMENT, INVOICE, "40", BEFORE))
    assert left(found) == {PAYMENT: 40}


def test_a_credit_note_lowers_what_is_owed_until_it_is_used() -> None:
    documents = [document(*INVOICE, "100"), document(*CREDIT, "30")]
    assert sum(each.owed for each in opened(documents, applied(CREDIT, INVOICE, "30", LATER)).items) == 70
    assert left(opened(documents, applied(CREDIT, INVOICE, "30", DAY))) == {INVOICE: 70}


def test_money_given_back_for_a_credit_note_is_a_negative_payment() -> None:
    documents = [document(*CREDIT, "30"), document(*PAYMENT, "-30")]
    assert left(opened(documents, applied(PAYMENT, CREDIT, "30"))) == {}
    assert left(opened(documents, applied(PAYMENT, CREDIT, "30", LATER))) == {CREDIT: 30, PAYMENT: -30}


def test_a_negative_invoice_that_settles_another_one_was_open_before() -> None:
    documents, other = [document(*INVOICE, "100"), document("invoices", "n", "-30")], ("invoices", "n")
    assert left(opened(documents, applied(other, INVOICE, "30"))) == {INVOICE: 70}
    assert left(opened(documents, applied(other, INVOICE, "30", LATER))) == {INVOICE: 100, other: -30}
    by_hand = opened([documents[1]], applied(other, ("journal_entries", "j"), "30"))
    assert (by_hand.items, by_hand.settled) == ([], {("ar", "CAD"): Decimal(30)})


def test_what_was_paid_with_the_document_itself_is_applied_to_it() -> None:
    assert left(opened([document(*INVOICE, "100")], applied(None, INVOICE, "25"))) == {INVOICE: 75}


def test_what_was_applied_on_a_day_that_nobody_knows_makes_a_past_day_unknown() -> None:
    documents = [document(*INVOICE, "100"), document(*PAYMENT, "40"), document("invoices", "i2", "7")]
    undated = applied(PAYMENT, INVOICE, "40", None)
    found = opened(documents, undated)
    assert (found.unknown, found.named) == (2, ["No i1", "No p1"])
    assert left(opened(documents, undated, today=None)) == {INVOICE: 60, ("invoices", "i2"): 7}


def test_payments_that_were_not_read_make_a_past_day_unknown() -> None:
    tables = Sales([document(*INVOICE, "100")], None).tables()
    assert gather(tables, RECEIVABLES, DAY, TODAY).unknown == 1
    assert left(gather(tables, RECEIVABLES, DAY)) == {INVOICE: 100}


def test_a_document_without_a_balance_is_its_total_less_what_was_applied() -> None:
    invoice = record("invoices", "i1", number="1", date=DAY, total=Decimal(100), currency="CAD")
    paid = [applied(PAYMENT, INVOICE, "30"), applied(PAYMENT, INVOICE, "50", LATER)]
    tables = Tables(invoices=[invoice], payments=[], sales_applications=paid)
    assert left(gather(tables, RECEIVABLES, DAY)) == {INVOICE: 70}
    assert gather(Tables(invoices=[invoice]), RECEIVABLES, DAY).unknown == 1
    undated = [applied(PAYMENT, INVOICE, "30", None)]
    assert gather(Tables(invoices=[invoice], sales_applications=undated), RECEIVABLES, DAY).unknown == 1


def share(on: date | None, by: Which = PAYMENT, to: Which = INVOICE) -> Record:
    """What a payment of several invoices paid of one of them, which the books do not say."""
    given = applied(by, to, "1", on)
    return given._replace(values=tuple(None if isinstance(each, Decimal) else each for each in given.values))


def blank(key: str, id_: str, total: str) -> Record:
    _, row = document(key, id_, total)
    values = list(row.values)
    values[kinds.kind(key).keys.index("unapplied" if key == "payments" else "balance")] = None
    return row._replace(values=tuple(values))


def test_an_amount_applied_that_nobody_knows_is_unknown_where_the_document_does_not_say_what_is_open() -> None:
    paid, lasting = document(*INVOICE, "100", balance=Decimal(0))[1], document("invoices", "i2", "60")[1]
    payment = blank(*PAYMENT, "160")
    tables = Tables(invoices=[paid, lasting], payments=[payment], sales_applications=[share(DAY)])
    found = gather(tables, RECEIVABLES, DAY)
    assert left(found) == {("invoices", "i2"): 60}
    assert found.named == ["No p1"]


@pytest.mark.parametrize("on", [LATER, None])
def test_what_was_open_before_an_amount_that_nobody_knows_was_applied_is_unknown(on: date | None) -> None:
    rows = [document(*INVOICE, "100", balance=Decimal(0))[1], document("invoices", "i2", "60")[1]]
    payment = document(*PAYMENT, "160", unapplied=Decimal(0))[1]
    tables = Tables(invoices=rows, payments=[payment], sales_applications=[share(on)])
    found = gather(tables, RECEIVABLES, DAY, TODAY)
    assert left(found) == {("invoices", "i2"): 60}
    assert found.named == ["No i1", "No p1"]


def test_few_are_named_of_many_that_are_unknown() -> None:
    invoices = [record("invoices", f"{each:02}", date=DAY, currency="CAD") for each in range(50)]
    found = gather(Tables(invoices=invoices), RECEIVABLES, DAY)
    assert (found.unknown, len(found.named), found.named[0]) == (50, 10, "00")


def test_what_was_settled_with_other_entries_is_told_apart() -> None:
    documents = [document(*INVOICE, "100"), document(*CREDIT, "5"), document(*PAYMENT, "60")]
    by_hand = ("journal_entries", "j")
    found = opened(
        documents,
        applied(PAYMENT, by_hand, "60"),
        applied(by_hand, INVOICE, "45"),
        applied(by_hand, CREDIT, "5"),
        applied(by_hand, INVOICE, "1", LATER),
    )
    assert left(found) == {INVOICE: 55}
    assert found.settled == {("ar", "CAD"): 60 - 45 + 5}


def test_vendors_and_employees_are_owed_likewise() -> None:
    shared: dict[str, Value] = {"date": DAY, "currency": "CAD"}
    tables = Tables(
        bills=[record("bills", "b", balance=Decimal(50), total=Decimal(50), vendor="Bois", **shared)],
        expense_claims=[record("expense_claims", "e", balance=Decimal(9), total=Decimal(9), employee="Luc", **shared)],
        vendor_credits=[record("vendor_credits", "v", balance=Decimal(8), total=Decimal(8), **shared)],
        bill_payments=[record("bill_payments", "p", unapplied=Decimal(2), amount=Decimal(20), **shared)],
    )
    found = gather(tables, PAYABLES, DAY)
    assert [each.owed for each in found.items] == [50, 9, -8, -2]
    assert [each.values["vendor"] or each.values["employee"] for each in found.items] == ["Bois", "Luc", None, None]
