"""Reading back: what is fine is verified, and whatever is not is called what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver import deposits, readback
from archiver.catalogue import Catalogue, DepositState, Entry
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder
from archiver.errors import DepositAltered, DepositMissing, DepositTrashed, FileNotReadable, TargetMissing
from archiver.events import Began, Ended, Event, Moved, silence
from tests.contracts.fakes_sharing import Place, SharingDrive
from tests.depositing import NAME, NOON, UNREADABLE, archived, deposited

LATER = NOON + timedelta(days=9)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        yield opened


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def entry(catalogue: Catalogue, place: Place, tmp_path: Path) -> Entry:
    """An archive that lies on the drive ``memory``."""
    kept = tmp_path / "kept"
    kept.mkdir()
    entry = archived(catalogue, kept)
    deposited(catalogue, entry, {"memory": SharingDrive(place)})
    return entry


def later() -> datetime:
    return LATER


def look(catalogue: Catalogue, drive: Drive, name: str = "memory") -> list[readback.Found]:
    return list(readback.read_back(catalogue, readback.deposits(catalogue, name), drive, later, silence))


def state(catalogue: Catalogue, entry: Entry) -> DepositState:
    (deposit,) = catalogue.deposits(entry.id)
    return deposit.state


def test_what_is_fine_is_verified_from_that_moment_on(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    (found,) = look(catalogue, SharingDrive(place))

    assert (found.problem, found.pending) == (None, False)
    (deposit,) = catalogue.deposits(entry.id)
    assert (deposit.verified, deposit.deposited) == (LATER, NOON)


def test_what_was_altered_is_no_longer_verified(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    place.held[NAME] = place.held[NAME][:-1] + b"?"

    (found,) = look(catalogue, SharingDrive(place))

    assert isinstance(found.problem, DepositAltered)
    assert found.problem.exit_code == 5
    assert state(catalogue, entry) is DepositState.DEPOSITED


def test_what_is_missing_is_said_and_brought_by_the_next_run(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    place.held.clear()

    (found,) = look(catalogue, SharingDrive(place))

    assert type(found.problem) is DepositMissing
    assert state(catalogue, entry) is DepositState.INTENDED
    assert deposits.finish(catalogue, entry.company, {"memory": SharingDrive(place)}, later, silence) == {}
    assert list(place.held) == [NAME]
    assert state(catalogue, entry) is DepositState.VERIFIED


def test_what_is_in_the_trash_is_not_there(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    place.trashed[NAME] = place.held.pop(NAME)

    (found,) = look(catalogue, SharingDrive(place))

    assert isinstance(found.problem, DepositTrashed)
    assert state(catalogue, entry) is DepositState.INTENDED


def test_what_was_never_deposited_is_pending_and_no_damage(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    catalogue.intend(entry.id, "other", "Lac", NOON)

    (found,) = look(catalogue, SharingDrive(Place()), "other")

    assert (found.problem, found.pending) == (None, True)


def test_a_deposit_whose_end_was_never_entered_is_found(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    """The program was killed after the service had it, and before the catalogue knew."""
    (deposit,) = catalogue.deposits(entry.id)
    catalogue.lost(deposit.id)

    look(catalogue, SharingDrive(place))

    (deposit,) = catalogue.deposits(entry.id)
    assert (deposit.deposited, deposit.verified) == (LATER, LATER)


def test_only_the_drive_and_the_company_that_were_asked(catalogue: Catalogue, entry: Entry) -> None:
    assert [each.name for each in readback.deposits(catalogue, "memory", entry.company)] == [NAME]
    assert readback.deposits(catalogue, "memory", entry.company + 1) == []
    assert readback.deposits(catalogue, "other") == []


def test_tells_how_far_it_is(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    events: list[Event] = []
    asked = readback.deposits(catalogue, "memory")
    list(readback.read_back(catalogue, asked, SharingDrive(place), later, events.append))

    assert sum(event.amount for event in events if isinstance(event, Moved)) == entry.size


def test_a_folder_that_is_away_is_told_and_nothing_is_forgotten(
    catalogue: Catalogue, entry: Entry, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    deposited(catalogue, entry, {"disk": Folder(tmp_path / "disk")})
    (tmp_path / "disk").rename(tmp_path / "away")

    with pytest.raises(TargetMissing):
        look(catalogue, Folder(tmp_path / "disk"), "disk")
    assert {each.state for each in catalogue.deposits(entry.id)} == {DepositState.VERIFIED}


class Unreadable(SharingDrive):
    """A drive one of whose files cannot be read."""

    def open(self, receipt: Receipt) -> BinaryIO:
        raise FileNotReadable(path=NAME, reason="the disk fails")


def test_one_that_cannot_be_read_is_told_and_keeps_its_state(catalogue: Catalogue, entry: Entry, place: Place) -> None:
    (found,) = look(catalogue, Unreadable(place))

    assert isinstance(found.problem, FileNotReadable)
    assert state(catalogue, entry) is DepositState.VERIFIED


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
def test_one_that_the_disk_does_not_give_back_is_told_and_the_next_is_looked_at(
    catalogue: Catalogue, entry: Entry, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    for each in (entry, archived(catalogue, tmp_path / "kept")):
        deposited(catalogue, each, {"disk": Folder(disk)})
    (disk / NAME).unlink()
    (disk / NAME).symlink_to(UNREADABLE)
    events: list[Event] = []

    found = list(
        readback.read_back(catalogue, readback.deposits(catalogue, "disk"), Folder(disk), later, events.append)
    )

    assert [type(each.problem) for each in found] == [FileNotReadable, type(None)]
    assert [each.deposit.verified for each in found] == [NOON, NOON]
    assert [each.verified for each in readback.deposits(catalogue, "disk")] == [NOON, LATER]
    assert sum(isinstance(event, Began) for event in events) == sum(isinstance(event, Ended) for event in events) == 2
