"""A book that is open in GnuCash: read with a note as long as it stays the same, else refused, to be tried again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archiver.errors import BookBusy
from tests.books.gnucash.make_large import make
from tests.books.gnucash.minimal import in_sqlite, in_xml
from tests.books.gnucash.reading import read, refused, untouched

NOTE = "was open in GnuCash"


def notes(path: Path, work: Path) -> list[str]:
    return [note.template for note in read(path, work).company.notes if NOTE in note.template]


def test_a_book_that_nobody_has_open(book: Path, work: Path) -> None:
    assert notes(in_sqlite(book), work) == []


@pytest.mark.parametrize("make_book", [in_sqlite, in_xml])
def test_the_lock_file_of_gnucash(make_book: type, book: Path, work: Path) -> None:
    make_book(book)
    Path(f"{book}.LCK").write_text("")
    with untouched(book, work):
        assert len(notes(book, work)) == 1


def test_the_lock_in_the_database(book: Path, work: Path) -> None:
    in_sqlite(book, "INSERT INTO gnclock VALUES ('boulangerie', 4242)")
    with untouched(book, work):
        assert len(notes(book, work)) == 1


def test_a_book_in_write_ahead_mode_gets_no_companions(book: Path, work: Path) -> None:
    in_sqlite(book, "PRAGMA journal_mode = WAL")
    assert not Path(f"{book}-wal").exists()
    with untouched(book, work):
        assert len(read(book, work).values["ledger"]) == 2


@pytest.mark.parametrize("journal", ["-wal", "-journal"])
def test_changes_that_are_not_in_the_file_yet(journal: str, book: Path, work: Path) -> None:
    in_sqlite(book)
    Path(f"{book}{journal}").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(512))
    error = refused(book, work, BookBusy)
    assert (error.exit_code, error.retriable) == (4, True)
    assert "close it in GnuCash" in error.advice.template


def test_a_write_ahead_log_that_a_program_holds_open(book: Path, work: Path) -> None:
    in_sqlite(book, "PRAGMA journal_mode = WAL")
    with closing(sqlite3.connect(book)) as writer:
        writer.execute("UPDATE transactions SET num = '2'")
        writer.commit()
        assert Path(f"{book}-wal").stat().st_size
        refused(book, work, BookBusy)


def test_a_program_in_the_middle_of_writing(book: Path, work: Path) -> None:
    in_sqlite(book)
    with closing(sqlite3.connect(book, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert refused(book, work, BookBusy).retriable
        writer.execute("ROLLBACK")


def test_a_journal_left_empty_is_no_sign_of_anything(book: Path, work: Path) -> None:
    in_sqlite(book)
    Path(f"{book}-journal").write_bytes(b"")
    assert len(read(book, work).values["ledger"]) == 2


@contextmanager
def somebody(program: str, *arguments: object) -> Iterator[None]:
    """Another process that keeps doing something to the book until we are done."""
    told = [sys.executable, "-c", f"import os, sys\nprint(flush=True)\nwhile True:\n {program}", *map(str, arguments)]
    with subprocess.Popen(told, stdout=subprocess.PIPE) as doing:
        assert doing.stdout is not None
        doing.stdout.readline()
        try:
            yield
        finally:
            doing.terminate()


@pytest.mark.parametrize("name", ["large.gnucash", "large.xml.gnucash"])
def test_a_file_that_is_saved_while_it_is_read(name: str, tmp_path: Path, work: Path) -> None:
    path = tmp_path / name
    make(path, 2_000)
    with somebody("os.utime(sys.argv[1])", path), pytest.raises(BookBusy):
        read(path, work)
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("name", ["large.gnucash", "large.xml.gnucash"])
def test_a_file_that_is_put_in_its_place_while_it_is_read(name: str, tmp_path: Path, work: Path) -> None:
    """That is how GnuCash saves XML: another file takes the name."""
    path, other = tmp_path / name, tmp_path / "other"
    make(path, 2_000)
    replace = "open(sys.argv[2], 'wb').write(open(sys.argv[1], 'rb').read()); os.replace(sys.argv[2], sys.argv[1])"
    with somebody(replace, path, other), pytest.raises(BookBusy):
        read(path, work)
    assert list(work.iterdir()) == []


def test_a_file_that_is_cut_while_it_is_read_is_busy_and_not_damaged(tmp_path: Path, work: Path) -> None:
    """Long enough to be read for seconds, cut when the reading has well begun."""
    path = tmp_path / "large.xml.gnucash"
    make(path, 20_000)
    cut = threading.Timer(0.3, os.truncate, (path, path.stat().st_size // 2))
    cut.start()
    with pytest.raises(BookBusy):
        read(path, work)
    cut.join()
    assert list(work.iterdir()) == []
