"""A table at work: columns filled as their types say, nothing dropped, whatever an item has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archiver.books.rest import added
from archiver.books.rest.columns import POSITION, STATUS, code, computed, first, fixed, name, own, parent, same, through
from archiver.books.rest.maker import maker
from archiver.books.rest.names import Names
from archiver.books.rest.source import Feed, Source, Table
from archiver.books.rest.values import Item, text
from archiver.model import ColumnType, Record, State

NAMES = Names(lambda list_: [("k-1", f"One of {list_}")])


def made(item: Item, *tables: Table, **feed: Any) -> dict[str, Sequence[Record]]:  # noqa: ANN401 - the fields of Feed
    source = Source(name="test", title="Test", feeds=())
    return dict(maker(source, Feed(name="test", path="test", tables=tables, **feed))(item, NAMES))


def columns(table: Table, item: Item) -> dict[str, object]:
    each = maker(Source(name="test", title="Test", feeds=()), Feed(name="test", path="test", tables=[table]))
    ((kind, (record,)),) = each(item, NAMES).items()
    assert kind == each.kinds[0].key
    return {key: value for key, value in zip(each.kinds[0].keys, record.values, strict=True) if value is not None}


def test_every_way_to_fill_a_column() -> None:
    table = Table(
        kind="invoices",
        columns={
            **same("number"),
            "customer_id": "buyer.id",
            "customer": name("buyer.id", "customers"),
            "currency": first("money.code", fixed("CHF")),
            "total": "total",
            "status": code("state", {"sent": "open"}),
            "memo": through("words", lambda words: " ".join(words)),  # type: ignore[arg-type] # a list of them
            "reference": computed(lambda item, about: about.id.upper(), "secret"),
        },
        adds=[own("colour", ColumnType.TEXT, en="Colour", fr="Couleur")],
        silent=["plumbing"],
    )
    item = {
        "id": "a", "number": "7", "buyer": {"id": "k-1", "rank": 3}, "total": "5.20", "state": "sent",
        "words": ["x", "y"], "plumbing": 1, "rest": {"of": [1, {"it": True}], "none": None}, "secret": 9,
    }  # fmt: skip
    assert columns(table, item) == {
        "id": "a", "number": "7", "customer_id": "k-1", "customer": "One of customers", "currency": "CHF",
        "total": Decimal("5.20"), "status": "open", "memo": "x y", "reference": "A",
        "other": "buyer.rank: 3\nrest.of[1]: 1\nrest.of[2].it: true",
    }  # fmt: skip


def test_lines_belong_to_their_document_and_are_known_by_their_own_ids() -> None:
    header = Table(kind="invoices", columns={"currency": "currency", "status": STATUS})
    line = Table(
        kind="invoice_lines",
        each="lines",
        id="nr",
        when=lambda entry: entry["sort"] == "item",
        columns={"invoice_id": parent("id"), "line": POSITION, "amount": "amount", "currency": parent("currency")},
    )
    item = {
        "id": "a",
        "currency": "CHF",
        "lines": [{"nr": 5, "sort": "item", "amount": 1}, {"sort": "note"}, {"sort": "item"}],
    }
    rows = made(item, header, line, state=lambda _: State.VOIDED)
    assert [(row.id, row.document, row.state, row.source) for row in rows["invoice_lines"]] == [
        ("a/5", "a", State.VOIDED, None),
        ("a/3", "a", State.VOIDED, None),
    ]
    assert rows["invoices"][0].source == item
    assert "voided" in rows["invoices"][0].values


def test_items_of_one_list_go_to_the_kinds_that_take_them() -> None:
    def is_buyer(item: Item) -> bool:
        return bool(item.get("buys"))

    buyers = Table(kind="customers", columns=same("name"), when=is_buyer)
    sellers = Table(kind="vendors", columns=same("name"), when=lambda item: not is_buyer(item))
    assert [len(rows) for rows in made({"id": "1", "buys": True}, buyers, sellers).values()] == [1, 0]
    assert [len(rows) for rows in made({"id": "1"}, buyers, sellers).values()] == [0, 1]
    with pytest.raises(LookupError):
        made({"id": "1"}, buyers)


@pytest.mark.parametrize("item", [{}, {"id": None}, {"id": "1", "lines": "none"}, {"id": "1", "lines": [1]}])
def test_what_makes_no_sense(item: Item) -> None:
    lines = Table(kind="invoice_lines", columns={}, each="lines")
    with pytest.raises((LookupError, TypeError)):
        made(item, Table(kind="invoices", columns={}), lines)


def test_a_column_that_is_not_there_is_a_mistake_of_the_table() -> None:
    with pytest.raises(AssertionError, match="colour"):
        made({"id": "1"}, Table(kind="invoices", columns=same("colour")))


def test_a_kind_of_a_source_of_its_own() -> None:
    kind = added.kind(
        "boxes", "lists", own("size", ColumnType.QUANTITY, en="Size", fr="Taille"), en="Boxes", fr="Boîtes"
    )
    assert kind.keys == ("id", "size", "other")
    assert columns(Table(kind=kind, columns=same("size")), {"id": 1, "size": 5}) == {"id": "1", "size": Decimal(5)}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc.", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@example({"number": [True], "deep": {"a": {"a": 5}}})
@example({"a": None, "deep": {"a": [False]}})
@given(st.dictionaries(st.sampled_from(["a", "b", "number", "deep"]), VALUES, max_size=4))
def test_no_simple_value_is_dropped(item: dict[str, object]) -> None:
    table = Table(kind="invoices", columns={"number": "number", "memo": "deep.a"})
    found = columns(table, {**item, "id": "1"})
    said = f"{found.get('number')}\n{found.get('memo')}\n{found.get('other')}"
    assert all(each in said for each in _simple(item))


def _simple(value: object) -> list[str]:
    if isinstance(value, dict):
        return [each for one in value.values() for each in _simple(one)]
    if isinstance(value, list):
        return [each for one in value for each in _simple(one)]
    return [text(value) or ""]
