"""What every drive must do. A test class inherits ``DriveContract`` and says how its drive is opened."""

from __future__ import annotations

import hashlib
from pathlib import Path
from unicodedata import normalize

import pytest

from archiver.drives import Drive, Receipt, Trash
from archiver.errors import AlreadyThere, DigestMismatch, FileNotFound, NameRefused
from archiver.events import Began, Ended, Event, Moved, silence

NAME = "Boulangerie du Lac/2026/Boulangerie-du-Lac_2026-03-31T180000Z_full_NON-RESTORABLE.cab"
ACCENTED = "Crèmerie Élan/2026/Crèmerie-Élan_2026-03-31T180000Z_full_NON-RESTAURABLE.cab"
BYTES = b"MSCF" + bytes(range(256)) * 12_000  # some three megabytes: more than one block of any drive


class Interrupted(BaseException):
    """Raised by a listener in the middle of a put, as a signal would be."""


class DriveContract:
    """The promises of ``archiver.drives.Drive``."""

    def connect(self, place: Path) -> Drive:
        """A new connection to the drive of this test, as another process would make it; ``place`` is the test's own."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        place = tmp_path / "place"
        place.mkdir()
        return place

    @pytest.fixture
    def cabinet(self, tmp_path: Path) -> Path:
        path = tmp_path / "finished.cab"
        path.write_bytes(BYTES)
        return path

    def test_gives_back_the_bytes_it_took(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)

        with self.connect(place).open(receipt) as there:
            assert there.read() == BYTES

    def test_receipt_tells_name_size_and_a_true_digest(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)

        assert (receipt.name, receipt.size) == (NAME, len(BYTES))
        assert receipt.digest in (None, hashlib.sha256(BYTES).hexdigest())
        assert receipt.where

    def test_lists_every_cabinet_once_with_receipts_that_open(self, place: Path, cabinet: Path) -> None:
        names = [NAME, ACCENTED, "flat.cab", *(f"Lac/{year}/{n}.cab" for year in (2025, 2026) for n in range(3))]
        for name in names:
            self.connect(place).put(cabinet, name, silence)

        receipts = list(self.connect(place).list())

        assert sorted(receipt.name for receipt in receipts) == sorted(names)
        for receipt in receipts:
            with self.connect(place).open(receipt) as there:
                assert len(there.read()) == receipt.size

    def test_an_empty_drive_lists_nothing(self, place: Path) -> None:
        assert list(self.connect(place).list()) == []

    def test_the_same_again_changes_nothing(self, place: Path, cabinet: Path) -> None:
        first = self.connect(place).put(cabinet, NAME, silence)

        assert self.connect(place).put(cabinet, NAME, silence) == first
        assert [receipt.name for receipt in self.connect(place).list()] == [NAME]

    def test_never_overwrites(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)
        cabinet.write_bytes(BYTES[:-1] + b"?")

        with pytest.raises(AlreadyThere):
            self.connect(place).put(cabinet, NAME, silence)
        with self.connect(place).open(receipt) as there:
            assert there.read() == BYTES

    def test_accents_are_one_name_however_they_are_composed(self, place: Path, cabinet: Path) -> None:
        self.connect(place).put(cabinet, normalize("NFD", ACCENTED), silence)
        receipt = self.connect(place).put(cabinet, ACCENTED, silence)

        assert receipt.name == ACCENTED
        assert [each.name for each in self.connect(place).list()] == [ACCENTED]

    def test_a_name_appears_only_when_the_whole_of_it_is_there(self, place: Path, cabinet: Path) -> None:
        seen: list[int] = []

        def look(event: Event) -> None:
            if isinstance(event, Moved):
                seen.extend(receipt.size for receipt in self.connect(place).list())

        self.connect(place).put(cabinet, NAME, look)

        assert all(size == len(BYTES) for size in seen)
        assert [receipt.size for receipt in self.connect(place).list()] == [len(BYTES)]

    def test_an_interrupted_put_leaves_no_name_and_succeeds_when_done_again(self, place: Path, cabinet: Path) -> None:
        def interrupt(event: Event) -> None:
            if isinstance(event, Moved):
                raise Interrupted

        with pytest.raises(Interrupted):
            self.connect(place).put(cabinet, NAME, interrupt)
        assert list(self.connect(place).list()) == []

        receipt = self.connect(place).put(cabinet, NAME, silence)

        with self.connect(place).open(receipt) as there:
            assert there.read() == BYTES
        assert [each.name for each in self.connect(place).list()] == [NAME]

    def test_tells_how_far_it_is(self, place: Path, cabinet: Path) -> None:
        events: list[Event] = []
        self.connect(place).put(cabinet, NAME, events.append)

        assert isinstance(events[0], Began)
        assert (events[0].total, events[0].unit) == (len(BYTES), "bytes")
        first = events[: next(at for at, event in enumerate(events) if isinstance(event, Ended))]
        assert sum(event.amount for event in first if isinstance(event, Moved)) == len(BYTES)
        assert isinstance(events[-1], Ended)

    @pytest.mark.parametrize("name", ["../out.cab", "/etc/out.cab", "Lac/../../out.cab", "Lac//out.cab", "", "Lac/"])
    def test_refuses_names_that_lead_elsewhere(self, place: Path, cabinet: Path, name: str) -> None:
        with pytest.raises(NameRefused):
            self.connect(place).put(cabinet, name, silence)
        assert list(self.connect(place).list()) == []

    def test_a_cabinet_that_is_not_there_is_told(self, place: Path, tmp_path: Path) -> None:
        with pytest.raises(FileNotFound):
            self.connect(place).put(tmp_path / "missing.cab", NAME, silence)

    def test_a_deposit_that_is_not_there_is_told(self, place: Path) -> None:
        with pytest.raises(FileNotFound):
            self.connect(place).open(Receipt(NAME, 3, None, NAME))


class TrashContract(DriveContract):
    """The promises of ``archiver.drives.Trash``, too."""

    def take_back(self, place: Path, receipt: Receipt) -> None:
        """What the owner does, by the means of the service, to have a cabinet back where it was."""
        raise NotImplementedError

    def trash(self, place: Path, receipt: Receipt) -> None:
        """Move it there, by a new connection."""
        drive = self.connect(place)
        assert isinstance(drive, Trash)
        drive.require_trash()
        drive.trash(receipt)

    def test_what_is_in_the_trash_is_not_there_and_nothing_else_goes(self, place: Path, cabinet: Path) -> None:
        receipt, other = (self.connect(place).put(cabinet, name, silence) for name in (NAME, ACCENTED))

        self.trash(place, receipt)

        assert [each.name for each in self.connect(place).list()] == [ACCENTED]
        with self.connect(place).open(other) as there:
            assert there.read() == BYTES

    def test_it_can_be_taken_back(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)
        self.trash(place, receipt)

        self.take_back(place, receipt)

        assert [each.name for each in self.connect(place).list()] == [NAME]
        with self.connect(place).open(receipt) as there:
            assert there.read() == BYTES

    def test_its_name_is_free_for_the_same_connection_too(self, place: Path, cabinet: Path) -> None:
        drive = self.connect(place)
        receipt = drive.put(cabinet, NAME, silence)
        assert isinstance(drive, Trash)
        drive.trash(receipt)
        cabinet.write_bytes(b"MSCF and something else")

        again = drive.put(cabinet, NAME, silence)

        assert [(each.name, each.size) for each in self.connect(place).list()] == [(NAME, again.size)]

    def test_twice_is_no_error(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)
        self.trash(place, receipt)
        self.trash(place, receipt)
        self.trash(place, Receipt(ACCENTED, 3, None, ACCENTED))

        assert list(self.connect(place).list()) == []

    def test_something_else_of_that_name_stays(self, place: Path, cabinet: Path) -> None:
        receipt = self.connect(place).put(cabinet, NAME, silence)

        with pytest.raises(DigestMismatch):
            self.trash(place, Receipt(receipt.name, receipt.size - 1, None, receipt.where))
        assert [each.name for each in self.connect(place).list()] == [NAME]
