"""Calls that a service counts: entered while its books are read, and in the end, however that comes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.catalogue import Catalogue
from archiver.events import Moved, silence
from archiver.meter import STEP, Meter
from archiver.model import Company
from tests.contracts.fakes_books import MemoryBooks

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)


class Called(MemoryBooks):
    """Books whose service counts."""

    calls = 0


@pytest.fixture
def books() -> Called:
    return Called(Company("quickbooks", "1", "Lac"), ())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def meter(path: Path) -> Meter:
    return Meter("lac", path, lambda: NOW)


def counted(path: Path) -> dict[str, int]:
    with Catalogue(path) as catalogue:
        return catalogue.agenda.calls("2026-03")


@pytest.mark.parametrize("end", [None, ValueError, KeyboardInterrupt])
def test_calls_are_entered_however_the_books_are_left(
    meter: Meter, books: Called, path: Path, end: type[BaseException] | None
) -> None:
    def read() -> None:
        with meter.over(books):
            books.calls = 7
            if end:
                raise end

    if end:
        with pytest.raises(end):
            read()
    else:
        read()
    assert counted(path) == {"lac": 7}


def test_calls_are_entered_while_the_books_are_read(meter: Meter, books: Called, path: Path) -> None:
    hear = meter.hearing(silence)
    hear(Moved(1))  # before they are open
    with meter.over(books):
        for books.calls in range(STEP + 5):
            hear(Moved(1))
        assert counted(path) == {"lac": STEP}, "as it would be if this were its end"
    assert counted(path) == {"lac": STEP + 4}


def test_a_catalogue_that_cannot_be_written_now_stops_no_reading(
    meter: Meter, books: Called, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(path)
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: real(*given, **{**more, "timeout": 0}))
    with meter.over(books):
        books.calls = STEP
        with closing(real(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            meter.hearing(silence)(Moved(1))
    assert counted(path) == {"lac": STEP}


@pytest.mark.parametrize("end", [None, ValueError])
def test_a_catalogue_that_cannot_be_written_in_the_end_hides_nothing(
    meter: Meter, books: Called, path: Path, monkeypatch: pytest.MonkeyPatch, end: type[Exception] | None
) -> None:
    def read() -> None:
        with closing(real(path, isolation_level=None)) as other, meter.over(books):
            books.calls = 7
            other.execute("BEGIN EXCLUSIVE")
            if end:
                raise end

    counted(path)
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: real(*given, **{**more, "timeout": 0}))
    if end:
        with pytest.raises(end):
            read()
    else:
        read()
    assert counted(path) == {}


def test_nothing_is_entered_of_what_nobody_counts(meter: Meter, books: Called, path: Path) -> None:
    with meter.over(books), meter.over(MemoryBooks(books.company(), ())):
        pass
    assert not path.exists()
