"""Files keep the promises of every source: entries, documents, lists and sheets, in each form that files have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType

import pytest

from archiver import books
from archiver.books import Asked, Books, files
from archiver.books.files import table
from tests.books.files.reading import laid
from tests.books.files.samples import PRESETS
from tests.contracts.books import BooksContract


class FilesContract(BooksContract):
    files: Mapping[str, str | bytes]

    @pytest.fixture(autouse=True)
    def _small_pages(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        # So that these small books have pages enough to resume from.
        monkeypatch.setattr(files, "PAGE", 2)
        monkeypatch.setattr(table, "BATCH", 2)
        self.place = laid(tmp_path / "books", self.files)

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return books.connect("files", Asked(str(self.place), None, work))

    def sources(self) -> Sequence[Path]:
        return [path for path in self.place.rglob("*") if path.is_file()]


class TestCheel(FilesContract):
    files = MappingProxyType({**PRESETS["cheel"], "other.csv": "a;b\nx;1\ny;2\nz;3\nu;4\nv;5\n"})


class TestWinbizDbf(FilesContract):
    files = PRESETS["winbiz dbf"]


class TestFec(FilesContract):
    files = PRESETS["fec"]


class TestQuickBooks(FilesContract):
    files = PRESETS["quickbooks"]


class TestXero(FilesContract):
    files = PRESETS["xero"]


class TestIif(FilesContract):
    files = PRESETS["iif"]
