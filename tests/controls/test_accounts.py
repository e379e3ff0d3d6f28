"""How accounts are called."""

from __future__ import annotations

from archiver.controls.accounts import Account, accounts
from tests.archives import record
from tests.controls.tables import Tables


def test_an_account_is_called_by_what_it_has_of_number_and_name() -> None:
    rows = [
        record("accounts", "a", number="1200", name="Clients", role="receivable"),
        record("accounts", "b", name="Caisse", role="cash"),
    ]
    assert accounts(Tables(accounts=rows)) == {
        "a": Account("1200 Clients", "receivable"),
        "b": Account("Caisse", "cash"),
    }


def test_books_without_a_chart_have_none() -> None:
    assert accounts(Tables()) == {}
