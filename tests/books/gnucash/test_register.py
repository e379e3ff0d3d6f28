"""The register finds the documents of a book by their id, their lot and their posting, and knows no others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from archiver.books.gnucash.register import REMEMBERED, Register


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as tables:
        tables.row_factory = sqlite3.Row
        tables.execute("CREATE TABLE invoices (guid, post_lot)")
        tables.execute("CREATE TABLE slots (obj_guid, name, value)")
        documents = [("c", None), ("a", "lot"), ("b", "lot")]
        tables.executemany("INSERT INTO invoices VALUES (?, ?)", documents)
        slots = [("a", "credit-note", "1"), ("b", "notes", "x"), ("x", "credit-note", "1")]
        tables.executemany("INSERT INTO slots VALUES (?, ?, ?)", slots)
        yield tables


def told(row: sqlite3.Row) -> tuple[str, str | None]:
    return row["guid"], row["credit_note"]


def test_every_document_comes_once_by_id_with_what_says_that_it_is_a_credit_note(tables: sqlite3.Connection) -> None:
    assert list(Register(tables, "guid", told)) == [("a", "1"), ("b", None), ("c", None)]


def test_a_document_is_found_by_its_column_and_the_last_one_where_two_share_it(tables: sqlite3.Connection) -> None:
    by_id, by_lot = Register(tables, "guid", told), Register(tables, "post_lot", told)
    assert (by_id.get("a"), by_id.get("x"), by_id.get("")) == (("a", "1"), None, None)
    assert by_lot.get("lot") == ("b", None)
    assert ("lot" in by_lot, "a" in by_lot) == (True, False)


def test_only_the_latest_are_remembered(tables: sqlite3.Connection) -> None:
    made: list[str] = []

    def make(row: sqlite3.Row) -> str:
        made.append(row["guid"])
        return made[-1]

    register = Register(tables, "guid", make)
    assert [register.get("a"), register.get("a")] == ["a", "a"]
    assert made == ["a"]
    for number in range(REMEMBERED):
        register.get(f"{number}")
    register.get("a")
    assert made == ["a", "a"]
