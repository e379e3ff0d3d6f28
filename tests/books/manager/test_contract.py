"""Manager keeps every promise of the seam: by its interface, and in a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.books import (
    Asked,
    Attachments,
    Books,
    Counts,
    Enumerates,
    Foresees,
    Lacks,
    Masks,
    Mends,
    Metered,
    Rechecks,
    Reports,
    Versioned,
)
from archiver.books.manager.file import opened
from tests.books.manager.conftest import Opening
from tests.books.manager.writing import Writing
from tests.contracts.books import BooksContract
from tests.emulators.manager import Manager
from tests.emulators.manager.business import key_of
from tests.emulators.manager.laiterie import laiterie


class TestService(BooksContract):
    @pytest.fixture(autouse=True)
    def _emulated(self, manager: Manager) -> None:
        self._manager = manager

    _manager: Manager

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return Opening(self._manager, work).books(size=3)

    def test_has_its_capabilities(self, books: Books) -> None:
        for capability in (Counts, Enumerates, Foresees, Lacks, Masks, Mends, Metered, Rechecks, Reports, Versioned):
            assert isinstance(books, capability), capability


class TestFile(BooksContract):
    @pytest.fixture(autouse=True)
    def _written(self, tmp_path: Path) -> None:
        (tmp_path / "books").mkdir()
        business = laiterie(lambda: datetime(2026, 3, 31, 18, tzinfo=UTC))
        scan: dict[str, tuple[str, bytes, str | None]] = {key_of("scan"): ("reçu.png", b"\x89PNG\r\n", key_of("F1"))}
        self._path = Writing(business, files=scan).write(tmp_path / "books" / "Laiterie.manager")

    _path: Path

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return opened(Asked(str(self._path), None, work), self._path, together=3)

    def sources(self) -> Sequence[Path]:
        return (self._path,)

    def test_has_its_capabilities(self, books: Books) -> None:
        for capability in (Attachments, Counts, Enumerates, Lacks, Masks, Versioned):
            assert isinstance(books, capability), capability
