"""Sage Accounting keeps every promise of the seam."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.books import (
    Attachments,
    Books,
    Counts,
    Enumerates,
    Foresees,
    Lacks,
    Masks,
    Mends,
    Metered,
    Reports,
    Versioned,
)
from tests.books.sage.conftest import Opening, opening_of
from tests.contracts.books import BooksContract
from tests.emulators.sage import Sage as Emulator


@pytest.mark.usefixtures("short_pages")
class TestSage(BooksContract):
    @pytest.fixture(autouse=True)
    def _emulated(self, sage: Emulator, tmp_path: Path) -> Iterator[None]:
        sage.business.withheld = {}
        with opening_of(sage, tmp_path / "opening") as self._opening:
            yield

    _opening: Opening

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        self._opening.work = work
        return self._opening.books()

    def test_has_every_capability(self, books: Books) -> None:
        for capability in (Attachments, Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Reports, Versioned):
            assert isinstance(books, capability), capability
