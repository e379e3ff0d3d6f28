"""The trial balance: fiscal years, what they open and close with, and the balances of GnuCash's own engine."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from archiver import kinds
from archiver.controls.accounts import NOWHERE, UNCLOSED
from archiver.fiscal_year import fiscal_year
from archiver.model import Record, State, Value, Verdict
from archiver.statements import trial_balance
from archiver.words import Words
from tests.archives import BOOKS, amount, exported, given, memory, record, rows_of, truth
from tests.controls.tables import Tables

KIND = kinds.kind("trial_balance")
STARTS = [(1, 1), (4, 1), (7, 1), (2, 29), (12, 31)]
Row = dict[str, Value]


@pytest.mark.parametrize(
    ("day", "starts", "start", "end", "name"),
    [
        (date(2025, 12, 31), (1, 1), date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2025, 3, 31), (4, 1), date(2024, 4, 1), date(2025, 3, 31), "2024-2025"),
        (date(2025, 4, 1), (4, 1), date(2025, 4, 1), date(2026, 3, 31), "2025-2026"),
        (date(2024, 2, 28), (2, 29), date(2023, 3, 1), date(2024, 2, 28), "2023-2024"),
        (date(2024, 2, 29), (2, 29), date(2024, 2, 29), date(2025, 2, 28), "2024-2025"),
        (date(2025, 2, 28), (2, 29), date(2024, 2, 29), date(2025, 2, 28), "2024-2025"),
        (date(2025, 3, 1), (2, 29), date(2025, 3, 1), date(2026, 2, 28), "2025-2026"),
        (date(1, 1, 5), (4, 1), date(1, 1, 1), date(1, 3, 31), "1"),
        (date(9999, 12, 31), (4, 1), date(9999, 4, 1), date(9999, 12, 31), "9999"),
    ],
)
def test_fiscal_years(day: date, starts: tuple[int, int], start: date, end: date, name: str) -> None:
    year = fiscal_year(day, starts)
    assert (year.start, year.end, year.name) == (start, end, name)


@pytest.mark.parametrize("starts", STARTS)
def test_every_day_is_in_one_year(starts: tuple[int, int]) -> None:
    days = [date.fromordinal(number) for number in range(date(2023, 12, 1).toordinal(), date(2026, 4, 1).toordinal())]
    years = [fiscal_year(day, starts) for day in days]
    assert all(year.start <= day <= year.end for day, year in zip(days, years, strict=True))
    assert all(one == other or one.end.toordinal() + 1 == other.start.toordinal() for one, other in pairwise(years))


# Books made for it

ACCOUNTS = [
    record("accounts", "bank", type="asset"),
    record("accounts", "sales", type="income"),
    record("accounts", "equity", type="equity"),
]


def entry(
    id_: str, day: date | None, debit: str, credit: str, worth: str, state: State = State.LIVE, **more: Value
) -> list[Record]:
    shared: Row = {"date": day, "entry_id": id_, "entry_currency": "CAD", "currency": "CAD", **more}
    up: Row = {"account_id": debit, "account": debit, "debit": Decimal(worth), "amount_currency": Decimal(worth)}
    down: Row = {"account_id": credit, "account": credit, "credit": Decimal(worth), "amount_currency": -Decimal(worth)}
    return [record("ledger", f"{id_}/{n}", id_, state, **shared, **side) for n, side in enumerate((up, down))]


def balanced(*entries: list[Record], starts: tuple[int, int] = (1, 1)) -> list[Row]:
    tables = Tables(accounts=ACCOUNTS, ledger=[row for each in entries for row in each])
    return [given(KIND, row) for row in trial_balance.rows(tables, KIND, starts, Words("en"))]


def told(rows: list[Row], *keys: str) -> list[tuple[Value, ...]]:
    return [tuple(row[key] for key in ("fiscal_year", "account", *keys)) for row in rows]


def test_income_starts_at_zero_and_what_nobody_closed_has_a_line() -> None:
    rows = balanced(
        entry("1", date(2024, 5, 1), "bank", "sales", "100"), entry("2", date(2025, 5, 1), "bank", "sales", "7")
    )
    assert told(rows, "opening", "closing") == [
        ("2024", "bank", 0, 100),
        ("2024", "sales", 0, -100),
        ("2025", "bank", 100, 107),
        ("2025", "sales", 0, -7),
        ("2025", "Result of earlier years, not closed", -100, -100),
    ]


def test_a_closed_year_leaves_no_such_line() -> None:
    rows = balanced(
        entry("1", date(2024, 5, 1), "bank", "sales", "100"),
        entry("2", date(2024, 12, 31), "sales", "equity", "100", closing=True),
        entry("3", date(2025, 5, 1), "bank", "sales", "7"),
    )
    assert told(rows, "opening", "debit", "credit", "closing_entries", "closing") == [
        ("2024", "bank", 0, 100, 0, 0, 100),
        ("2024", "equity", 0, 0, 0, -100, 0),
        ("2024", "sales", 0, 0, 100, 100, -100),
        ("2025", "bank", 100, 7, 0, 0, 107),
        ("2025", "equity", -100, 0, 0, 0, -100),
        ("2025", "sales", 0, 0, 7, 0, -7),
    ]


def test_what_names_no_account_has_a_line_that_says_so() -> None:
    day = date(2025, 5, 2)
    (row,) = entry("1", day, "bank", "", "5")[1:]
    nowhere = record("ledger", "1/2", "1", **{**given(kinds.kind("ledger"), row), "account_id": None, "account": None})
    tables = Tables(accounts=[record("accounts", "bank")], ledger=[*entry("1", day, "bank", "", "5")[:1], nowhere])
    rows = [given(KIND, each) for each in trial_balance.rows(tables, KIND, (1, 1), Words("fr-CA"))]
    assert [(row["account_id"], row["account"], row["account_type"], row["closing"]) for row in rows] == [
        (None, Words("fr-CA")(NOWHERE), None, Decimal(-5)),
        ("bank", "bank", None, Decimal(5)),
    ]


def test_voided_and_undated_postings_stand_outside() -> None:
    rows = balanced(
        entry("1", date(2025, 5, 1), "bank", "sales", "1"),
        entry("2", date(2025, 5, 1), "bank", "sales", "9", State.VOIDED),
        entry("3", None, "bank", "sales", "9"),
    )
    assert [row["closing"] for row in rows] == [1, -1]


def test_an_account_in_another_currency_keeps_its_own_amount() -> None:
    euros: Row = {"currency": "EUR", "amount_currency": Decimal(60)}
    first, second = entry("1", date(2025, 5, 1), "bank", "equity", "100")
    foreign = first._replace(values=kinds.kind("ledger").values({**given(kinds.kind("ledger"), first), **euros}))
    rows = balanced([foreign, second])
    assert told(rows, "currency", "closing", "account_currency", "account_amount") == [
        ("2025", "bank", "CAD", 100, "EUR", 60),
        ("2025", "equity", "CAD", -100, "CAD", -100),
    ]


def test_books_without_a_ledger_have_no_trial_balance() -> None:
    assert list(trial_balance.rows(Tables(), KIND, (1, 1), Words("en"))) == []


def test_the_line_of_earlier_years_is_in_the_readers_language() -> None:
    tables = Tables(accounts=ACCOUNTS, ledger=[
        row for year in (2024, 2025) for row in entry(str(year), date(year, 5, 1), "bank", "sales", "1")
    ])  # fmt: skip
    *_, last = trial_balance.rows(tables, KIND, (1, 1), Words("fr-CA"))
    assert given(KIND, last)["account"] == Words("fr-CA")(UNCLOSED)


# Real books


def real(name: str, room: Path, starts: tuple[int, int]) -> list[Row]:
    with rows_of(name, room) as spool:
        return [given(KIND, row) for row in trial_balance.rows(spool, KIND, starts, Words("en"))]


def number(row: Row, key: str) -> Decimal:
    value = row[key]
    assert isinstance(value, Decimal)
    return value


def summed(rows: list[Row], *keys: str) -> dict[tuple[Value, Value], Decimal]:
    sums: dict[tuple[Value, Value], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["fiscal_year"], row["currency"]] += sum(number(row, key) for key in keys)
    return sums


@pytest.mark.parametrize("starts", STARTS)
@pytest.mark.parametrize("name", BOOKS)
def test_real_books_balance_in_every_year_and_currency(name: str, starts: tuple[int, int], tmp_path: Path) -> None:
    rows = real(name, tmp_path, starts)
    assert set(summed(rows, "opening").values()) == {Decimal(0)}
    assert summed(rows, "debit") == summed(rows, "credit")
    assert any(summed(rows, "debit").values())
    assert set(summed(rows, "closing", "closing_entries").values()) == {Decimal(0)}
    for row in rows:
        assert number(row, "closing") == number(row, "opening") + number(row, "debit") - number(row, "credit")


@pytest.mark.parametrize("starts", [(1, 1), (4, 1)])
@pytest.mark.parametrize("name", BOOKS)
def test_a_year_opens_with_what_the_one_before_closed_with(name: str, starts: tuple[int, int], tmp_path: Path) -> None:
    last: dict[tuple[Value, Value], Decimal] = {}
    for row in real(name, tmp_path, starts):
        key = row["account_id"], row["currency"]
        if row["account_type"] in trial_balance.RESULT:
            assert row["opening"] == 0
        elif row["account_id"]:
            assert row["opening"] == last.get(key, 0)
            last[key] = number(row, "closing") + number(row, "closing_entries")
    assert len(last) > 5


@pytest.mark.parametrize("name", BOOKS)
def test_the_last_year_ends_with_the_balances_of_the_engine(name: str, tmp_path: Path) -> None:
    """The account's own amounts; those of income and expense are of all years, closing entries with them."""
    closings = own_closings(name, tmp_path)
    ends: dict[tuple[Value, Value], Decimal] = defaultdict(Decimal)
    for row in real(name, tmp_path, (1, 1)):
        key = row["account_id"], row["currency"]
        kept = ends[key] if row["account_type"] in trial_balance.RESULT else Decimal(0)
        ends[key] = kept + number(row, "account_amount") if row["account_id"] else kept
    for each in truth(name)["accounts"]:
        found = sum((Fraction(end) for (account, _), end in ends.items() if account == each["guid"]), Fraction(0))
        assert found + closings.get(each["guid"], Fraction(0)) == amount(each["balance"]), each["name"]


