"""What columns leave of an item: nothing twice, and nothing lost."""

from __future__ import annotations

import pytest

from archiver.books.rest.others import others, said
from archiver.books.rest.values import Item


@pytest.mark.parametrize(
    ("item", "left"),
    [
        ({"customer": "7"}, None),
        ({"customer": {"id": "7", "name": "Zoé"}}, "customer.name: Zoé"),
        ({"customer": ["7"]}, "customer[1]: 7"),
        ({"customer": {"": "7"}}, "customer.: 7"),
        ({"customer": None}, None),
    ],
)
def test_a_field_that_is_an_id_or_an_object_with_one(item: Item, left: str | None) -> None:
    assert others(item, said([], plain=["customer", "customer.id"])) == left
    assert others(item, said([], plain=["customer.id", "customer"])) == left


def test_what_is_said_whole_is_said_whatever_it_is() -> None:
    known = said(["address", "address.city"], plain=["address", "address.street"])
    assert others({"address": {"street": "Rue", "odd": 1}, "other": 2}, known) == "other: 2"


def test_of_what_is_said_in_part_the_rest_is_left() -> None:
    assert others({"tax": {"rate": 5, "code": "T"}}, said(["tax.rate"])) == "tax.code: T"
    assert others({"tax": 5}, said(["tax.rate"])) == "tax: 5"
