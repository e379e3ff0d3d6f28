"""Tryton keeps every promise of the seam."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.books import Attachments, Books, Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Versioned
from archiver.books.rest.pagers import ByRange
from archiver.books.tryton import families
from tests.books.tryton.conftest import Opening
from tests.contracts.books import BooksContract


class TestTryton(BooksContract):
    @pytest.fixture(autouse=True)
    def _emulated(self, opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
        self._opening = opening
        few = ByRange(most=5)
        monkeypatch.setattr(families, "NESTING", few)

    _opening: Opening

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        self._opening.work = work
        return self._opening.books()

    def test_has_every_capability(self, books: Books) -> None:
        for capability in (Attachments, Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Versioned):
            assert isinstance(books, capability), capability
