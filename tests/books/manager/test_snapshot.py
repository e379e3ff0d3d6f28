"""Files that are packed, foreign, damaged or busy: read as they are, or refused in words; never changed."""

from __future__ import annotations

import gzip
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.books import Asked, connect
from archiver.books.manager import snapshot
from archiver.errors import BusinessBusy, BusinessDamaged, FileNotFound, NotABusiness
from tests.books.manager.writing import Writing
from tests.emulators.manager.laiterie import NAME, laiterie


@pytest.fixture
def file(tmp_path: Path) -> Path:
    business = laiterie(lambda: datetime(2026, 3, 31, 18, tzinfo=UTC))
    return Writing(business, history=False).write(tmp_path / "Laiterie.manager")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    return work


def opened(path: Path, work: Path) -> int:
    """How many invoices a file has."""
    with connect("manager", Asked(str(path), None, work)) as books:
        assert books.company().name == NAME
        family = next(each for each in books.families() if each.name == "invoices")
        return sum(len(page.rows.get("invoices", ())) for page in books.read(family))


def zipped(file: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(file, "Laiterie.manager")


PACKED: dict[str, Callable[[Path, Path], object]] = {
    "plain": lambda file, path: path.write_bytes(file.read_bytes()),
    "gzip": lambda file, path: path.write_bytes(gzip.compress(file.read_bytes())),
    "zip": zipped,
}


@pytest.mark.parametrize("how", PACKED)
def test_a_file_is_read_however_it_is_packed(file: Path, work: Path, tmp_path: Path, how: str) -> None:
    path = tmp_path / f"{how}.manager"
    PACKED[how](file, path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert opened(path, work) == 7
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(work.iterdir()) == []


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as tables:
        tables.execute("CREATE TABLE Notes (Text TEXT)")


def two(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.manager", b"x")
        packed.writestr("b.manager", b"y")


REFUSED: dict[str, tuple[Callable[[Path], object], type[Exception], str]] = {
    "empty": (lambda path: path.write_bytes(b""), NotABusiness, "neither SQLite"),
    "text": (lambda path: path.write_text("Hello"), NotABusiness, "neither SQLite"),
    "another database": (foreign, NotABusiness, "another program"),
    "a packed text": (lambda path: path.write_bytes(gzip.compress(b"Hello")), NotABusiness, "neither SQLite"),
    "torn gzip": (lambda path: path.write_bytes(gzip.compress(os.urandom(9000))[:4000]), BusinessDamaged, "unpacked"),
    "torn zip": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(50)), BusinessDamaged, "unpacked"),
    "two files": (two, NotABusiness, "several files"),
    "a head alone": (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(4080)), BusinessDamaged, ""),
    "nothing": (lambda path: None, FileNotFound, "does not exist"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_business_is_said(tmp_path: Path, work: Path, what: str) -> None:
    make, error, said = REFUSED[what]
    path = tmp_path / "odd.manager"
    make(path)
    with pytest.raises(error) as raised, connect("manager", Asked(str(path), None, work)):
        pass
    assert said in str(raised.value)
    assert list(work.iterdir()) == []


def test_pages_that_were_lost_are_damage(file: Path, work: Path) -> None:
    data = bytearray(file.read_bytes())
    data[8192:] = bytes(len(data) - 8192)
    file.write_bytes(data)
    with pytest.raises(BusinessDamaged):
        opened(file, work)


def test_a_bomb_is_no_business(file: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.manager"
    path.write_bytes(gzip.compress(file.read_bytes() + bytes(1 << 22)))
    monkeypatch.setattr(snapshot, "LARGEST", 1 << 21)
    with pytest.raises(NotABusiness, match="larger"):
        opened(path, work)


def test_a_file_that_changes_meanwhile_is_busy(file: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = snapshot._copied

    def writing(path: Path, copy: Path) -> str:
        digest = copied(path, copy)
        path.write_bytes(path.read_bytes() + b"more")
        return digest

    monkeypatch.setattr(snapshot, "_copied", writing)
    with pytest.raises(BusinessBusy):
        opened(file, work)


def test_what_the_program_has_not_yet_written_into_the_file_is_read_too(file: Path, work: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as tables:
        tables.execute("PRAGMA journal_mode = WAL")
        tables.execute("PRAGMA wal_autocheckpoint = 0")
        versions = {version(file, work)}
        tables.execute("DELETE FROM Objects WHERE ContentType = 'ad12b60b-23bf-4421-94df-8be79cef533e'")
        with connect("manager", Asked(str(file), None, work)) as books:
            family = next(each for each in books.families() if each.name == "invoices")
            assert [page.rows for page in books.read(family)] == [{}]
            assert any("open in Manager" in note.template for note in books.company().notes)
        versions.add(version(file, work))
        tables.execute("DELETE FROM Objects")
        versions.add(version(file, work))
    assert len(versions) == 3, "nobody goes on with pages of what was there before"


def version(file: Path, work: Path) -> str:
    with snapshot.taken(file, work) as taken:
        return taken.digest
