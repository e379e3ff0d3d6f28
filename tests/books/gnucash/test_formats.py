"""The same book in SQLite and in XML gives the same values."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.books import Asked, gnucash
from tests.books.gnucash.minimal import in_sqlite, in_xml
from tests.books.gnucash.reading import DATA, OURS, read

# Saving Alpine in SQLite needed a touch: the description of one account.
TOUCHED = {("accounts", "69bbe74b0ff84da89e24d9f938f64e5c", "description")}


@pytest.mark.parametrize("name", OURS)
def test_both_formats_give_the_same(name: str, tmp_path: Path) -> None:
    sqlite, xml = (read(DATA / f"{name}.{kind}.gnucash", tmp_path).values for kind in ("sqlite", "xml"))
    assert sqlite.keys() == xml.keys()
    for kind, ours in sqlite.items():
        assert ours.keys() == xml[kind].keys()
    different = {
        (kind, id_, column)
        for kind, ours in sqlite.items()
        for id_, values in ours.items()
        for column, value in values.items()
        if value != xml[kind][id_][column]
    }
    assert different == (TOUCHED if name == "alpine_2025" else set())


def test_states_and_companies_are_the_same(tmp_path: Path) -> None:
    for name in OURS:
        sqlite, xml = (read(DATA / f"{name}.{kind}.gnucash", tmp_path) for kind in ("sqlite", "xml"))
        assert sqlite.company == xml.company
        for kind, records in sqlite.records.items():
            for id_, record in records.items():
                assert record[:2] + record[3:7] == xml.records[kind][id_][:2] + xml.records[kind][id_][3:7]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_book_without_a_business(tmp_path: Path, *, zipped: bool) -> None:
    work = tmp_path / "work"
    work.mkdir()
    sqlite = read(in_sqlite(tmp_path / "min.gnucash"), work).values
    xml = read(in_xml(tmp_path / "min.xml.gnucash", zipped=zipped), work).values

    assert len(sqlite["ledger"]) == 2
    assert sqlite["invoices"] == {}
    for kind in ("accounts", "journal_entries", "journal_entry_lines", "ledger"):
        assert sqlite[kind] == xml[kind]


NAMES = ["Été à Genève — comptes.gnucash", "a" * 200 + ".gnucash", "100% #1?.gnucash", ".gnucash"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_that_a_disk_takes(name: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for make in (in_sqlite, in_xml):
        folder = tmp_path / f"{make.__name__} é #%20"
        folder.mkdir()
        with gnucash.connect(Asked(str(make(folder / name)), None, work)) as books:
            assert books.company().name == (name.partition(".")[0] or name)