def own_closings(name: str, room: Path) -> dict[str, Fraction]:
    """What closing entries did to each account: to income and expense in all years, to others in the last one."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    with rows_of(name, room) as spool:
        ledger, accounts = spool.kind("ledger"), spool.kind("accounts")
        assert ledger is not None
        assert accounts is not None
        types = {row.id: given(accounts, row)["type"] for row in spool.rows(accounts)}
        rows = [given(ledger, row) for row in spool.rows(ledger)]
    last = max(day.year for row in rows if isinstance(day := row["date"], date))
    for row in rows:
        day, account = row["date"], str(row["account_id"])
        assert isinstance(day, date)
        if row["closing"] and (types[account] in trial_balance.RESULT or day.year == last):
            found[account] += Fraction(number(row, "amount_currency"))
    return found


# What is not known of accounts


def posted_on(id_: str, account: str | None, year: int) -> Record:
    of: Row = {"date": date(year, 6, 1), "debit": Decimal(5), "amount_currency": Decimal(5), "entry_currency": "CAD"}
    return record("ledger", id_, account_id=account, **of)


@pytest.mark.parametrize(
    ("accounts", "years", "count"),
    [
        (["typed"], [2024, 2025], 0),
        (["typed", "plain", "other"], [2024, 2025], 2),
        (["plain"], [2025], 0),
        ([None], [2024, 2025], 0),
    ],
)
def test_accounts_without_a_type_are_told_where_anything_is_carried_over(
    accounts: list[str | None], years: list[int], count: int
) -> None:
    ledger = [posted_on(f"{year}/{each}", each, year) for year in years for each in accounts]
    chart = [record("accounts", "typed", type="expense"), record("accounts", "plain"), record("accounts", "unused")]
    tables = Tables(ledger=ledger, accounts=chart)
    found = list(trial_balance.untyped(KIND, list(trial_balance.rows(tables, KIND, (1, 1), Words("en")))))
    assert [(each.name, each.verdict, each.kind) for each in found] == [
        ("ledger_balanced", Verdict.NOTED, "trial_balance")
    ] * bool(count)
    assert all(Words("en").say(each.said).startswith(f"{count} accounts") for each in found)


def test_of_a_period_what_was_carried_into_its_only_year_is_told() -> None:
    tables = Tables(ledger=[posted_on("1", "plain", 2024), posted_on("2", "plain", 2025)], accounts=[])
    rows = trial_balance.rows(tables, KIND, (1, 1), Words("en"), date(2025, 1, 1))
    assert [each.said.facts["count"] for each in trial_balance.untyped(KIND, list(rows))] == [1]


def test_an_archive_says_so(tmp_path: Path) -> None:
    ledger = [{"ledger": [posted_on(str(year), "plain", year)]} for year in (2024, 2025)]
    books = memory(accounts=[{"accounts": [record("accounts", "plain", name="Plain")]}], ledger=ledger)
    said = [Words("en").say(each.said) for each in exported(books, tmp_path / "out").edition.controls]
    assert len([each for each in said if "have no type" in each]) == 1
