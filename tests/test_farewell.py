"""Farewell: everything that the books give, everywhere, looked at twice; and what is not as it should be is found."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver.books import PRINTED, Asked, Attachment, Books
from archiver.catalogue import Catalogue, DepositState
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder
from archiver.envelope import Password
from archiver.errors import ArchiverError, DepositAltered, Incomplete, IntegrityError, TargetMissing
from archiver.events import Listener, silence
from archiver.farewell import Farewell, farewell
from archiver.job import Job
from archiver.model import Family, Record
from archiver.order import Order
from archiver.places import Places
from tests.archives import memory_of, record
from tests.contracts.fakes_books import MemoryBooks
from tests.test_rounds import dict_of_sources
from tests.test_run import Time

WORD = Password.of("une phrase de plusieurs mots")


class Printing(MemoryBooks):
    """Books with a customer, a file, and, where that is asked for, what their system prints."""

    def files(self, row: Record) -> Iterator[Attachment]:
        yield Attachment(f"{row.id.replace('/', '-')}.pdf", "missing" if row.id.endswith("gone") else "packed", row.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        yield io.BytesIO(attachment.where.encode())


class Short(Printing):
    """Books that announce more than comes."""

    def count(self, family: Family) -> int | None:
        return (super().count(family) or 0) + 1


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """Open such books; those at ``short`` are."""
    ids = ["1", *(f"{PRINTED}{each}" for each in ("a", "b", "gone") if asked.printed)]
    files = [{"attachments": [record("attachments", id_, name=id_, state="packed")]} for id_ in ids]
    customers = [{"customers": [record("customers", "1", name="Léa")]}]
    kind = Short if asked.where == "short" else Printing
    yield memory_of(kind, customers=customers, attachments=files)


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setitem(dict_of_sources(), "printing", __name__)
    return Job("printing", "whole", Order(), name="lac", printed=True)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


def parted(job: Job, places: Places, clock: Time | None = None, /, **drives: Drive) -> Farewell:
    return farewell(replace(job, drives=drives), places, clock or Time(), silence)


def folder(tmp_path: Path, name: str = "usb", kind: type[Folder] = Folder) -> Folder:
    (tmp_path / name).mkdir()
    return kind(tmp_path / name)


def test_all_there_is_lies_everywhere_and_is_read_twice(job: Job, places: Places, tmp_path: Path) -> None:
    made = parted(job, places, usb=folder(tmp_path), nas=folder(tmp_path, "nas"))

    assert made.complete
    assert (made.damage, made.failed, made.printed) == (None, {}, 2)
    assert sorted(each.drive for each in made.read_back) == ["nas", "usb"]
    with Catalogue(places.catalogue) as catalogue:
        assert [each.id for each in catalogue.entries()] == [made.entry.id]
        assert {each.state for each in catalogue.deposits(made.entry.id)} == {DepositState.VERIFIED}


def test_it_is_made_even_if_nothing_has_changed(job: Job, places: Places, tmp_path: Path) -> None:
    usb, clock = folder(tmp_path), Time()
    first, second = (parted(job, places, clock, usb=usb) for _ in range(2))
    assert first.entry.digest != second.entry.digest
    assert second.entry.place is not None
    assert second.entry.place.predecessor == first.entry.digest


def test_what_its_system_prints_comes_only_where_it_is_asked_for(job: Job, places: Places, tmp_path: Path) -> None:
    assert parted(replace(job, printed=False), places, usb=folder(tmp_path)).printed == 0


def test_a_sealed_one_is_checked_with_its_password(job: Job, places: Places, tmp_path: Path) -> None:
    sealed = replace(job, order=Order(password=WORD, passwords=(WORD,)))
    made = parted(sealed, places, usb=folder(tmp_path))
    assert (made.complete, made.printed) == (True, 2)


def test_without_a_drive_it_is_not_complete(job: Job, places: Places) -> None:
    made = parted(job, places)
    assert (made.complete, made.damage, made.failed) == (False, None, {})


def test_books_that_were_not_read_whole_are_not_complete(job: Job, places: Places, tmp_path: Path) -> None:
    made = parted(replace(job, where="short"), places, usb=folder(tmp_path))
    assert not made.complete
    assert isinstance(made.done.lacking, Incomplete)
    assert [each.drive for each in made.read_back] == ["usb"], "what there is lies there all the same"


class Pretending(Folder):
    """A drive that says that it has taken what it was given, and keeps something else."""

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        receipt = super().put(cabinet, name, tell)
        path = Path(receipt.where)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        return receipt


class Spoiling(Folder):
    """A drive whose disk spoils the copy that is kept here."""

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        receipt = super().put(cabinet, name, tell)
        data = bytearray(cabinet.read_bytes())
        data[len(data) // 2] ^= 1
        cabinet.chmod(0o644)
        cabinet.write_bytes(data)
        return receipt


def kinds_of(failed: dict[str, ArchiverError]) -> dict[str, type[ArchiverError]]:
    return {drive: type(error) for drive, error in failed.items()}


def test_each_drive_is_read_and_not_believed(job: Job, places: Places, tmp_path: Path) -> None:
    unplugged = Folder(tmp_path / "unplugged")
    bad, good = folder(tmp_path, "bad", Pretending), folder(tmp_path)

    made = parted(job, places, bad=bad, unplugged=unplugged, good=good)

    assert not made.complete
    assert kinds_of(dict(made.failed)) == {"bad": DepositAltered, "unplugged": TargetMissing}
    assert [each.drive for each in made.read_back] == ["good"]


def test_the_copy_that_is_kept_is_checked_after_all_was_deposited(job: Job, places: Places, tmp_path: Path) -> None:
    made = parted(job, places, bad=folder(tmp_path, "bad", Spoiling))
    assert isinstance(made.damage, IntegrityError)
    assert (made.complete, made.printed) == (False, 0)
    assert [each.drive for each in made.read_back] == ["bad"], "which is good where it lies"
