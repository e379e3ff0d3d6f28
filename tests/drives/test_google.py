"""Google Drive: the contract, through Google's own library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archiver import drives
from archiver.drives import Drive, Receipt
from archiver.drives.google import Settings
from archiver.drives.google.tree import media_type
from archiver.errors import DigestMismatch
from archiver.events import silence
from tests.contracts.drive import NAME, TrashContract
from tests.drives.linked import LINK, door, google_drive, link_google
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy


class TestGoogle(TrashContract):
    @pytest.fixture(autouse=True)
    def linked(self, google: Google, proxy: Proxy, place: Path) -> None:
        self.google = google
        link_google(google, place)

    def take_back(self, place: Path, receipt: Receipt) -> None:
        (item,) = [each for each in self.google.drive.store.items.values() if each.id in receipt.where]
        item.trashed = False

    def test_other_bytes_of_the_same_size_stay(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)

        with pytest.raises(DigestMismatch):
            self.trash(place, replace(receipt, digest="0" * 64))

    def connect(self, place: Path) -> Drive:
        return drives.connect(Settings(LINK), door(place))


class TestGoogleInSmallChunks(TestGoogle):
    def connect(self, place: Path) -> Drive:
        return google_drive(place)


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("Lac/2026/a_NON-RESTORABLE.cab", "application/vnd.ms-cab-compressed"),
        ("Lac/2026/a/Invoices.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Lac/2026/a/NON-RESTORABLE.txt", "text/plain"),
    ],
)
def test_drive_is_told_what_a_file_is(name: str, media: str) -> None:
    assert media_type(name) == media


def test_workbooks_that_lie_unpacked_are_no_cabinets(google: Google, proxy: Proxy, tmp_path: Path) -> None:
    link_google(google, tmp_path)
    workbook = tmp_path / "Invoices.xlsx"
    workbook.write_bytes(b"PK\3\4")
    drive = google_drive(tmp_path)

    receipt = drive.put(workbook, "Lac/2026/a_NON-RESTORABLE/Invoices.xlsx", silence)

    assert list(drive.list()) == []
    with drive.open(receipt) as there:
        assert there.read() == b"PK\3\4"
