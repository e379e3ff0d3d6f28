"""Books damaged at random are read, or refused with one of our own errors, and soon."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.books.gnucash.tables import TABLES
from archiver.errors import ArchiverError
from tests.books.gnucash.reading import DATA, read

SQLITE = (DATA / "atelier_2025.sqlite.gnucash").read_bytes()
XML = gzip.decompress((DATA / "atelier_2025.xml.gnucash").read_bytes())
SOON = settings(max_examples=25, deadline=20_000, suppress_health_check=list(HealthCheck), derandomize=True)
PATCHES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=16)), max_size=12)
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([0, 1, -1, 2, 3, 4, 5, "", "abc", "1e999999999", "0/0", "I", "P", "L", "\0", "9999-12-31 23:59"]),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=20),
)


def patched(held: bytes, patches: list[tuple[float, bytes]]) -> bytes:
    changed = bytearray(held)
    for share, patch in patches:
        at = int(share * len(held))
        changed[at : at + len(patch)] = patch
    return bytes(changed)


def attempt(held: bytes) -> None:
    """A book is read or refused; what escapes must be ours, and nothing touched or left."""
    with TemporaryDirectory() as folder:
        path, work = Path(folder) / "book.gnucash", Path(folder) / "work"
        work.mkdir()
        path.write_bytes(held)
        refused: ArchiverError | None = None
        try:
            read(path, work)
        except ArchiverError as error:
            refused = error
        assert refused is None or refused.exit_code in (2, 4)
        assert path.read_bytes() == held
        assert list(work.iterdir()) == []


@SOON
@given(PATCHES)
def test_bytes_of_sqlite(patches: list[tuple[float, bytes]]) -> None:
    attempt(patched(SQLITE, patches))


@SOON
@given(PATCHES)
def test_bytes_of_xml(patches: list[tuple[float, bytes]]) -> None:
    attempt(patched(XML, patches))


@SOON
@given(PATCHES)
def test_bytes_of_gzip(patches: list[tuple[float, bytes]]) -> None:
    attempt(patched((DATA / "atelier_2025.xml.gnucash").read_bytes(), patches))


@SOON
@given(st.lists(st.tuples(st.integers(0), st.sampled_from(["a", "1", "-", "/", "&lt;", "<x/>", "é", " "])), max_size=8))
def test_text_of_xml(changes: list[tuple[int, str]]) -> None:
    """Between the tags, so that what comes of it is still XML."""
    pieces = XML.decode().split(">")
    for place, text in changes:
        at = place % len(pieces)
        pieces[at] = text + pieces[at] if at else pieces[at]
    attempt(">".join(pieces).encode())


def loose() -> tuple[bytes, list[tuple[str, str]]]:
    """The atelier in tables that take any value, and every column of those that we read."""
    with TemporaryDirectory() as folder, closing(sqlite3.connect(f"file:{folder}/book", uri=True)) as book:
        book.execute("ATTACH ? AS tight", (f"file:{DATA / 'atelier_2025.sqlite.gnucash'}?mode=ro",))
        for (name,) in list(book.execute("SELECT name FROM tight.sqlite_master WHERE type = 'table'")):
            if not name.startswith("sqlite_"):
                columns = [row[1] for row in book.execute(f"PRAGMA tight.table_info({name})")]
                book.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
                book.execute(f"INSERT INTO {name} SELECT * FROM tight.{name}")
        book.commit()
        there = {table: [row[1] for row in book.execute(f"PRAGMA main.table_info({table})")] for table in TABLES}
        cells = [(table, column) for table, columns in there.items() for column in columns]
        return Path(folder, "book").read_bytes(), cells


LOOSE, CELLS = loose()


@SOON
@given(st.lists(st.tuples(st.integers(0), st.integers(0), VALUES), min_size=1, max_size=6))
def test_cells_of_sqlite(changes: list[tuple[int, int, object]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.gnucash"
        path.write_bytes(LOOSE)
        with closing(sqlite3.connect(path)) as book, book:
            for cell, row, value in changes:
                table, column = CELLS[cell % len(CELLS)]
                (count,) = book.execute(f"SELECT count(*) FROM {table}").fetchone()
                where = f"rowid = (SELECT rowid FROM {table} LIMIT 1 OFFSET ?)"
                book.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, row % max(count, 1)))
        attempt(path.read_bytes())


@pytest.mark.parametrize(
    "value",
    [
        "abc",
        None,
        2**62,
        *(pytest.param(each, marks=pytest.mark.long) for each in (-1, 0, 1.5, b"\xff", "2025-99-99", "P", "é" * 3000)),
    ],
)
def test_each_column_filled_with_the_same(value: object, tmp_path: Path) -> None:
    """Column by column, some of them, others for other values."""
    path = tmp_path / "book.gnucash"
    for table, column in CELLS[len(repr(value)) % 9 :: 9]:
        path.write_bytes(LOOSE)
        with closing(sqlite3.connect(path)) as book, book:
            book.execute(f"UPDATE {table} SET {column} = ?", (value,))
        attempt(path.read_bytes())
