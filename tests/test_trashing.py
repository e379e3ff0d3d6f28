"""Into the trash: everywhere or nowhere where that is known beforehand, and finished later where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import deposits, trashing
from archiver.catalogue import Catalogue, Entry
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder
from archiver.errors import DigestMismatch, FileNotFound, NoTrash, Unreachable
from archiver.events import silence
from tests.contracts.fakes import MemoryDrive
from tests.contracts.fakes_sharing import Place, SharingDrive
from tests.depositing import NOON, archived, deposited
from tests.drives.conftest import Bin, trash_bin

__all__ = ["trash_bin"]

LATER = NOON + timedelta(days=400)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "catalogue.sqlite") as opened:
        yield opened


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


@pytest.fixture
def cloud() -> Place:
    return Place()


@pytest.fixture
def entry(catalogue: Catalogue, kept: Path, cloud: Place, trash_bin: Bin) -> Entry:
    """An archive of two cabinets, which lies on the drive ``cloud`` too."""
    entry = archived(catalogue, kept, count=2)
    deposited(catalogue, entry, {"cloud": SharingDrive(cloud)})
    return entry


class Away(SharingDrive):
    """A drive that cannot be reached."""

    def trash(self, receipt: Receipt) -> None:
        raise Unreachable(service="memory", reason="no network")


class Fickle(SharingDrive):
    """A drive that turns out to have no trash."""

    def trash(self, receipt: Receipt) -> None:
        raise NoTrash(where="memory", reason="after all")


def test_every_copy_goes_and_can_be_taken_back(
    catalogue: Catalogue, entry: Entry, kept: Path, cloud: Place, trash_bin: Bin
) -> None:
    held = dict(cloud.held)

    assert trashing.trash(catalogue, entry, {"cloud": SharingDrive(cloud)}, LATER) == ["cloud"]

    assert list(kept.iterdir()) == []
    assert (cloud.held, cloud.trashed) == ({}, held)
    assert sorted(trash_bin.held()) == sorted(map(str, entry.paths))
    after = catalogue.entry(entry.id)
    assert (after.retired, after.digest) == (LATER, entry.digest)
    assert catalogue.deposits(entry.id) == []
    assert trashing.unfinished(catalogue, entry.company) == []


def test_nothing_brings_it_back_by_itself(catalogue: Catalogue, entry: Entry, cloud: Place, trash_bin: Bin) -> None:
    catalogue.intend(entry.id, "other", "Lac", NOON)
    other = Place()
    trashing.trash(catalogue, entry, {"cloud": SharingDrive(cloud), "other": SharingDrive(other)}, LATER)

    drives: dict[str, Drive] = {"cloud": SharingDrive(cloud), "other": SharingDrive(other)}
    assert deposits.finish(catalogue, entry.company, drives, lambda: LATER, silence) == {}
    assert (cloud.held, other.held) == ({}, {})


@pytest.mark.parametrize("drive", [MemoryDrive({}), SharingDrive(Place(poor=True)), Fickle(Place())])
def test_where_a_drive_has_no_trash_nothing_is_moved(
    catalogue: Catalogue, entry: Entry, cloud: Place, drive: Drive
) -> None:
    catalogue.intend(entry.id, "poor", "Lac", NOON)
    for path in entry.paths if isinstance(drive, Fickle) else ():
        path.unlink()  # else the copy that is kept here would have gone before it turned out
        catalogue.retirement.withdraw(catalogue.deposits(entry.id)[0].id)

    with pytest.raises(NoTrash):
        trashing.trash(catalogue, entry, {"cloud": SharingDrive(cloud), "poor": drive}, LATER)

    assert cloud.trashed == {}
    assert catalogue.entry(entry.id).retired is None
    assert [path for path in entry.paths if not path.exists()] == ([*entry.paths] if isinstance(drive, Fickle) else [])


def test_where_this_machine_has_no_trash_nothing_is_moved(
    catalogue: Catalogue, entry: Entry, cloud: Place, trash_bin: Bin
) -> None:
    trash_bin.folder.rmdir()

    with pytest.raises(NoTrash):
        trashing.trash(catalogue, entry, {"cloud": SharingDrive(cloud)}, LATER)

    assert cloud.trashed == {}
    assert catalogue.entry(entry.id).retired is None


def test_what_a_drive_keeps_us_from_is_finished_later(
    catalogue: Catalogue, entry: Entry, cloud: Place, trash_bin: Bin
) -> None:
    with pytest.raises(Unreachable):
        trashing.trash(catalogue, entry, {"cloud": Away(cloud)}, LATER)
    (left,) = trashing.unfinished(catalogue, entry.company)
    assert left.retired == LATER

    trashing.trash(catalogue, left, {"cloud": SharingDrive(cloud)}, LATER + timedelta(days=1))

    assert cloud.held == {}
    assert trashing.unfinished(catalogue, entry.company) == []
    assert catalogue.entry(entry.id).retired == LATER, "it was decided then"


def test_a_drive_that_is_a_folder_has_the_trash_of_this_machine(
    catalogue: Catalogue, kept: Path, tmp_path: Path, trash_bin: Bin
) -> None:
    (tmp_path / "disk").mkdir()
    entry = archived(catalogue, kept)
    disk = Folder(tmp_path / "disk")
    deposited(catalogue, entry, {"disk": disk})

    trashing.trash(catalogue, entry, {"disk": disk}, LATER)

    assert (list(disk.list()), list(kept.iterdir())) == ([], [])
    assert len(trash_bin.held()) == 2


def test_what_its_owner_took_back_is_kept_again(
    catalogue: Catalogue, entry: Entry, cloud: Place, trash_bin: Bin
) -> None:
    trashing.trash(catalogue, entry, {"cloud": SharingDrive(cloud)}, LATER)
    first, second = map(str, entry.paths)

    trash_bin.take_back(first)
    trashing.welcome(catalogue, entry.company)
    assert catalogue.entry(entry.id).retired == LATER, "only one of its cabinets is there"
    trash_bin.take_back(second)
    assert trashing.unfinished(catalogue, entry.company) == []
    trashing.welcome(catalogue, entry.company)

    assert catalogue.entry(entry.id).retired is None
    trashing.assure(catalogue.entry(entry.id))


def test_what_was_interrupted_was_not_taken_back(catalogue: Catalogue, entry: Entry) -> None:
    """It still lies on its drive."""
    catalogue.retirement.retire(entry.id, LATER)
    trashing.welcome(catalogue, entry.company)
    assert [each.id for each in trashing.unfinished(catalogue, entry.company)] == [entry.id]


def test_what_is_to_stay_is_looked_at_first(catalogue: Catalogue, entry: Entry) -> None:
    trashing.assure(entry)

    entry.paths[1].write_bytes(b"MSCF!")
    with pytest.raises(DigestMismatch):
        trashing.assure(entry)
    entry.paths[0].unlink()
    with pytest.raises(FileNotFound):
        trashing.assure(entry)
