"""What is owed by age: its rows, and that on any day they add up to what is open, however the books came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given as of_any
from hypothesis import settings
from hypothesis import strategies as st

from archiver import kinds, period
from archiver.controls import Tables
from archiver.controls.open_balances import CREDITS
from archiver.controls.open_items import gather
from archiver.controls.ties import PAYABLES, RECEIVABLES, Side
from archiver.model import Record, State, Value
from archiver.statements import ageing
from tests.archives import BOOKS, given, record, rows_of, spooled
from tests.controls.sales import DAY, DRAFT, LATER, Made, Sales, Which, applied, document
from tests.controls.tables import Tables as Held

KIND, OWING = kinds.kind("aged_receivables"), kinds.kind("aged_payables")
BY_CUSTOMER, BY_VENDOR = kinds.kind("receivables_by_customer"), kinds.kind("payables_by_vendor")
Row = dict[str, Value]
INVOICE, PAYMENT = ("invoices", "i1"), ("payments", "p1")


def listed(tables: Tables, day: date = DAY, today: date | None = None, home: str = "CAD") -> list[Row]:
    return [given(KIND, row) for row in ageing.rows(KIND, gather(tables, RECEIVABLES, day, today), home)]


def aged(*documents: Made) -> list[Row]:
    return listed(Sales(documents).tables())


@pytest.mark.parametrize(
    ("late", "column"),
    [
        (-400, "current"),
        (0, "current"),
        (1, "days_1_30"),
        (30, "days_1_30"),
        (31, "days_31_60"),
        (60, "days_31_60"),
        (61, "days_61_90"),
        (90, "days_61_90"),
        (91, "days_over_90"),
        (9_000, "days_over_90"),
    ],
)
def test_an_amount_is_in_the_column_of_its_age_and_no_other(late: int, column: str) -> None:
    (row,) = aged(document(*INVOICE, "100", due=DAY - timedelta(days=late)))
    assert {key: row[key] for key in ageing.AGES if row[key] is not None} == {column: 100}
    assert (row["open"], row["days_overdue"], row["as_of"]) == (100, late, DAY)


def test_without_a_due_date_it_is_aged_from_its_own() -> None:
    (row,) = aged(document(*INVOICE, "100", on=DAY - timedelta(days=45)))
    assert (row["days_31_60"], row["days_overdue"], row["due_date"]) == (100, 45, None)


def test_what_has_no_day_at_all_is_not_overdue() -> None:
    (row,) = aged(document(*INVOICE, "100", on=None))
    assert (row["current"], row["days_overdue"]) == (100, None)


def test_what_lowers_what_is_owed_has_rows_of_its_own_and_is_negative() -> None:
    rows = aged(document(*INVOICE, "100"), document("credit_notes", "c1", "30"), document(*PAYMENT, "20"))
    told = [(row["document_kind"], row["document_id"], row["total"], row["open"], row["current"]) for row in rows]
    assert told == [
        ("invoices", "i1", 100, 100, 100),
        ("credit_notes", "c1", -30, -30, -30),
        ("payments", "p1", -20, -20, -20),
    ]
    assert {row["customer"] for row in rows} == {"Anne"}
    assert {row["account_id"] for row in rows} == {"ar"}
    assert len({row["id"] for row in rows}) == 3


def test_the_home_amount_is_beside_it_where_the_rate_is_known() -> None:
    rate = Decimal("1.375")
    rows = aged(
        document(*INVOICE, "100"),
        document("invoices", "i2", "33.33", currency="USD", exchange_rate=rate),
        document("invoices", "i3", "50", currency="EUR"),
    )
    assert [row["home_open"] for row in rows] == [100, Decimal("45.83"), None]
    assert {row["home_currency"] for row in rows} == {"CAD"}


def test_where_one_document_is_not_known_there_is_no_ageing() -> None:
    undated = applied(PAYMENT, INVOICE, "40", None)
    sales = Sales([document(*INVOICE, "100"), document(*PAYMENT, "40"), document("invoices", "i2", "9")], [undated])
    assert listed(sales.tables(), today=LATER) == []
    assert [row["open"] for row in listed(sales.tables())] == [60, 9]


def test_employees_stand_among_the_vendors_under_their_own_name() -> None:
    shared: Row = {"date": DAY, "currency": "CAD", "balance": Decimal(9), "total": Decimal(9)}
    tables = Held(
        bills=[record("bills", "b", vendor_id="v", vendor="Bois", **shared)],
        expense_claims=[record("expense_claims", "e", employee_id="l", employee="Luc", **shared)],
    )
    rows = [given(OWING, row) for row in ageing.rows(OWING, gather(tables, PAYABLES, DAY), "CAD")]
    assert [(row["vendor"], row["employee"]) for row in rows] == [("Bois", None), (None, "Luc")]


def by_party(tables: Tables, side: Side = RECEIVABLES, today: date | None = None) -> list[Row]:
    kind = BY_CUSTOMER if side is RECEIVABLES else BY_VENDOR
    return [given(kind, row) for row in ageing.by_party(kind, gather(tables, side, DAY, today), "CAD")]


def test_each_customer_has_one_row_a_currency() -> None:
    late = DAY - timedelta(days=45)
    sales = Sales([
        document("invoices", "i1", "100"),
        document("invoices", "i2", "40", due=late),
        document("invoices", "i3", "60", due=late),
        document("invoices", "i4", "8", customer_id="d", customer="Bo"),
        document("invoices", "i5", "9", currency="USD", exchange_rate=Decimal(2)),
        document("invoices", "i6", "1", currency="USD"),
        document("credit_notes", "c1", "30", due=late),
        document("payments", "p1", "5"),
    ])  # fmt: skip
    rows = by_party(sales.tables())
    assert [(row["customer"], row["currency"], row["documents"], row["open"], row["home_open"]) for row in rows] == [
        ("Anne", "CAD", 5, 165, 165),
        ("Bo", "CAD", 1, 8, 8),
        ("Anne", "USD", 2, 10, None),
    ]
    first = rows[0]
    assert [first[key] for key in (*ageing.AGES, "unapplied")] == [100, None, 100, None, None, -35]
    assert (first["id"], first["as_of"], first["home_currency"]) == ("customer_id/c/CAD", DAY, "CAD")


def test_a_vendor_and_an_employee_of_one_id_are_two() -> None:
    shared: Row = {"date": DAY, "currency": "CAD", "balance": Decimal(9), "total": Decimal(9)}
    tables = Held(
        bills=[record("bills", "b", vendor_id="1", vendor="Bois", **shared)],
        expense_claims=[record("expense_claims", "e", employee_id="1", employee="Luc", **shared)],
    )
    rows = by_party(tables, PAYABLES)
    assert [(row["id"], row["vendor"] or row["employee"]) for row in rows] == [
        ("vendor_id/1/CAD", "Bois"),
        ("employee_id/1/CAD", "Luc"),
    ]


def test_where_one_document_is_not_known_no_customer_has_a_row() -> None:
    assert by_party(Sales([document(*INVOICE, "100")], None).tables(), today=LATER) == []


# Books that came about in any way

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 8).map(lambda days: FIRST + timedelta(days=40 * days))
AMOUNTS = st.integers(1, 500).map(lambda cents: str(Decimal(cents) / 4))
STATES = st.sampled_from([State.LIVE] * 6 + [State.VOIDED, State.DELETED])
STATUSES = st.sampled_from(["open"] * 6 + [DRAFT])
CURRENCIES = ("CAD", "USD")


@st.composite
def sales(draw: st.DrawFn, days: st.SearchStrategy[date | None] = DAYS) -> Sales:
    """Documents and payments in two currencies, and what was applied between those of one currency, on some of the
    ``days``.
    """
    documents: list[Made] = []
    for key in ("invoices", "credit_notes", "payments"):
        for place in range(draw(st.integers(0, 4))):
            currency, state, status = CURRENCIES[place % 2], draw(STATES), draw(STATUSES)
            made = document(key, f"{key}{place}", draw(AMOUNTS), draw(DAYS), draw(DAYS), currency, state, status=status)
            documents.append(made)
    links = [draw(_link(place, documents, days)) for place in range(draw(st.integers(0, 6)))] if documents else []
    return Sales(documents, links)


@st.composite
def _link(draw: st.DrawFn, place: int, documents: Sequence[Made], days: st.SearchStrategy[date | None]) -> Record:
    to, taker = draw(st.sampled_from([each for each in documents if each[0] != "payments"] or [documents[0]]))
    among = [(key, row) for key, row in documents if key != "invoices" and _currency(key, row) == _currency(to, taker)]
    giver = draw(st.none() | st.sampled_from([(key, row.id) for key, row in among])) if among else None
    return applied(giver, (to, taker.id), draw(AMOUNTS), draw(days), f"a{place}")


def _currency(key: str, row: Record) -> str:
    return str(given(kinds.kind(key), row)["currency"])


def open_by_hand(tables: Tables, day: date) -> dict[str, Decimal]:
    """What is open in each currency, from the totals and the applications, document by document."""
    left: dict[Which, Decimal] = {}
    currency: dict[Which, str] = {}
    for key in ("invoices", "credit_notes", "payments"):
        for row in _rows(tables, key):
            on, total = row["date"], row["amount" if key == "payments" else "total"]
            assert isinstance(on, date)
            assert isinstance(total, Decimal)
            if row["@state"] == State.LIVE and row["status"] != DRAFT and on <= day:
                left[key, str(row["id"])], currency[key, str(row["id"])] = total, str(row["currency"])
    for row in _rows(tables, "sales_applications"):
        giver = str(row["payment_kind"]), str(row["payment_id"])
        taker = str(row["document_kind"]), str(row["document_id"])
        on, amount = row["date"], row["amount"]
        assert isinstance(on, date)
        assert isinstance(amount, Decimal)
        if on <= day and taker in left and (giver in left or giver[0] == "None"):
            left[taker] -= amount
            if giver in left:
                left[giver] -= -amount if taker[0] in CREDITS else amount
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for which, amount in left.items():
        sums[currency[which]] += amount if which[0] == "invoices" else -amount
    return {code: amount for code, amount in sums.items() if amount}


def _rows(tables: Tables, key: str) -> list[Row]:
    kind = tables.kind(key)
    assert kind is not None
    return [{**given(kind, row), "@state": row.state} for row in tables.rows(kind)]


def by_currency(rows: Sequence[Row]) -> dict[str, Decimal]:
    """The columns of the ages, added up."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        amounts = [amount for key in ageing.AGES if isinstance(amount := row[key], Decimal)]
        assert amounts == [row["open"]]
        sums[str(row["currency"])] += sum(amounts)
    return {code: amount for code, amount in sums.items() if amount}


