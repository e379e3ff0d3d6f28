"""A large table that several processes make records of is the table that one would have made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archiver import errors, helper, reading
from archiver.books import Asked, connect, files
from archiver.books.files import Files, looking
from archiver.events import silence
from archiver.model import Reading, Status
from archiver.packed import Pressed
from archiver.relay import Turn, relayed
from archiver.spool import Spool
from tests.archives import MOMENT
from tests.books.files.reading import laid

CSV = "Datum;Betrag;Text\n" + "".join(f"0{turn % 9 + 1}.02.2026;{turn},50;Zeile {turn}\n" for turn in range(7_001))


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    """A table of four lots, which counts as a large one on a machine of two cores."""
    laid(tmp_path / "books", {"t.csv": CSV.encode()})
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(looking, "LARGE", 1)
    monkeypatch.setattr(files, "MANY", 7_001)
    monkeypatch.setattr(helper, "most", lambda: 2)
    with connect("files", Asked(str(tmp_path / "books"), None, tmp_path / "work")) as books:
        assert isinstance(books, Files)
        yield books


def spooled(books: Files, spool: Spool) -> tuple[list[tuple[object, ...]], Reading]:
    """The rows that a reading brings, and what it came to."""
    [done] = reading.read(books, spool, (), silence)
    return [row.values for row in spool.by_id(done.family.main)], done


def room(tmp_path: Path, name: str) -> Spool:
    (tmp_path / name).mkdir()
    spool = Spool(tmp_path / name)
    spool.begin("asked", MOMENT)
    return spool


def test_the_rows_are_the_same(tmp_path: Path, books: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(room(tmp_path, "here")) as spool, monkeypatch.context() as alone:
        alone.setattr(helper, "most", lambda: 1)
        here = spooled(books, spool)
    monkeypatch.setattr(Files, "read", None)
    with closing(room(tmp_path, "apart")) as spool:
        there = spooled(books, spool)
    assert there == here
    rows, done = there
    assert (len(rows), done.read, done.status) == (7_001, 7_001, Status.COMPLETE)
    assert done.bookmark
    assert rows[-1][0] == "00007001"


def test_a_reading_that_was_stopped_goes_on_here(tmp_path: Path, books: Files) -> None:
    [family] = books.families()
    with closing(room(tmp_path, "stopped")) as spool:
        spool.know(family.kinds)
        make, given = books.apart(family) or pytest.fail("it is large")
        first, second = (next(iter(make(*given, Turn(number, 2)))) for number in range(2))
        for page in (first, second):
            spool.add(family.name, page)
        assert spool.reached(family.name).resume == "2"
        rows, done = spooled(books, spool)
    assert (len(rows), done.status) == (7_001, Status.COMPLETE)
    assert [row[0] for row in rows] == [f"{number:08d}" for number in range(1, 7_002)]


def test_a_small_table_is_read_here(books: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MANY", 7_002)
    assert books.apart(books.families()[0]) is None


def test_files_that_change_meanwhile_are_told(tmp_path: Path, books: Files) -> None:
    (tmp_path / "books" / "t.csv").write_text("changed")
    with closing(room(tmp_path, "changed")) as spool, pytest.raises(errors.FilesChanging) as changing:
        reading.read(books, spool, (), silence)
    assert changing.value.facts == {"path": tmp_path / "books" / "t.csv"}


def test_pages_come_pressed_and_the_last_one_ends(books: Files) -> None:
    [family] = books.families()
    make, given = books.apart(family) or pytest.fail("it is large")
    kinds = {kind.key: kind for kind in family.kinds}
    pages = list(relayed(reading._pressing, (make, given, kinds), 2))
    assert all(isinstance(page, Pressed) for page in pages)
    assert [page.resume for page in pages] == ["1", "2", "3", "4", "4"]
    assert [page.bookmark is not None for page in pages] == [False] * 4 + [True]
    assert [sum(map(len, page.rows.values())) for page in pages] == [1_999, 2_000, 2_000, 1_002, 0]
