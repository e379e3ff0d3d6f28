"""Whose books: the business by its name, its currency, and what its accounts are."""

from __future__ import annotations

import base64

import pytest

from archiver.books.manager import builtin, company
from archiver.books.manager.facts import Facts
from tests.books.manager.conftest import Opening
from tests.books.manager.writing import encoded
from tests.emulators.manager.business import key_of


@pytest.mark.parametrize("padded", [True, False])
def test_a_token_begins_with_the_name_of_its_business(padded: bool) -> None:
    token = base64.urlsafe_b64encode(encoded({1: "Laiterie du Lac Sàrl", 2: b"\x00" * 18})).decode()
    assert company.named(token if padded else token.rstrip("=")) == "Laiterie du Lac Sàrl"


@pytest.mark.parametrize(
    "token", ["", "no token", "AAAA", "YWJj", "é", base64.b64encode(encoded({1: b"\x00\x01"})).decode()]
)
def test_another_token_tells_nothing(token: str) -> None:
    assert company.named(token) is None


def test_a_business_is_the_same_by_its_name() -> None:
    facts = Facts("CHF")
    one, two = company.company("Laiterie", None, facts), company.company("Laiterie", "fr-CH", facts)
    assert one.source_id == two.source_id != company.company("Laiterie 2", None, facts).source_id
    assert (one.country, two.country, one.home_currency, one.notes) == (None, "CH", "CHF", ())


def test_books_that_do_not_say_their_currency_say_so() -> None:
    told = company.company("Laiterie", None, Facts())
    assert told.home_currency is None
    assert "XXX" in told.notes[-1].template


@pytest.mark.parametrize(
    ("account", "type_"),
    [
        ({"Group": builtin.ASSETS}, "asset"),
        ({"Group": "under"}, "equity"),
        ({"Group": "trade"}, "income"),
        ({"Group": "costs"}, "expense"),
        ({"Group": "nowhere"}, None),
        ({"Group": "round"}, None),
        ({}, None),
    ],
)
def test_the_type_of_an_account_is_that_of_its_groups(account: dict[str, str], type_: str | None) -> None:
    groups: dict[str, dict[str, object]] = {
        "under": {"Group": "over"},
        "over": {"Group": builtin.EQUITY},
        "trade": {"Type": 0},
        "costs": {"Type": 1},
        "round": {"Group": "round"},
    }
    assert company.type_of(account, lambda key: groups.get(key, {})) == type_


def test_accounts_have_types_and_roles(opening: Opening) -> None:
    with opening.books() as books:
        family = next(each for each in books.families() if each.name == "accounts")
        keys = family.main.keys
        rows = {row.id: row for page in books.read(family) for row in page.rows.get("accounts", ())}
    told = {id_: (row.values[keys.index("type")], row.values[keys.index("role")]) for id_, row in rows.items()}
    assert told[builtin.RECEIVABLE] == ("asset", "receivable")
    assert told[key_of("capital")] == ("equity", None)
    assert told[key_of("sales")] == ("income", None)
    assert told[key_of("rent")] == ("expense", None)
