"""What goes wrong around files: they change while they are read, vanish, are not to be read, or are not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archiver import errors
from archiver.books import Asked, connect
from archiver.books.files import table
from tests.books.files.reading import laid, read

ROWS = "a;b\n" + "x;1\n" * 40


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BATCH", 4)


@pytest.mark.parametrize("becomes", [ROWS + "y;2\n", "a;b\nx;not a number\n", ""])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, becomes: str) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS})
    with connect("files", Asked(str(folder), None, tmp_path)) as books:
        (family,) = books.families()
        (folder / "t.csv").write_text(becomes)
        with pytest.raises(errors.FilesChanging) as changing:
            list(books.read(family))

    assert changing.value.retriable


def test_a_file_that_is_gone_while_it_is_read(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS})
    with connect("files", Asked(str(folder), None, tmp_path)) as books:
        (family,) = books.families()
        (folder / "t.csv").unlink()
        with pytest.raises(errors.FilesChanging):
            list(books.read(family))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_nobody_may_read(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS})
    (folder / "t.csv").chmod(0)
    with pytest.raises(errors.FilesRefused, match="cannot be read"):
        read(folder)


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotFound):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "there is nothing in it."),
        ({"scan.pdf": "%PDF", "notes.odt": "x"}, "these are no tables: notes.odt, scan.pdf"),
        ({"t.csv": ""}, "there is nothing in its tables."),
    ],
)
def test_a_folder_without_tables_is_told_as_one(tmp_path: Path, files: dict[str, str], why: str) -> None:
    (tmp_path / "books").mkdir()
    with pytest.raises(errors.NoTables) as told:
        read(laid(tmp_path / "books", files))

    assert str(told.value).endswith(f"books has no table that can be read: {why}")
    assert "CSV, Excel" in told.value.advice.template


def test_a_cabinet_is_no_books(tmp_path: Path) -> None:
    with pytest.raises(errors.NotBooks, match=r"last\.CAB is a cabinet"):
        read(laid(tmp_path, {"last.CAB": "MSCF"}) / "last.CAB")


def test_one_file_is_books_as_well_as_a_folder(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS, "u.csv": ROWS, "archiver.toml": 'name = "Du Lac"\n'})

    whole = read(folder / "t.csv")
    assert list(whole.values) == ["file_t"]
    assert whole.company.name == "Du Lac"


def test_the_version_is_that_of_all_files_and_of_the_mapping(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS})
    seen = [_version(folder)]
    for change in ({"archiver.toml": 'name = "x"\n'}, {"u.csv": ROWS}, {"t.csv": "a;b\nx;2\n"}):
        laid(folder, change)
        seen.append(_version(folder))

    assert len(set(seen)) == 4
    assert _version(folder) == seen[-1]


def test_amounts_in_another_currency_are_other_rows(tmp_path: Path) -> None:
    folder = laid(tmp_path / "books", {"t.csv": ROWS})

    assert len({_version(folder, currency) for currency in (None, "CHF", "CAD")}) == 3


def _version(folder: Path, currency: str | None = None) -> str:
    with connect("files", Asked(str(folder), None, folder.parent, home_currency=currency)) as books:
        return books.version()  # type: ignore[attr-defined, no-any-return]  # these books have one


def test_what_is_no_table_is_said(tmp_path: Path) -> None:
    whole = read(laid(tmp_path / "books", {"t.csv": ROWS, "scan.pdf": "%PDF", ".hidden": "x", "~$t.xlsx": "lock"}))

    assert "Files that are no tables, and were not read: scan.pdf" in whole.notes
    assert "hidden" not in whole.notes