def by_id(rows: Sequence[Row]) -> dict[str, Row]:
    return {str(row["id"]): row for row in rows}


TODAY = FIRST + timedelta(days=400)


@of_any(sales(), DAYS)
@settings(max_examples=100, deadline=None)
def test_on_any_day_the_ages_add_up_to_what_is_open(made: Sales, day: date) -> None:
    tables = made.tables()
    assert by_currency(listed(tables, day, TODAY)) == open_by_hand(tables, day)
    for row in by_party(tables, today=TODAY):
        assert row["open"] == sum(each for key in (*ageing.AGES, "unapplied") if isinstance(each := row[key], Decimal))


@of_any(sales(st.one_of(*[DAYS] * 5, st.none())), DAYS)
@settings(max_examples=30, deadline=None)
def test_the_ageing_of_a_past_day_is_that_of_books_cut_to_it(made: Sales, day: date) -> None:
    books = made.books()
    with TemporaryDirectory() as room, spooled(books, Path(room)) as spool:
        whole = by_id(listed(spool, day, TODAY))
        period.cut(spool, books.families(), day)
        assert by_id(listed(spool, day)) == whole


# Real books


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2025, 6, 15), date(2024, 10, 1)])
@pytest.mark.parametrize("name", BOOKS)
def test_real_books_are_aged_alike_whole_and_cut(name: str, day: date, tmp_path: Path) -> None:
    found: list[Mapping[str, list[Record]]] = []
    for until in (None, day):
        room = tmp_path / str(until)
        room.mkdir()
        with rows_of(name, room, until) as spool:
            today = day if until else LATER
            found.append({
                key: sorted(ageing.rows(kinds.kind(key), gather(spool, side, day, today), "CAD"))
                for key, side in ageing.SIDES.items()
            })  # fmt: skip
    assert found[0] == found[1]
    assert found[0]["aged_receivables"] or (name, day.year) == ("alpine", 2024)
