"""Reading whole books in tests, and watching that nothing of them is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.books import Asked
from archiver.books.gnucash import connect
from archiver.errors import ArchiverError
from archiver.model import Company, Family, Page, Record, Value

DATA = Path(__file__).with_name("data")
SHARED = Path(__file__).parents[4] / "shared" / "data" / "gnucash"
OURS = ("alpine_2025", "atelier_2025")
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a book gave: records and their values by column, by kind and id."""

    company: Company
    records: dict[str, dict[str, Record]]
    values: dict[str, dict[str, Values]]

    def add(self, family: Family, page: Page) -> None:
        """The rows of one more page."""
        keys = {kind.key: kind.keys for kind in family.kinds}
        for key, rows in page.rows.items():
            for row in rows:
                assert row.id not in self.records[key], (key, row.id)
                self.records[key][row.id] = row
                self.values[key][row.id] = dict(zip(keys[key], row.values, strict=True))

    def together(self, *kinds: str) -> dict[str, Values]:
        """The values of several kinds by id."""
        return {id_: values for kind in kinds for id_, values in self.values[kind].items()}


def read(path: Path, work: Path) -> Whole:
    """Every family of a book; whatever book it is, no id comes twice and as many documents come as were counted."""
    with connect(Asked(str(path), None, work)) as books:
        whole = Whole(books.company(), {}, {})
        for family in books.families():
            came: set[str] = set()
            for kind in family.kinds:
                whole.records.setdefault(kind.key, {})
                whole.values.setdefault(kind.key, {})
            for page in books.read(family):
                came |= {row.document for rows in page.rows.values() for row in rows}
                whole.add(family, page)
            assert books.count(family) == len(came), family.name
    return whole


@contextmanager
def untouched(path: Path, work: Path) -> Iterator[None]:
    """What is done in here leaves the book as it was, byte for byte, and nothing beside it or in the work folder."""
    before, stat = path.read_bytes() if path.is_file() else b"", path.stat()
    beside = sorted(path.parent.iterdir())
    yield
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert sorted(path.parent.iterdir()) == beside
    assert list(work.iterdir()) == []


def refused(path: Path, work: Path, error: type[ArchiverError]) -> ArchiverError:
    """Reading this must fail with this very error, and touch nothing; what it says is written for a person."""
    with untouched(path, work), pytest.raises(ArchiverError) as caught:
        read(path, work)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    assert caught.value.advice.template
    return caught.value
