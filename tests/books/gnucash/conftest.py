"""What every test of GnuCash's bad days needs: a work folder that must be empty afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    return work


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where a test puts its book: alone in a folder, so that whatever appears beside it is seen."""
    folder = tmp_path / "books"
    folder.mkdir()
    return folder / "book.gnucash"
