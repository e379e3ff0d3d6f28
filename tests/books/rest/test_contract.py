"""A declared source keeps every promise of the seam, in every way in which lists come in pages."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.books import Books, Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Versioned
from tests.books.rest.conftest import PAGERS, Opening
from tests.contracts.books import BooksContract


@pytest.mark.parametrize("paging", [each for each in PAGERS if each != "whole"])
class TestDeclared(BooksContract):
    @pytest.fixture(autouse=True)
    def _emulated(self, opening: Opening, paging: str) -> None:
        self._opening, self._paging = opening, paging

    _opening: Opening
    _paging: str

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        self._opening.work = work
        return self._opening.books(self._paging)

    def test_has_every_capability(self, books: Books) -> None:
        for capability in (Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Versioned):
            assert isinstance(books, capability), capability
