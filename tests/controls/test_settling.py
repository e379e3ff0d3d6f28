"""Documents and payments that do not agree with applications, against plain sums of all."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from archiver.controls.settling import applied, unsettled
from archiver.model import Record, State, Value
from tests.archives import record
from tests.controls.tables import Tables

KINDS = ("payments", "invoices", "credit_notes")
START = date(2025, 1, 1)


def document(kind: str, id_: str, amount: int, left: int | None, day: int = 0, state: State = State.LIVE) -> Record:
    amounts = ("amount", "unapplied") if kind == "payments" else ("total", "balance")
    values: dict[str, Value] = {amounts[0]: Decimal(amount), amounts[1]: None if left is None else Decimal(left)}
    return record(kind, id_, None, state, date=START + timedelta(days=day), **values)


def application(by: tuple[str, str], to: tuple[str, str], amount: int, day: int | None = 0) -> Record:
    values: dict[str, Value] = {
        "payment_kind": by[0],
        "payment_id": by[1],
        "document_kind": to[0],
        "document_id": to[1],
    }
    on = None if day is None else START + timedelta(days=day)
    return record("sales_applications", f"{by}{to}{amount}{day}", amount=Decimal(amount), date=on, **values)


def odd(*applications: Record, **documents: list[Record]) -> set[tuple[str, str]]:
    return unsettled(Tables(sales_applications=applications, **documents), "sales_applications", KINDS)


def test_what_agrees_is_not_told_in_whatever_order_it_comes() -> None:
    invoices = [document("invoices", "i", 100, 40, day=9), document("invoices", "open", 7, 7)]
    payments = [document("payments", "p", 80, 20)]
    parts = [application(("payments", "p"), ("invoices", "i"), 25, day) for day in (20, None)]
    whole = application(("payments", "p"), ("invoices", "i"), 10)
    assert odd(*parts, whole, invoices=invoices, payments=payments) == set()


def test_what_does_not_agree_is() -> None:
    invoices = [document("invoices", "i", 100, 41)]
    payments = [document("payments", "p", 80, 20), document("payments", "alone", 5, 4)]
    one = application(("payments", "p"), ("invoices", "i"), 60)
    assert odd(one, invoices=invoices, payments=payments) == {("invoices", "i"), ("payments", "alone")}


def test_what_does_not_say_what_is_open_is_told() -> None:
    assert odd(invoices=[document("invoices", "i", 100, None)]) == {("invoices", "i")}


def test_a_voided_document_owes_back_what_was_paid() -> None:
    one = application(("payments", "p"), ("invoices", "i"), 60)
    paid = document("payments", "p", 60, 0)
    assert odd(one, invoices=[document("invoices", "i", 100, -60, state=State.VOIDED)], payments=[paid]) == set()
    gone = document("invoices", "i", 100, 40, state=State.DELETED)
    assert odd(one, invoices=[gone], payments=[paid]) == {("invoices", "i")}


def test_entries_of_other_kinds_are_nobodys_business() -> None:
    by_hand = application(("journal_entries", "j"), ("invoices", "i"), 60)
    assert odd(by_hand, invoices=[document("invoices", "i", 60, 0)]) == set()


def test_money_that_settles_a_credit_note_was_given_back() -> None:
    one = application(("payments", "p"), ("credit_notes", "c"), 30)
    (told,) = applied(Tables(sales_applications=[one]), "sales_applications")
    assert told[1:] == (("payments", "p"), ("credit_notes", "c"), Decimal(-30), Decimal(30))
    rows = {"payments": [document("payments", "p", -30, 0)], "credit_notes": [document("credit_notes", "c", 30, 0)]}
    assert odd(one, **rows) == set()


DAYS = st.one_of(st.none(), st.integers(0, 9))
IDS = st.sampled_from("abcd")
APPLIED = st.lists(st.tuples(IDS, IDS, st.integers(-20, 50), DAYS), max_size=12)
CLAIMS = st.dictionaries(st.tuples(st.sampled_from(KINDS[:2]), IDS), st.tuples(st.integers(0, 60), st.integers(-5, 60)))


@given(APPLIED, CLAIMS, st.integers(0, 9))
def test_they_are_those_whose_sum_is_another(
    links: list[tuple[str, str, int, int | None]], claims: dict[tuple[str, str], tuple[int, int]], day: int
) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for by, to, amount, _ in links:
        sums["payments", by] += amount
        sums["invoices", to] += amount
    rows: dict[str, list[Record]] = {"payments": [], "invoices": []}
    for (kind, id_), (amount, left) in claims.items():
        rows[kind].append(document(kind, id_, amount, left, day))
    said = {key: amount - left for key, (amount, left) in claims.items()}
    applications = [application(("payments", by), ("invoices", to), amount, on) for by, to, amount, on in links]
    assert odd(*applications, **rows) == {key for key in sums.keys() | said.keys() if sums[key] != said.get(key, 0)}
