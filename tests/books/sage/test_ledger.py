"""What accounts are for, as far as their names tell."""

from __future__ import annotations

import pytest

from archiver.books.rest.maker import Tables
from archiver.books.rest.names import Names
from archiver.books.rest.source import Feed, Source
from archiver.books.rest.values import Item
from archiver.books.sage import ledger
from archiver.books.sage.documents import Control

NAMES = Names(lambda _: ())


def control(name: str, control_name: str = "") -> Item:
    return {"id": name, "name": name, "is_control_account": True, "control_name": control_name}


@pytest.mark.parametrize(
    ("name", "control_name", "role"),
    [
        ("Trade Debtors", "TRADE_DEBTORS", "receivable"),
        ("Comptes clients", "", "receivable"),
        ("Trade Creditors", "", "payable"),
        ("Fournisseurs", "", "payable"),
        ("VAT on Sales", "TAX_OUTPUT", "tax"),
        ("Suspense", "SUSPENSE", None),
    ],
)
def test_a_control_account_is_known_by_its_name(name: str, control_name: str, role: str | None) -> None:
    assert ledger.role(control(name, control_name)) == role


def test_an_account_of_the_owner_is_for_nothing_that_we_know() -> None:
    assert ledger.role({**control("Trade Debtors"), "is_control_account": False}) is None


def test_documents_stand_on_the_one_account_that_it_can_be() -> None:
    debtors, more, creditors = control("Debtors"), control("Other debtors"), control("Creditors")
    assert ledger.controls([debtors, creditors]) == {
        "customer": Control("Debtors", "Debtors"), "vendor": Control("Creditors", "Creditors"),
    }  # fmt: skip
    assert ledger.controls([debtors, more])["customer"] == Control()
    assert ledger.controls([]) == {"customer": Control(), "vendor": Control()}


@pytest.mark.parametrize(
    ("type_", "side"),
    [
        ("CURRENT_ASSETS", "asset"),
        ("FIXED_ASSETS", "asset"),
        ("CURRENT_LIABILITIES", "liability"),
        ("FUTURE_LIABILITIES", "liability"),
        ("EQUITY", "equity"),
        ("DIRECT_EXPENSES", "expense"),
        ("OVERHEADS", "expense"),
        ("SALES", "income"),
        ("OTHER_INCOME", "income"),
        ("SOMETHING_NEW", None),
    ],
)
def test_a_type_is_on_one_side_of_the_statements(type_: str, side: str | None) -> None:
    feed = Feed(name="accounts", path="", tables=ledger.accounts("GBP"))
    made = Tables(Source(name="", title="", feeds=()), feed, ledger.accounts("GBP"))
    [row] = made({"id": "1", "name": "x", "ledger_account_type": {"id": type_}}, NAMES)["accounts"]
    assert row.values[made.kinds[0].keys.index("type")] == side
