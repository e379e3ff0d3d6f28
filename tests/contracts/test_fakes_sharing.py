"""The fake that shares keeps the promises of a drive, and of one that shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.drives import Drive, Receipt, Sharing
from tests.contracts.drive import TrashContract
from tests.contracts.fakes_sharing import Place, SharingDrive


class TestSharingDrive(TrashContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.held = Place()

    def connect(self, place: Path) -> Drive:
        return SharingDrive(self.held)

    def take_back(self, place: Path, receipt: Receipt) -> None:
        self.held.held[receipt.name] = self.held.trashed.pop(receipt.name)


def test_it_shares() -> None:
    assert isinstance(SharingDrive(Place()), Sharing)
