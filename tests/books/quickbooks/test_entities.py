"""The table of entities: what each is called, asked for by, and known by."""

from __future__ import annotations

import pytest

from archiver.books.quickbooks import families, singles
from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES


def test_names_of_entities_and_families_are_used_once() -> None:
    assert len({each.name for each in ENTITIES}) == len({each.family for each in ENTITIES}) == len(ENTITIES)


def test_every_family_is_asked_for_in_one_way() -> None:
    assert {each.name for each in families.families()} == BY_FAMILY.keys() | singles.NAMES.keys()
    assert not BY_FAMILY.keys() & singles.NAMES.keys()


@pytest.mark.parametrize(
    ("family", "conditions", "where"),
    [
        ("invoices", (), ""),
        ("invoices", ("Id = '1'",), " where Id = '1'"),
        ("customers", (), " where Active in (true,false)"),
        ("customers", ("Id = '1'",), " where Id = '1' and Active in (true,false)"),
    ],
)
def test_what_is_inactive_is_asked_for_too(family: str, conditions: tuple[str, ...], where: str) -> None:
    assert BY_FAMILY[family].where(*conditions) == where


def test_the_id_of_what_wraps_another() -> None:
    recurring = BY_FAMILY["recurring_transactions"]
    assert recurring.id({"Bill": {"Id": "20"}}) == "20"
    assert BY_FAMILY["tax_classifications"].id({"id": "EUC-1"}) == "EUC-1"
    assert recurring.id({}) == ""


def test_answers_may_call_it_otherwise() -> None:
    assert BY_FAMILY["card_payments"].spelt == "CreditCardPaymentTxn"
    assert BY_FAMILY["invoices"].spelt == "Invoice"
