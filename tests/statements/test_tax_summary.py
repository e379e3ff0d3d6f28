"""The tax summary: what is added to what, and that real books' rows are their documents' taxes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as of_any
from hypothesis import settings
from hypothesis import strategies as st

from archiver import kinds
from archiver.model import Kind, Record, State, Value
from archiver.statements import tax_summary
from tests.archives import BOOKS, amount, by_key, given, record, rows_of, truth
from tests.controls.tables import Tables

KIND = kinds.kind("tax_summary")
DAY = date(2025, 5, 1)
Row = dict[str, Value]


def line(
    kind: str = "invoices", id_: str = "1", base: str = "100", tax: str = "5", state: State = State.LIVE, **more: Value
) -> Record:
    values: Row = {"date": DAY, "tax_code_id": "c", "tax_code": "GST", "rate_id": "r", "rate": Decimal(5)}
    bought = kind in ("bills", "vendor_credits", "purchases", "expense_claims", "purchase_orders")
    money: Row = {"base": Decimal(base), "tax": Decimal(tax), "currency": "CAD", "account_id": "a", "account": "GST"}
    which: Row = {"document_kind": kind, "document_id": id_, "direction": "recoverable" if bought else "collected"}
    return record("tax_lines", f"{kind}/{id_}/{tax}", id_, state, **{**values, **money, **which, **more})


def summed(*lines: Record, starts: tuple[int, int] = (1, 1)) -> list[Row]:
    return [given(KIND, row) for row in tax_summary.rows(Tables(tax_lines=lines), KIND, starts)]


def told(rows: list[Row], *keys: str) -> list[tuple[Value, ...]]:
    return [tuple(row[key] for key in keys) for row in rows]


MONEY = ("base_collected", "collected", "base_recoverable", "recoverable", "net")


def test_sales_and_purchases_stand_side_by_side_and_credits_are_taken_off() -> None:
    rows = summed(
        line("invoices", "1", "100", "5"),
        line("sales_receipts", "1", "20", "1"),
        line("credit_notes", "1", "40", "2"),
        line("refund_receipts", "1", "10", "0.50"),
        line("bills", "1", "60", "3"),
        line("purchases", "1", "-8", "-0.40"),
        line("vendor_credits", "1", "20", "1"),
        line("expense_claims", "1", "2", "0.10"),
    )
    assert told(rows, *MONEY) == [(70, Decimal("3.50"), 34, Decimal("1.70"), Decimal("1.80"))]
    assert told(rows, "documents", "basis", "tax_code", "rate", "currency", "account") == [
        (8, "invoice", "GST", 5, "CAD", "GST")
    ]


@pytest.mark.parametrize(
    "out",
    [
        line("estimates"),
        line("purchase_orders"),
        line("deposits", direction=None),
        line(date=None),
        line(state=State.VOIDED),
        line(state=State.DELETED),
    ],
)
def test_what_is_no_tax_or_nobody_can_place_is_in_no_row(out: Record) -> None:
    assert summed(out) == []


@pytest.mark.parametrize(
    "other",
    [{"tax_code_id": "d"}, {"rate_id": "s"}, {"rate": Decimal(6)}, {"currency": "USD"}, {"account_id": "b"}],
)
def test_codes_rates_currencies_and_accounts_are_told_apart(other: Row) -> None:
    rows = summed(line("invoices", "1"), line("invoices", "2", "100", "5", State.LIVE, **other))
    assert told(rows, "documents", "collected") == [(1, 5), (1, 5)]
    assert len({row["id"] for row in rows}) == 2


def test_drafts_owe_no_tax() -> None:
    documents = [record("invoices", "1", status="open"), record("invoices", "2", status="draft")]
    tables = Tables(invoices=documents, tax_lines=[line(id_="1"), line(id_="2"), line("bills", "2")])
    rows = [given(KIND, row) for row in tax_summary.rows(tables, KIND, (1, 1))]
    assert told(rows, "documents", "collected", "recoverable") == [(2, 5, 5)]


def test_years_are_those_of_the_company() -> None:
    lines = [line(id_=str(place), date=day) for place, day in enumerate((date(2025, 3, 31), date(2025, 4, 1)))]
    assert told(summed(*lines, starts=(4, 1)), "fiscal_year") == [("2024-2025",), ("2025-2026",)]
    assert told(summed(*lines), "fiscal_year", "documents") == [("2025", 2)]


def test_a_document_with_several_lines_at_one_rate_is_one() -> None:
    assert told(summed(line(tax="5"), line(tax="6"), line("bills")), "documents") == [(2,)]


def test_a_rate_without_a_code_has_its_name() -> None:
    """QuickBooks outside the United States has codes on the lines of documents, and names of rates on their taxes."""
    kind = kinds.kind("tax_lines").adding(kinds.kind("tax_summary").columns[KIND.keys.index("rate_name")])

    class Named(Tables):
        def kind(self, key: str) -> Kind | None:
            return kind if key == "tax_lines" else None

    plain = given(kinds.kind("tax_lines"), line(tax_code_id=None, tax_code=None))
    row = Record("1", "1", kind.values({**plain, "rate_name": "TPS 5 %"}))
    (found,) = [given(KIND, each) for each in tax_summary.rows(Named(tax_lines=[row]), KIND, (1, 1))]
    assert (found["tax_code"], found["rate_name"], found["collected"]) == (None, "TPS 5 %", 5)


def test_books_without_taxes_have_no_summary() -> None:
    assert list(tax_summary.rows(Tables(), KIND, (1, 1))) == []


AMOUNTS = st.integers(-300, 300).map(lambda cents: str(Decimal(cents) / 4))
DOCUMENTS = ("invoices", "credit_notes", "bills", "vendor_credits", "estimates")


@of_any(st.lists(st.tuples(st.sampled_from(DOCUMENTS), st.integers(0, 3), AMOUNTS, st.integers(2024, 2026))))
@settings(max_examples=100, deadline=None)
def test_the_net_of_all_rows_is_that_of_all_lines(made: list[tuple[str, int, str, int]]) -> None:
    lines = [line(kind, f"{kind}{rate}", "1", tax, rate=rate, date=date(year, 2, 1)) for kind, rate, tax, year in made]
    owed = {"invoices": 1, "credit_notes": -1, "bills": -1, "vendor_credits": 1, "estimates": 0}
    rows = summed(*lines)
    assert sum(number(row, "net") for row in rows) == sum(owed[kind] * Decimal(tax) for kind, _, tax, _ in made)
    assert all(row["net"] == number(row, "collected") - number(row, "recoverable") for row in rows)


def number(row: Row, key: str) -> Decimal:
    value = row[key]
    assert isinstance(value, Decimal)
    return value


# Real books


@pytest.mark.parametrize("name", BOOKS)
def test_the_net_is_what_the_tax_accounts_are_by_documents(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        rows = [given(KIND, row) for row in tax_summary.rows(spool, KIND, (1, 1))]
        by_hand = {"journal_entries"}
        posted = [row for row in by_key(spool, "ledger") if row["document_kind"] not in by_hand]
    engine = {each["guid"]: amount(each["balance"]) for each in truth(name)["accounts"]}
    for account in {str(row["account_id"]) for row in rows}:
        net = sum(number(row, "net") for row in rows if row["account_id"] == account)
        mine = [row for row in posted if row["account_id"] == account]
        assert net == sum(number(row, "credit") - number(row, "debit") for row in mine)
        if account not in {str(row["account_id"]) for row in rows if number(row, "recoverable")}:
            assert Fraction(net) == abs(engine[account]), "no entry by hand is on it"
