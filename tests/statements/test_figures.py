"""What is owed by age, the money at hand, and the order of it all; on real books too, against GnuCash's own engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from archiver import kinds
from archiver.books import Books
from archiver.figure import FIGURES, Figure
from archiver.model import Family, Reading, Record, State, Status, Tally, Value, Verdict
from archiver.statements import derived, figures, turnover
from archiver.words import Words
from tests.archives import BOOKS, COMPANY, amount, by_key, exported, memory, record, rows_of, truth
from tests.controls.tables import Tables
from tests.controls.test_unread import Broken
from tests.statements.totals import totals

DAY = date(2026, 3, 31)
WORDS = Words("en")
DOCUMENTS = {*turnover.SALES.documents, *turnover.BILLS.documents}


def examined(
    until: date = DAY, home: str | None = "CAD", told: tuple[Tally, ...] = (), **rows: list[Record]
) -> list[Figure]:
    drawn, _ = figures.examine(Tables(**rows), told, until, home)
    return drawn


def told(figure: Figure) -> dict[str, tuple[Decimal, int | None]]:
    return {WORDS.fact(point.label): (point.amount, point.documents) for point in figure.points}


def aged(id_: str, bucket: str, worth: str, currency: str = "CAD", **more: Value) -> Record:
    values: dict[str, Value] = {"as_of": DAY, "currency": currency, "open": Decimal(worth), bucket: Decimal(worth)}
    return record("aged_receivables", id_, **{**values, **more})


def test_what_is_owed_by_age_and_what_is_not_applied_yet() -> None:
    (figure,) = examined(
        until=date(2026, 5, 1),
        aged_receivables=[
            aged("1", "current", "100"),
            aged("2", "days_1_30", "20"),
            aged("3", "days_1_30", "3"),
            aged("4", "days_over_90", "0.5"),
            aged("5", "current", "-7", document_kind="payments"),
        ],
    )
    assert told(figure) == {
        "Current": (Decimal(100), 1),
        "1–30 days": (Decimal(23), 2),
        "31–60 days": (Decimal(0), 0),
        "61–90 days": (Decimal(0), 0),
        "Over 90 days": (Decimal("0.5"), 1),
        "Not applied yet": (Decimal(-7), 1),
    }
    assert figure.marked == Decimal("23.5")
    assert figure.total == Decimal("116.5")
    assert figure.until == DAY, "the day that they were aged at"


def test_ages_are_by_currency_and_the_home_one_comes_first() -> None:
    rows = [aged("1", "current", "1", "AUD"), aged("2", "current", "2", "CAD"), aged("3", "current", "3", "EUR")]
    assert [figure.currency for figure in examined(aged_receivables=rows)] == ["CAD", "AUD", "EUR"]
    assert [figure.currency for figure in examined(home=None, aged_receivables=rows)] == ["AUD", "CAD", "EUR"]


ACCOUNTS = [
    record("accounts", "1", role="bank"),
    record("accounts", "2", role="card"),
    record("accounts", "3", role="cash"),
    record("accounts", "4", role="receivable"),
]


def balance(id_: str, account: str, year: int, own: str, currency: str = "CAD", entry: str = "CAD") -> Record:
    return record(
        "trial_balance",
        id_,
        year_start=date(year, 1, 1),
        account_id=account,
        account_number=f"10{account}",
        account=f"Account {account}",
        currency=entry,
        account_currency=currency,
        account_amount=Decimal(own),
    )


def test_cash_is_what_each_account_closed_with_last_in_its_own_currency() -> None:
    rows = [
        balance("a", "1", 2024, "5"),
        balance("b", "1", 2025, "50"),
        balance("c", "1", 2025, "8", entry="EUR"),
        balance("d", "2", 2025, "-20"),
        balance("e", "3", 2025, "7", "EUR"),
        balance("f", "4", 2025, "999"),
    ]
    cad, eur = examined(accounts=ACCOUNTS, trial_balance=rows)
    assert told(cad) == {"101 Account 1": (Decimal(58), None), "102 Account 2": (Decimal(-20), None)}
    assert told(eur) == {"103 Account 3": (Decimal(7), None)}


def test_postings_after_the_day_are_not_held_yet() -> None:
    postings = [
        record("ledger", "1", date=DAY, account_id="1", amount_currency=Decimal(50)),
        record("ledger", "2", date=date(2026, 4, 1), account_id="1", amount_currency=Decimal(30)),
        record("ledger", "3", "3", State.VOIDED, date=date(2026, 4, 1), account_id="1", amount_currency=Decimal(9)),
        record("ledger", "4", date=date(2026, 4, 1), account_id="4", amount_currency=Decimal(-30)),
    ]
    seen = Tally("ledger", "CAD", 4, last_day=date(2026, 4, 1))
    rows = [balance("a", "1", 2026, "80"), balance("b", "1", 2026, "8", entry="EUR")]
    (cash,) = examined(told=(seen,), accounts=ACCOUNTS, trial_balance=rows, ledger=postings)
    assert told(cash) == {"101 Account 1": (Decimal(58), None)}


def test_of_many_accounts_the_smallest_are_together() -> None:
    accounts = [record("accounts", str(n), role="bank") for n in range(20)]
    rows = [balance(str(n), str(n), 2025, str(n)) for n in range(20)]
    (cash,) = examined(accounts=accounts, trial_balance=rows)
    names = [WORDS.fact(point.label) for point in cash.points]
    assert names[0] == "1019 Account 19"
    assert names[-1] == "Others (8)", "the one that holds nothing is not among them"
    assert len(names) == figures.MOST_ACCOUNTS
    assert cash.total == sum(range(20))


def test_books_without_any_of_it_have_no_figures() -> None:
    assert examined() == []
    assert examined(accounts=ACCOUNTS, trial_balance=[balance("a", "1", 2025, "0")], aged_payables=[]) == []


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.FAILED])
@pytest.mark.parametrize("broken", ["invoices", "credit_notes"])
def test_a_side_that_was_not_read_whole_is_not_drawn(broken: str, status: Status) -> None:
    documents = {
        key: [record(key, "1", date=DAY, currency="CAD", total=Decimal(9), status="open")]
        for key in ("invoices", "bills")
    }
    readings = [Reading(Family(broken, (kinds.kind(broken),)), status)]
    drawn, (sales, bills) = figures.examine(Tables(**documents), totals(documents), DAY, "CAD", readings=readings)
    assert {figure.name for figure in drawn} == {"bills_by_month", "largest_vendors"}
    assert (sales.name, sales.verdict, sales.kind) == ("summary_ties", Verdict.NOTED, "invoices")
    assert kinds.kind(broken).labels["en"] in WORDS.say(sales.said)
    assert bills.verdict is Verdict.TIES


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.COMPLETE])
def test_archives_draw_what_was_read_whole(status: Status, tmp_path: Path) -> None:
    rows = [record("invoices", str(n), date=DAY, currency="CAD", total=Decimal(9), status="open") for n in range(4)]
    books: Books = memory(invoices=[{"invoices": [row]} for row in rows])
    whole = status is Status.COMPLETE
    edition = exported(books if whole else Broken(books, "invoices", status), tmp_path / "out").edition
    assert bool(edition.figures) is whole
    assert {each.verdict for each in edition.controls if each.name == "summary_ties"} == {
        Verdict.TIES if whole else Verdict.NOTED
    }


@pytest.mark.parametrize("name", BOOKS)
def test_real_books_give_every_figure_and_each_ties(name: str, tmp_path: Path) -> None:
    until = date(2025, 12, 31)
    with rows_of(name, tmp_path) as spool:
        derived.put(spool, COMPANY, (), until, WORDS)
        documents = {kind.key: list(spool.rows(kind)) for kind in spool.kinds() if kind.key in DOCUMENTS}
        drawn, tied = figures.examine(spool, totals(documents), until, "CAD")
        assert {figure.name for figure in drawn} == FIGURES.keys()
        assert [(figure.currency != "CAD", figure.currency) for figure in drawn] == sorted(
            (figure.currency != "CAD", figure.currency) for figure in drawn
        )
        assert {control.verdict for control in tied} == {Verdict.TIES}
        for figure, key in ((figure, figures.AGED[figure.name]) for figure in drawn if figure.name in figures.AGED):
            rows = [row for row in by_key(spool, key) if row["currency"] == figure.currency]
            assert figure.total == sum(row["open"] for row in rows if isinstance(row["open"], Decimal))
        accounts = {f"{row['number'] or ''} {row['name']}".strip(): row["id"] for row in by_key(spool, "accounts")}
    engine = {each["guid"]: amount(each["balance"]) for each in truth(name)["accounts"]}
    for figure in drawn:
        if figure.name == "cash_by_account":
            for point in figure.points:
                assert Fraction(point.amount) == engine[str(accounts[WORDS.fact(point.label)])]
