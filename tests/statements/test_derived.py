"""The statements of an archive: each has its sheet and its controls, on the day that the books end with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.model import Company, Control, Family, Reading, Record, Status, Value, Verdict
from archiver.order import Order
from archiver.statements import derived
from archiver.words import Words
from tests.archives import BOOKS, COMPANY, by_key, exported, memory_of, opened, record, rows_of, spooled
from tests.contracts.fakes_books import MemoryBooks

LAST = date(2025, 12, 31)
AGEING = ("aged_receivables", "aged_payables", "receivables_by_customer", "payables_by_vendor")
SHEETS = ("trial_balance", "tax_summary", *AGEING)
AGED = {"receivables_aged", "payables_aged"}


@pytest.mark.parametrize("name", BOOKS)
def test_each_statement_has_its_rows_and_ties(name: str, tmp_path: Path) -> None:
    with rows_of(name, tmp_path) as spool:
        controls = derived.put(spool, COMPANY, [], LAST, Words("en"))
        found = {key: by_key(spool, key) for key in SHEETS}
        there = [kind.key for kind in spool.kinds()]
    assert all(found.values())
    assert set(SHEETS) <= set(there)
    for one, other in (AGEING[::2], AGEING[1::2]):
        assert total(found[one]) == total(found[other])
    assert {row["as_of"] for key in AGEING for row in found[key]} == {LAST}
    assert {each.name for each in controls} == {*AGED, "taxes_tie", "taxes_summed"}
    assert Verdict.DIFFERS not in {each.verdict for each in controls}


def total(rows: list[dict[str, Value]]) -> Decimal:
    return sum((open_ for row in rows if isinstance(open_ := row["open"], Decimal)), Decimal(0))


def test_years_begin_in_january_where_nobody_says_when(tmp_path: Path) -> None:
    with rows_of("alpine", tmp_path) as spool:
        derived.put(spool, Company("memory", "1", "Lac"), [], LAST, Words("en"))
        assert {row["fiscal_year"] for row in by_key(spool, "tax_summary")} == {"2025"}


@pytest.mark.parametrize(
    ("family", "status", "sheets"),
    [
        ("payments", Status.PARTIAL, AGEING[::2]),
        ("invoices", Status.FAILED, AGEING[::2]),
        ("bill_payments", Status.FAILED, AGEING[1::2]),
        ("customers", Status.PARTIAL, ()),
    ],
)
def test_what_was_not_read_whole_is_not_aged(
    family: str, status: Status, sheets: tuple[str, ...], tmp_path: Path
) -> None:
    with opened(BOOKS["alpine"], tmp_path) as books, spooled(books, tmp_path) as spool:
        readings = [Reading(each, status) for each in books.families() if each.name == family]
        controls = derived.put(spool, COMPANY, readings, LAST, Words("en"))
        assert {key for key in AGEING if not by_key(spool, key)} == set(sheets)
    noted = [Words("en").say(each.said) for each in controls if each.name in AGED and each.verdict is Verdict.NOTED]
    assert len(noted) == bool(sheets)
    lacking = [each for each in controls if "lacks taxes" in Words("en").say(each.said)]
    assert len(lacking) == (family == "invoices")


@pytest.mark.parametrize(("family", "alone", "lacks"), [("bills", True, True), ("estimates", False, False)])
def test_taxes_are_lacking_where_documents_that_owe_some_are(
    family: str, alone: bool, lacks: bool, tmp_path: Path
) -> None:
    # Families of archives name the kind of tax lines but once; estimates have tax lines that are not summed up.
    of = (kinds.kind(family), *(() if alone else (kinds.kind("tax_lines"),)))
    with rows_of("alpine", tmp_path) as spool:
        found = derived.put(spool, COMPANY, [Reading(Family(family, of), Status.PARTIAL)], LAST, Words("en"))
    said = {Words("en").say(each.said) for each in found if each.name in {"taxes_tie", "taxes_summed"}}
    assert (f"The tax summary lacks taxes, for these could not be read whole: {of[0].labels['en']}" in said) is lacks
    assert any("could not be read whole" in each for each in said) is lacks


def test_books_without_documents_have_no_such_sheets(tmp_path: Path) -> None:
    books = memory_of(MemoryBooks, customers=[{"customers": [record("customers", "1", name="Anne")]}])
    assert aged(books, tmp_path, Order(flat=True)) == []


class Zoned(MemoryBooks):
    """Books of a company in New Zealand, where the first of April has begun."""

    def company(self) -> Company:
        return Company("memory", "9f0c", "Lac", "NZ", "NZD", (4, 1), "Pacific/Auckland")


def owing(books: type[MemoryBooks], *days: date) -> MemoryBooks:
    """An invoice of each day, posted, and none of them paid."""
    nothing = record("payments", "0", date=days[0], currency="CAD", amount=Decimal(0), unapplied=Decimal(0))
    account = record("accounts", "ar", name="Receivables", role="receivable")
    invoices, postings = list[Record](), list[Record]()
    for place, day in enumerate(days):
        values: dict[str, Value] = {"date": day, "currency": "CAD", "account_id": "ar"}
        worth = Decimal(100)
        invoices.append(record("invoices", str(place), total=worth, balance=worth, **values))
        made: dict[str, Value] = {"document_kind": "invoices", "amount_currency": worth, "debit": worth}
        postings.append(record("ledger", str(place), **values, **made))
    return memory_of(
        books,
        invoices=[{"invoices": [each]} for each in invoices],
        payments=[{"payments": [nothing], "sales_applications": []}],
        accounts=[{"accounts": [account]}],
        ledger=[{"ledger": [each]} for each in postings],
    )


def aged(books: MemoryBooks, folder: Path, order: Order) -> list[Control]:
    return [each for each in exported(books, folder / "out", order).edition.controls if each.name in AGED]


MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("books", "order", "day", "open_"),
    [
        (MemoryBooks, Order(flat=True), MARCH, 200),
        (Zoned, Order(flat=True), APRIL, 300),
        (MemoryBooks, Order(flat=True, until=date(2026, 3, 30)), date(2026, 3, 30), 100),
        (MemoryBooks, Order(flat=True, to_last_day=True), APRIL, 300),
    ],
)
def test_the_day_is_the_one_asked_for_or_that_of_the_export_where_the_company_is(
    books: type[MemoryBooks], order: Order, day: date, open_: int, tmp_path: Path
) -> None:
    (control,) = aged(owing(books, date(2026, 3, 30), MARCH, APRIL), tmp_path, order)
    assert (control.verdict, control.said.facts["day"], control.found) == (Verdict.TIES, day, open_)
