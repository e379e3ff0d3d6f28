"""GnuCash keeps the promises of every source, in both of its formats."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver import books
from archiver.books import Asked, Attachments, Books, Counts, gnucash
from tests.books.gnucash.minimal import in_sqlite
from tests.books.gnucash.reading import DATA
from tests.contracts.books import BooksContract


class GnuCashContract(BooksContract):
    book: Path

    @pytest.fixture(autouse=True)
    def _small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # So that these small books have pages enough to resume from.
        monkeypatch.setattr(gnucash, "PAGE", 16)

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return books.connect("gnucash", Asked(str(self.book), DATA / "documents", work))

    def sources(self) -> Sequence[Path]:
        return [self.book]


class TestAlpineSqlite(GnuCashContract):
    book = DATA / "alpine_2025.sqlite.gnucash"


class TestAlpineXml(GnuCashContract):
    book = DATA / "alpine_2025.xml.gnucash"


class TestAtelierSqlite(GnuCashContract):
    book = DATA / "atelier_2025.sqlite.gnucash"


class TestAtelierXml(GnuCashContract):
    book = DATA / "atelier_2025.xml.gnucash"


def test_counts_and_has_attachments(tmp_path: Path) -> None:
    with gnucash.connect(Asked(str(in_sqlite(tmp_path / "b.gnucash")), None, tmp_path)) as opened:
        assert isinstance(opened, Counts)
        assert isinstance(opened, Attachments)
        assert opened.missing
