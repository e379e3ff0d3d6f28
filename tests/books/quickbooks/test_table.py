"""A table: one pass over an item gives its columns, and the rest to the other fields."""

from __future__ import annotations

import pytest

from archiver import kinds
from archiver.books.quickbooks import QuickBooks
from archiver.books.quickbooks.fields import About, name, of, ref, text, whole
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import State

TABLE = Table(
    kinds.kind("classes"),
    {
        "id": of(lambda about: about.id),
        "name": text("Name"),
        "full_name": whole(lambda item, about: f"{item.get('Name')}!"),
        "parent_id": ref("ParentRef"),
    },
    ("SubClass",),
)


def test_columns_take_theirs_and_the_rest_is_carried() -> None:
    item = {"Name": "Été", "SubClass": True, "ParentRef": {"value": "3", "name": "Saison"}, "Tag": "x", "domain": "QBO"}
    assert TABLE.values(item, About(Names(), "7")) == (
        "7",
        "Été",
        "Été!",
        "3",
        None,
        "ParentRef.name: Saison\nTag: x",
    )


def test_a_reference_that_is_none_is_carried_as_it_is() -> None:
    assert TABLE.values({"ParentRef": "odd"}, About(Names(), "7"))[-1] == "ParentRef: odd"


def test_the_source_stands_on_the_document_only() -> None:
    about = About(Names(), "7", state=State.VOIDED)
    item, seen = {"Name": "Été", "SyncToken": 3}, {"Name": "Hiver"}
    document = TABLE.document(item, about)
    assert (document.id, document.document, document.version, document.source) == ("7", "7", "3", item)
    assert TABLE.document(seen, about, item).source == item
    row = TABLE.row(item, about, "7/1")
    assert (row.id, row.document, row.state, row.source) == ("7/1", "7", State.VOIDED, None)


def test_the_dictionary_is_told_where_each_column_comes_from() -> None:
    fields = {column.key: column.field for column in TABLE.kind.columns}
    assert (fields["name"], fields["parent_id"], fields["active"]) == ("Name", "ParentRef.value", None)


def test_a_field_for_no_column_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="shoe_size"):
        Table(kinds.kind("classes"), {"shoe_size": name("Shoe", "shoes")})


OURS = {"id", "line", "other", "status", "direction", "document_kind", "kind", "closing", "name", "value"}
"""What no field of QuickBooks gives: our numbering, our words for what it says otherwise, and what is left over."""


def test_every_column_that_is_filled_says_where_it_comes_from(books: QuickBooks) -> None:
    unsaid = {
        f"{kind.key}.{column.key}"
        for family in books.families()
        for page in books.read(family)
        for kind in family.kinds
        for row in page.rows.get(kind.key, ())
        for column, value in zip(kind.columns, row.values, strict=True)
        if value is not None and not column.field and column.key not in OURS
    }
    assert unsaid == set()
