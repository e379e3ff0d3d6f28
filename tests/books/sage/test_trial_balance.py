"""Sage's own trial balance, as rows of a report and as totals that ours should meet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archiver.books.rest.names import Names
from archiver.books.rest.values import Item
from archiver.books.sage import Sage
from archiver.books.sage.trial_balance import TrialBalance, reported
from archiver.errors import FamilyNotOffered
from archiver.model import Reported
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import family, records
from tests.emulators.sage import Sage as Emulator

NAMES = Names(lambda _: ())
REPORT: Item = {
    "from_date": "2026-01-01",
    "to_date": "2026-03-31",
    "ledger_accounts": [
        {
            "ledger_account": {"id": "a", "displayed_as": "Bank (1200)"},
            "debit": "12.5",
            "credit": "0.0",
            "balance": "12.5",
        },
        {"ledger_account": {"id": "b", "displayed_as": "Sales (4000)"}, "debit": "0.0", "credit": "12.5"},
    ],
}


def test_debits_are_positive_and_the_days_are_told() -> None:
    rows = TrialBalance("GBP")(REPORT, NAMES)["reports"]
    assert list(reported(rows)) == [
        Reported("balance", Decimal("12.5"), date(2026, 3, 31), date(2026, 1, 1), "GBP", "a", "Bank (1200)"),
        Reported("balance", Decimal("-12.5"), date(2026, 3, 31), date(2026, 1, 1), "GBP", "b", "Sales (4000)"),
    ]
    assert [row.source is not None for row in rows] == [True, False, False]


def test_a_report_of_another_form_makes_no_sense() -> None:
    with pytest.raises(LookupError):
        TrialBalance("GBP")({"to_date": "2026-03-31", "accounts": []}, NAMES)


def test_it_agrees_with_the_postings(sage: Emulator, books: Sage) -> None:
    told = {
        each.account: each.amount for each in books.reported(record for _, record in records(books, "trial_balance"))
    }
    assert told["Owner's capital (3000)"] == Decimal("-12310.4")
    assert sum(each or 0 for each in told.values()) == 0


def test_where_it_is_not_offered_the_rest_is(sage: Emulator, opening: Opening) -> None:
    sage.business.withheld["trial_balance"] = 404
    with opening.books() as books:
        with pytest.raises(FamilyNotOffered):
            list(books.read(family(books, "trial_balance")))
        assert records(books, "ledger")
