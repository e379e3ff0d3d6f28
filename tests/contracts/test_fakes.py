"""The fakes keep the promises that they stand in for."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.drives import Drive
from tests.contracts.drive import DriveContract
from tests.contracts.fakes import MemoryDrive


class TestMemoryDrive(DriveContract):
    held: dict[str, bytes]

    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.held = {}

    def connect(self, place: Path) -> Drive:
        return MemoryDrive(self.held)
