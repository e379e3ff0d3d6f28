"""Dropbox: the contract, through Dropbox's own library."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import Drive, Receipt
from archiver.drives.dropbox import Settings
from tests.contracts.drive import TrashContract
from tests.drives.linked import LINK, door, dropbox_drive, link_dropbox
from tests.emulators.dropbox import Dropbox
from tests.emulators.proxy import Proxy


class TestDropbox(TrashContract):
    @pytest.fixture(autouse=True)
    def linked(self, dropbox: Dropbox, proxy: Proxy, place: Path) -> None:
        self.dropbox = dropbox
        link_dropbox(dropbox, place)

    def take_back(self, place: Path, receipt: Receipt) -> None:
        self.dropbox.restore(receipt.where)

    def connect(self, place: Path) -> Drive:
        return drives.connect(Settings(LINK), door(place))


class TestDropboxInSessions(TestDropbox):
    def connect(self, place: Path) -> Drive:
        return dropbox_drive(place)
