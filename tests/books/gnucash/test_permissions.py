"""What the system refuses us is told with exit code 2; root is refused nothing, so another user reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.books.gnucash.minimal import in_sqlite, in_xml

NOBODY = 65534
PROGRAM = """
import os, sys
from pathlib import Path
if os.geteuid() == 0:
    # What root may still read is imported first.
    import archiver.books.gnucash, archiver.kinds, tests.books.gnucash.reading
    archiver.kinds.kinds()
    os.setgid({nobody}); os.setuid({nobody})
from archiver.books import Asked
from archiver.books.gnucash import connect
from archiver.books.gnucash.links import resolve
from archiver.errors import ArchiverError
{rest}
"""
READING = """
try:
    with connect(Asked(sys.argv[1], None, Path(sys.argv[2]))) as books:
        print("read")
except ArchiverError as error:
    print(type(error).__name__, error.exit_code)
except PermissionError as mine:
    print("the consumer's own", mine.filename)
"""
RAISING = READING.replace('print("read")', 'open(sys.argv[1] + ".not mine")')
LINKED = "print(resolve('closed.pdf', Path(sys.argv[1])).state)"


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user can reach, as pytest's own are not; in it a work folder that every user can write."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "work").mkdir()
        (folder / "work").chmod(0o777)
        yield folder


def as_nobody(rest: str, *arguments: object) -> str:
    program = PROGRAM.format(nobody=NOBODY, rest=rest)
    told = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(told, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("make", [in_sqlite, in_xml])
def test_a_book_that_we_may_not_read(make: type, open_to_all: Path) -> None:
    book = open_to_all / "book.gnucash"
    make(book)
    assert as_nobody(READING, book, open_to_all / "work") == "read"
    book.chmod(0)
    assert as_nobody(READING, book, open_to_all / "work") == "FileNotReadable 2"
    assert list((open_to_all / "work").iterdir()) == []


def test_a_folder_that_we_may_not_enter(open_to_all: Path) -> None:
    folder = open_to_all / "closed"
    folder.mkdir()
    in_sqlite(folder / "book.gnucash")
    folder.chmod(0)
    assert as_nobody(READING, folder / "book.gnucash", open_to_all / "work") == "FileNotReadable 2"
    folder.chmod(0o700)


@pytest.mark.parametrize("make", [in_sqlite, in_xml])
def test_a_folder_that_we_may_only_read(make: type, open_to_all: Path) -> None:
    folder = open_to_all / "read only"
    folder.mkdir()
    make(folder / "book.gnucash")
    (folder / "book.gnucash").chmod(0o444)
    folder.chmod(0o555)
    assert as_nobody(READING, folder / "book.gnucash", open_to_all / "work") == "read"
    assert [path.name for path in folder.iterdir()] == ["book.gnucash"]
    folder.chmod(0o700)


def test_what_the_consumer_may_not_do_is_not_blamed_on_the_book(open_to_all: Path) -> None:
    book = in_sqlite(open_to_all / "book.gnucash")
    (open_to_all / "book.gnucash.not mine").touch(0o000)
    assert as_nobody(RAISING, book, open_to_all / "work").startswith("the consumer's own")


def test_a_linked_file_that_we_may_not_read(open_to_all: Path) -> None:
    (open_to_all / "closed.pdf").write_bytes(b"%PDF")
    assert as_nobody(LINKED, open_to_all) == "packed"
    (open_to_all / "closed.pdf").chmod(0)
    assert as_nobody(LINKED, open_to_all) == "unreadable"
