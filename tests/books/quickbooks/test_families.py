"""The families: complete, of one mind about each kind, said in every language; nothing but our errors gets out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from archiver import errors
from archiver.books.quickbooks import families
from archiver.books.quickbooks.entities import ENTITIES
from archiver.model import ColumnType, Kind
from archiver.words import LANGUAGES
from tests.books.quickbooks.making import KINDS, at_home, made
from tests.books.quickbooks.test_bank import DEPOSIT
from tests.books.quickbooks.test_budgets import BUDGET
from tests.books.quickbooks.test_charges import BILL
from tests.books.quickbooks.test_documents import INVOICE, PURCHASE
from tests.books.quickbooks.test_files import FILE
from tests.books.quickbooks.test_journal import ENTRY
from tests.books.quickbooks.test_parties import PARTY
from tests.books.quickbooks.test_payments import DATED, line
from tests.books.quickbooks.test_taxes import TAXED

LISTS_FIRST = ("accounts", "tax_rates", "tax_codes", "terms", "items", "customers", "vendors", "employees")


def test_every_entity_that_is_read_has_a_family() -> None:
    named = [family.name for family in families.families()]
    assert len(set(named)) == len(named) == len(families.FAMILIES)
    assert {each.name: each.family for each in ENTITIES}.items() <= families.FAMILIES.items()


def test_what_each_tells_of_changes() -> None:
    told = {family.name: family for family in families.families()}
    assert all(told[name].knows_changes for name in ("customers", "invoices", "time_activities", "attachments"))
    assert not any(told[name].knows_changes for name in ("company", "preferences", "accounts", "tax_rates"))
    assert [family.name for family in told.values() if family.picture] == ["exchange_rates"]
    assert not any(family.knows_deletions for family in told.values()), "not all of them, and not for ever"


def test_lists_come_before_the_documents_that_leave_their_names_out() -> None:
    named = [family.name for family in families.families()]
    assert named[:2] == ["company", "preferences"], "the currency of the books is in the preferences"
    assert named.index("tax_agencies") < named.index("tax_rates") < named.index("tax_codes")
    assert max(map(named.index, LISTS_FIRST)) < min(map(named.index, ("invoices", "bills", "journal_entries")))


def test_a_kind_is_the_same_in_every_family() -> None:
    for family in families.families():
        for kind in family.kinds:
            assert kind == KINDS[kind.key], family.name


def all_kinds() -> Iterator[Kind]:
    return iter(KINDS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_unique_in_their_sheet(language: str) -> None:
    for kind in all_kinds():
        labels = Counter(column.labels[language].casefold() for column in kind.columns)
        assert [label for label, count in labels.items() if count > 1] == [], kind.key


def test_every_money_column_has_its_currency_beside_it_and_other_fields_are_last() -> None:
    for kind in all_kinds():
        assert kind.keys[-1] == "other"
        assert len(set(kind.keys)) == len(kind.keys), kind.key
        for column in kind.columns:
            assert (column.currency in kind.keys) is (column.type is ColumnType.MONEY), f"{kind.key}.{column.key}"


WHOLE: list[tuple[str, dict[str, Any]]] = [
    ("Invoice", {**INVOICE, **TAXED, "Deposit": 5}),
    ("Purchase", {**PURCHASE, "Credit": True}),
    ("JournalEntry", ENTRY),
    ("Payment", {**DATED, "Line": [line(5, "Invoice", "1"), line(5, "CreditMemo", "2")]}),
    ("BillPayment", {**DATED, "CheckPayment": {"BankAccountRef": {"value": "1"}}, "Line": [line(5, "Bill", "1")]}),
    ("Deposit", DEPOSIT),
    ("RecurringTransaction", {"Bill": BILL}),
    ("Budget", BUDGET),
    ("Customer", PARTY),
    ("Attachable", {**FILE, "AttachableRef": [{"EntityRef": {"value": "1", "type": "Invoice"}}]}),
    ("Account", {"Id": "1", "Name": "a", "CurrencyRef": {"value": "CAD"}, "Classification": "Asset"}),
    ("Item", {"Id": "1", "Name": "a", "ItemGroupDetail": {"ItemGroupLine": [{"ItemRef": {"value": "2"}}]}}),
    ("TaxCode", {"Id": "1", "Name": "a", "SalesTaxRateList": {"TaxRateDetail": [{"TaxRateRef": {"value": "2"}}]}}),
    ("TaxRate", {"Id": "1", "Name": "a", "EffectiveTaxRate": [{"RateValue": 5}]}),
    ("TimeActivity", {"Id": "1", "Hours": 5, "StartTime": "2026-01-01T00:00:00Z", "EndTime": "2026-01-01T01:00:00Z"}),
    ("Preferences", {"CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}}, "Other": [{"Name": "a", "Value": "b"}]}),
]
ODD: tuple[object, ...] = (
    None,
    "",
    "odd",
    -1,
    Decimal("1E+9"),
    True,
    [],
    {},
    [None],
    ["odd"],
    [[]],
    {"value": {}},
    {"odd": []},
    [{"Amount": {}}],
)


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value within."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*path, key)
        yield from places(each, (*path, key))


@pytest.mark.parametrize(("entity", "item"), WHOLE, ids=[entity for entity, _ in WHOLE])
def test_only_our_errors_come_out_of_an_item_that_is_not_of_its_form(entity: str, item: dict[str, Any]) -> None:
    assert made(entity, item)
    chance = random.Random(5)  # noqa: S311 - the same oddities each time; nothing is secret
    for path in places(item):
        for odd in chance.sample(ODD, 6):
            broken = deepcopy(item)
            place: Any = broken
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = deepcopy(odd)
            with suppress(errors.Unintelligible):
                made(entity, broken)  # which looks at the form of every value


def test_an_item_without_an_id_is_refused_by_name() -> None:
    with pytest.raises(errors.Unintelligible) as refused:
        families.rows("Invoice", {"DocNumber": "5"}, at_home())
    assert refused.value.facts["service"] == "QuickBooks"
