"""What is no GnuCash book is told so, with exit code 2, and is not touched."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archiver.errors import BookTooOld, FileNotFound, FileNotReadable, NotABook, NotBooks
from tests.books.gnucash.reading import read, refused


def a_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("book.gnucash", "<gnc-v2/>")
    return held.getvalue()


OTHERS = {
    "empty": b"",
    "text": "Grand livre 2025, à envoyer à la comptable.\n".encode(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "zip": a_zip(),
    "noise": bytes(range(256)) * 40,
    "blanks": b" \n\t" * 1000,
    "utf-16": "<gnc-v2/>".encode("utf-16"),
    "other xml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    "other xml, zipped": gzip.compress(b'<?xml version="1.0"?><svg/>'),
    "a chart of accounts": b'<?xml version="1.0"?><gnc-account-example><gnc:account/></gnc-account-example>',
}


@pytest.mark.parametrize("what", OTHERS)
def test_other_files(what: str, book: Path, work: Path) -> None:
    book.write_bytes(OTHERS[what])
    error = refused(book, work, NotABook)
    assert error.exit_code == 2
    assert "SQLite, or XML" in error.advice.template


def test_a_cabinet_is_told_as_one(book: Path, work: Path) -> None:
    book.write_bytes(b"MSCF" + bytes(60))
    assert "archiver open" in refused(book, work, NotBooks).advice.template


def test_an_sqlite_database_of_another_program(book: Path, work: Path) -> None:
    with closing(sqlite3.connect(book)) as other, other:
        other.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)")
    assert "another program" in str(refused(book, work, NotABook))


def test_an_empty_sqlite_database(book: Path, work: Path) -> None:
    with closing(sqlite3.connect(book)) as other, other:
        other.execute("VACUUM")
    assert book.stat().st_size
    refused(book, work, NotABook)


def test_a_folder(tmp_path: Path, work: Path) -> None:
    folder = tmp_path / "folder.gnucash"
    folder.mkdir()
    assert "folder" in str(refused(folder, work, NotABook))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(book: Path, work: Path) -> None:
    os.mkfifo(book)
    assert "no ordinary file" in str(refused(book, work, NotABook))


def test_the_format_of_gnucash_1(book: Path, work: Path) -> None:
    book.write_bytes(b'<?xml version="1.0"?>\n<gnc><version>1</version></gnc>')
    assert refused(book, work, BookTooOld).exit_code == 4


ABSENT: dict[str, Callable[[Path], str]] = {
    "no such file": lambda folder: str(folder / "none.gnucash"),
    "no such folder": lambda folder: str(folder / "none" / "book.gnucash"),
    "a file for a folder": lambda folder: str(_file(folder) / "book.gnucash"),
    "a link to nothing": lambda folder: str(_link(folder)),
    "a name with NUL": lambda folder: f"{folder}/a\0b",
}


def _file(folder: Path) -> Path:
    path = folder / "file"
    path.write_text("")
    return path


def _link(folder: Path) -> Path:
    path = folder / "link"
    path.symlink_to(folder / "gone")
    return path


@pytest.mark.parametrize("what", ABSENT)
def test_what_is_not_there(what: str, tmp_path: Path, work: Path) -> None:
    with pytest.raises(FileNotFound) as caught:
        read(Path(ABSENT[what](tmp_path)), work)
    assert caught.value.exit_code == 2
    assert list(work.iterdir()) == []


def test_a_name_that_no_disk_takes(tmp_path: Path, work: Path) -> None:
    with pytest.raises(FileNotReadable) as caught:
        read(tmp_path / ("x" * 300), work)
    assert caught.value.exit_code == 2
    assert list(work.iterdir()) == []
