"""Cabinets onto drives: one that fails keeps no other one waiting, and what a drive says of its room is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver import deposits, run
from archiver.catalogue import Catalogue, Entry
from archiver.drives import AccountInfo, Drive, Receipt
from archiver.drives.folder import Folder
from archiver.errors import AlreadyThere, ArchiverError, FileNotFound, FileNotReadable, TargetMissing, Unreachable
from archiver.events import Listener, silence
from archiver.job import Done, Job
from archiver.order import Order
from archiver.places import Places
from tests.archives import BOOKS
from tests.depositing import FOLDER, UNREADABLE, archived

NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)
LAC = Job("gnucash", str(BOOKS["alpine"]), Order(), name="lac")


class Account:
    """A folder that is somebody's account, and counts how often it is given something."""

    def __init__(self, folder: Folder, total: int | None = 100) -> None:
        self._folder = folder
        self._total = total
        self.puts = 0

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        self.puts += 1
        return self._folder.put(cabinet, name, tell)

    def open(self, receipt: Receipt) -> BinaryIO:
        return self._folder.open(receipt)

    def list(self) -> Iterator[Receipt]:
        return self._folder.list()

    def account(self) -> AccountInfo:
        if self._total == 0:
            raise Unreachable(service="Account", reason="silence")
        return AccountInfo("owner@example.org", 40, self._total)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


def clock() -> datetime:
    return NOW


def test_a_drive_that_fails_is_tried_once_and_keeps_no_other_one_waiting(places: Places, tmp_path: Path) -> None:
    usb, away = tmp_path / "usb", Account(Folder(tmp_path / "away"))
    usb.mkdir()
    for _ in range(2):  # two archives that wait for the one that is away
        done = run.run(
            replace(LAC, drives={"away": away, "usb": Folder(usb)}), places, lambda: datetime.now(UTC), silence
        )
        assert isinstance(done, Done)
        assert list(done.failed) == ["away"]
    away.puts = 0

    with Catalogue(places.catalogue) as catalogue:
        failed = deposits.finish(catalogue, 1, {"away": away, "usb": Folder(usb)}, clock, silence)

        assert {name: type(error) for name, error in failed.items()} == {"away": TargetMissing}
        assert away.puts == 1
        assert [each.drive for each in catalogue.pending_deposits(1)] == ["away", "away"]
    assert len(list(usb.rglob("*.cab"))) == 2


def alter(kept: Entry, disk: Path) -> None:
    """Somebody else's bytes have the name of that archive on the disk."""
    there = disk / FOLDER / kept.cabinets[0].file
    there.parent.mkdir(parents=True)
    there.write_bytes(b"altered")


def remove(kept: Entry, disk: Path) -> None:
    """Its kept copy is gone."""
    kept.paths[0].unlink()


@pytest.mark.parametrize(("spoil", "why"), [(alter, AlreadyThere), (remove, FileNotFound)])
def test_a_cabinet_that_fails_is_told_and_keeps_no_later_one_off_the_drive(
    places: Places, tmp_path: Path, spoil: Callable[[Entry, Path], None], why: type[ArchiverError]
) -> None:
    kept, disk = tmp_path / "kept", tmp_path / "disk"
    kept.mkdir()
    disk.mkdir()
    drives = {"disk": Folder(disk)}
    with Catalogue(places.catalogue) as catalogue:
        entries = [archived(catalogue, kept) for _ in range(4)]
        for entry in entries:
            catalogue.intend(entry.id, "disk", FOLDER, NOW)
        spoil(entries[0], disk)
        entries[2].paths[0].unlink()

        failed = deposits.finish(catalogue, 1, drives, clock, silence)

        assert {name: type(error) for name, error in failed.items()} == {"disk": why}, "the first one is told"
        assert [deposits.lies_on(catalogue, entry.id, drives) for entry in entries] == [[], ["disk"], [], ["disk"]]


class Failing(Folder):
    """A drive whose receipts have no digest, and whose disk does not give back the first cabinet that it is given."""

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        is_first = not list(self.list())
        receipt = super().put(cabinet, name, tell)
        if is_first:
            Path(receipt.where).unlink()
            Path(receipt.where).symlink_to(UNREADABLE)
        return replace(receipt, digest=None)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
def test_a_cabinet_that_cannot_be_read_back_is_told_and_the_next_is_deposited(places: Places, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with Catalogue(places.catalogue) as catalogue:
        entries = [archived(catalogue, tmp_path) for _ in range(2)]
        for entry in entries:
            catalogue.intend(entry.id, "disk", FOLDER, NOW)

        failed = deposits.finish(catalogue, 1, {"disk": Failing(tmp_path / "disk")}, clock, silence)

        assert isinstance(failed["disk"], FileNotReadable)
        assert [deposits.lies_on(catalogue, entry.id, ["disk"]) for entry in entries] == [[], ["disk"]]


def test_an_archive_lies_where_all_its_cabinets_do(places: Places, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with Catalogue(places.catalogue) as catalogue:
        entry = archived(catalogue, tmp_path, count=2)
        catalogue.intend(entry.id, "disk", FOLDER, NOW)
        entry.paths[1].unlink()
        deposits.finish(catalogue, 1, {"disk": Folder(disk)}, clock, silence)

        assert len(list(disk.rglob("*.cab"))) == 1
        assert deposits.lies_on(catalogue, entry.id, ["disk", "other"]) == []


def test_the_room_of_a_drive_is_remembered_if_it_tells(places: Places, tmp_path: Path) -> None:
    drives: dict[str, Drive] = {
        "limited": Account(Folder(tmp_path)),
        "endless": Account(Folder(tmp_path), None),
        "silent": Account(Folder(tmp_path), 0),
        "folder": Folder(tmp_path),
    }
    with Catalogue(places.catalogue) as catalogue:
        deposits.look(catalogue, drives, clock)

        rooms = catalogue.agenda.rooms()
        assert {name: (room.used, room.total, room.free, room.seen) for name, room in rooms.items()} == {
            "endless": (40, None, None, NOW),
            "limited": (40, 100, 60, NOW),
        }
