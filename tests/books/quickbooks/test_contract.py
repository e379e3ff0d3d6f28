"""QuickBooks Online keeps every promise of the seam."""

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
    Expects,
    Foresees,
    Lacks,
    Masks,
    Mends,
    Metered,
    Rechecks,
    Reports,
    Versioned,
)
from tests.books.quickbooks.conftest import Opening, opening_of
from tests.contracts.books import BooksContract
from tests.emulators.quickbooks import QuickBooks as Emulator


class TestQuickBooks(BooksContract):
    @pytest.fixture(autouse=True)
    def _emulated(self, quickbooks: Emulator, tmp_path: Path) -> Iterator[None]:
        with opening_of(quickbooks, tmp_path / "opening") as self._opening:
            yield

    _opening: Opening

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        self._opening.work = work
        return self._opening.books(size=20)

    def test_has_every_capability(self, books: Books) -> None:
        for capability in (
            Attachments, Counts, Enumerates, Expects, Foresees, Lacks, Masks, Mends, Metered, Rechecks, Reports,
            Versioned,
        ):  # fmt: skip
            assert isinstance(books, capability), capability
