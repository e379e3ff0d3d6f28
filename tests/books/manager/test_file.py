"""What is peculiar to a file: history, files, masks, objects that nobody knows, and those that make no sense."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.books import Asked
from archiver.books.manager.file import File, opened
from archiver.errors import FileNotReadable, Shortfall
from archiver.model import Record
from tests.archives import given
from tests.books.manager.writing import ATTACHMENT, TYPES, Writing, encoded
from tests.emulators.manager import Business
from tests.emulators.manager.business import key_of
from tests.emulators.manager.laiterie import laiterie

UNKNOWN, USERS = "0f6a9f57-6a5c-4b0e-8a01-0c4d0e9f1a22", "8112e1a9-fe00-47c4-9d7a-2d034f8a1f34"


@pytest.fixture
def business() -> Business:
    return laiterie(lambda: datetime(2026, 3, 31, 18, tzinfo=UTC))


@pytest.fixture
def writing(business: Business) -> Writing:
    return Writing(business)


class Room:
    """Opens what was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "work").mkdir()

    def open(self, writing: Writing, *, unmasked: bool = False) -> Any:  # noqa: ANN401 (a context of File)
        path = writing.write(self._folder / "books.manager")
        return opened(Asked(str(path), None, self._folder / "work", unmasked=unmasked), path)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def rows(books: File, name: str) -> Iterator[tuple[Record, dict[str, Any]]]:
    family = next(each for each in books.families() if each.name == name)
    for page in books.read(family):
        for row in page.rows.get(family.main.key, ()):
            yield row, given(family.main, row)


def test_the_history_says_what_was_entered(room: Room, writing: Writing) -> None:
    with room.open(writing) as books:
        told = {each["document_id"]: each for _, each in rows(books, "audit_trail")}
    invoice = told[key_of("F1")]
    assert (invoice["action"], invoice["user"], invoice["document_kind"]) == ("added", "anna", "invoices")
    assert "Reference: 2026001" in invoice["after"].splitlines()
    assert invoice["before"] is None
    assert invoice["moment"].replace(microsecond=0) == datetime(2025, 11, 29, 8, tzinfo=UTC)


def test_a_file_without_a_history_has_none(room: Room, business: Business) -> None:
    with room.open(Writing(business, history=False)) as books:
        assert "audit_trail" not in {each.name for each in books.families()}


def test_files_are_told_whether_they_are_there(room: Room, writing: Writing) -> None:
    large = bytes(range(256)) * 1000
    writing.files = {key_of("scan"): ("grand.pdf", large, key_of("hotel")), key_of("loose"): ("seul.png", b"x", None)}
    writing.raw = {key_of("gone"): (ATTACHMENT, encoded({2: "perdu.pdf"}))}
    with room.open(writing) as books:
        found = {each["name"]: (row, each) for row, each in rows(books, "attachments")}
        assert (found["grand.pdf"][1]["document_id"], found["grand.pdf"][1]["document_number"]) == (
            key_of("hotel"),
            "Hôtel des Alpes",
        )
        assert {name: each["state"] for name, (_, each) in found.items()} == {
            "grand.pdf": "not_packed",
            "seul.png": "not_packed",
            "perdu.pdf": "missing",
        }
        (file,) = books.files(found["grand.pdf"][0])
        with books.open(file) as stream:
            assert stream.read() == large
        (lost,) = books.files(found["perdu.pdf"][0])
        with pytest.raises(FileNotReadable), books.open(lost):
            pass


def test_bank_account_numbers_are_masked_unless_they_are_to_stay(room: Room, writing: Writing) -> None:
    with room.open(writing) as books:
        said = "\n".join(str(each) for _, each in rows(books, "accounts"))
        assert "CH93" not in said
        assert "CH93" not in "\n".join(str(row.source) for row, _ in rows(books, "accounts"))
        assert books.masked == ["accounts.field 103"]


def test_unmasked_they_are_there(room: Room, writing: Writing) -> None:
    with room.open(writing, unmasked=True) as books:
        assert "CH93" in "\n".join(str(each) for _, each in rows(books, "accounts"))
        assert books.masked == []


def test_users_and_passwords_are_nowhere(room: Room, writing: Writing) -> None:
    writing.raw = {key_of("anna-user"): (USERS, encoded({1: "Anna", 3: "hunter2"}))}
    with room.open(writing, unmasked=True) as books:
        every = [str(row) for family in books.families() for page in books.read(family) for row in page.rows.values()]
    assert not any("hunter2" in each for each in every)


def test_objects_of_an_unknown_type_are_among_the_settings(room: Room, writing: Writing) -> None:
    writing.raw = {key_of("theme"): (UNKNOWN, encoded({1: "Thème", 7: 3}))}
    with room.open(writing) as books:
        (told,) = [each for row, each in rows(books, "settings") if row.id == key_of("theme")]
    assert (told["type"], told["other"]) == (UNKNOWN, "field 1: Thème\nfield 7: 3")


@pytest.mark.parametrize("content", [b"\x0a\xff\xff\xff\x7f", b"\x00"])
def test_an_object_of_no_form_is_said_and_the_others_are_read(room: Room, writing: Writing, content: bytes) -> None:
    writing.raw = {key_of("odd"): (TYPES["sales-invoices"][0], content)}
    with room.open(writing) as books:
        family = next(each for each in books.families() if each.name == "invoices")
        pages = books.read(family)
        assert len(next(pages).rows["invoices"]) == 7
        with pytest.raises(Shortfall):
            next(pages)
        assert len(list(rows(books, "bills"))) == 3


def test_behind_an_object_of_no_form_nobody_goes_on(room: Room, writing: Writing) -> None:
    """Whoever did would have forgotten it, and take the family for whole."""
    writing.raw = {key_of("odd"): (TYPES["sales-invoices"][0], b"\x00")}
    places: list[str | None] = []
    with room.open(writing) as books:
        family = next(each for each in books.families() if each.name == "invoices")
        with pytest.raises(Shortfall):
            places.extend(page.resume for page in books.read(family))
    assert places == [None]


def test_when_an_object_was_touched_is_told(room: Room, writing: Writing) -> None:
    with room.open(writing) as books:
        assert all(row.changed and row.changed.year == 2025 for row, _ in rows(books, "customers"))


def test_tables_that_nobody_knows_are_sheets_of_their_own(room: Room, writing: Writing, tmp_path: Path) -> None:
    path = writing.write(tmp_path / "newer.manager")
    with closing(sqlite3.connect(path)) as tables, tables:
        tables.execute('CREATE TABLE "Emails" ("Key" TEXT, Subject TEXT, Body BLOB, Size REAL)')
        sent = [("0a", "Facture 2026001", b"\x01\x02", 2.5), (None, "Rappel", bytes(5_000), None)]
        tables.executemany('INSERT INTO "Emails" VALUES (?, ?, ?, ?)', sent)
    with opened(Asked(str(path), None, tmp_path / "work"), path) as books:
        told = [each for _, each in rows(books, "table_emails")]
        assert books.count(next(each for each in books.families() if each.name == "table_emails")) == 2
    assert [each["subject"] for each in told] == ["Rappel", "Facture 2026001"]
    assert told[1]["body"] == "0102"
    assert told[0]["body"].startswith("5000 bytes, SHA-256 ")
    assert [each["id"] for each in told] == ["1", "2/0a"]
