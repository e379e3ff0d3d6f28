"""The dictionary says of every column that GnuCash fills where it comes from, in tables that its books have."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import books, kinds
from archiver.books import Asked
from archiver.books.gnucash.origins import FIELDS, kind
from archiver.books.gnucash.tables import TABLES
from tests.books.gnucash.reading import DATA

OURS = {"id", "line", "other", "document_link", "last_total", "active", "state"}
"""What we give rows ourselves, or make of whatever is left."""


@pytest.mark.parametrize("book", sorted(DATA.glob("*.sqlite.gnucash")), ids=lambda path: path.name)
def test_every_column_that_is_filled_says_where_it_comes_from(book: Path, tmp_path: Path) -> None:
    with books.connect("gnucash", Asked(str(book), DATA / "documents", tmp_path)) as read:
        unsaid = {
            f"{each.key}.{column.key}"
            for family in read.families()
            for page in read.read(family, None)
            for each in family.kinds
            for row in page.rows.get(each.key, ())
            for column, value in zip(each.columns, row.values, strict=True)
            if value is not None and not column.field and column.key not in OURS
        }
    assert unsaid == set()


SLOTS = ("slots", "lots")
"""Their fields are keys: GnuCash keeps on an object what its tables have no column for."""


def test_every_field_is_one_that_gnucash_has() -> None:
    named = {each for fields in FIELDS.values() for field in fields.values() for each in field.split(", ")}
    unknown = set()
    for each in named:
        table, _, column = each.partition(".")
        halves = {f"{column}_num", f"{column}_denom"}
        if table not in SLOTS and not halves.union([column]).intersection(TABLES[table].columns):
            unknown.add(each)
    assert unknown == set()


def test_a_kind_keeps_its_columns() -> None:
    for key in FIELDS:
        assert kind(key).keys == kinds.kind(key).keys
