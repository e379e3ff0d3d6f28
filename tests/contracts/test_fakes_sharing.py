"""The fake that shares keeps the promises of a drive, and of one that shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.drives import Drive, Sharing
from tests.contracts.drive import DriveContract
from tests.contracts.fakes_sharing import Place, SharingDrive


class TestSharingDrive(DriveContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.held = Place()

    def connect(self, place: Path) -> Drive:
        return SharingDrive(self.held)


def test_it_shares() -> None:
    assert isinstance(SharingDrive(Place()), Sharing)
