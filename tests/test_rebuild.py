"""The catalogue made anew from drives: what is entered, kept and told, and what goes wrong without harm."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver import rebuild, verify, workroom
from archiver.cabinet import series
from archiver.catalogue import Catalogue, DepositState, Entry, Place
from archiver.drives import Drive, Guest, Receipt
from archiver.drives.folder import Folder
from archiver.envelope import Password
from archiver.errors import (
    AlreadyThere,
    DigestMismatch,
    IntegrityError,
    NameRefused,
    NoSpace,
    OtherCopy,
    RebuildBusy,
    Sealed,
    Unreachable,
)
from archiver.events import Began, Event, Listener, Moved, silence
from archiver.order import Order
from archiver.places import Places
from archiver.rebuild import Found, Source
from archiver.verify import Memory
from tests.archives import COMPANY, MOMENT, clock, exported, memory, record
from tests.contracts.fakes import MemoryDrive
from tests.contracts.fakes_books import MemoryBooks
from tests.contracts.fakes_sharing import Place as Lying
from tests.contracts.fakes_sharing import SharingDrive

BOOKS = memory(customers=[{"customers": [record("customers", "1", name="Léa")]}])
RIVIERA = MemoryBooks(replace(COMPANY, source_id="other", name="Riviera"), [])
WORD = Password.of("une phrase de plusieurs mots")
LAC = "Boulangerie-du-Lac/2026"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What lies on a drive: three archives of one company, the last one of a new series, and one of another."""
    folder = tmp_path_factory.mktemp("made")
    first = exported(BOOKS, folder / "1", Order(flat=True, prefix="b-first"), Place(1, 1, None))
    second = exported(BOOKS, folder / "2", Order("fr-CA", flat=True, prefix="a-second"), Place(1, 2, first.digest))
    third = exported(BOOKS, folder / "3", Order("fr-FR", flat=True, prefix="c-third"), Place(2, 1, None))
    other = exported(RIVIERA, folder / "4", place=Place(1, 1, None))
    lac = {f"{LAC}/{each.path.name}": each.path.read_bytes() for each in (first, second, third)}
    return {**lac, f"Riviera/2026/{other.path.name}": other.path.read_bytes()}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


@pytest.fixture
def catalogue(places: Places) -> Iterator[Catalogue]:
    with Catalogue(places.catalogue) as opened:
        yield opened


def found(
    catalogue: Catalogue, places: Places, drive: Drive, *passwords: Password, tell: Listener = silence
) -> list[Found]:
    return list(rebuild.rebuild(catalogue, Source("cloud", drive), places, lambda path: passwords, clock, tell))


def told(entry: Entry) -> tuple[object, ...]:
    return entry.place, entry.digest, entry.learned, entry.verified, dict(entry.bookmarks)


def left(places: Places) -> list[Path]:
    return [path for path in places.work.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_an_empty_machine_knows_everything_again(catalogue: Catalogue, places: Places, made: dict[str, bytes]) -> None:
    assert [each.problem for each in found(catalogue, places, MemoryDrive(dict(made)))] == [None] * 4

    lac, riviera = catalogue.companies()
    assert [entry.company for entry in catalogue.entries()] == [lac.id] * 3 + [riviera.id]
    first, second, third = sorted(catalogue.entries(lac.id), key=lambda each: each.place or Place(0, 0, None))
    assert [each.place for each in (first, second, third)] == [
        Place(1, 1, None), Place(1, 2, first.digest), Place(2, 1, None),
    ]  # fmt: skip
    assert catalogue.next_place(lac.id) == Place(2, 2, third.digest)
    for entry in catalogue.entries():
        assert (entry.learned, entry.verified) == (True, MOMENT)
        (deposit,) = catalogue.deposits(entry.id)
        assert (deposit.drive, deposit.state) == ("cloud", DepositState.VERIFIED)
        assert deposit.where == f"memory:{deposit.name}"
        assert deposit.path == places.archives / deposit.name
        assert deposit.path.read_bytes() == made[deposit.name]
        assert verify.check(deposit.path, catalogue).memory is Memory.UNKNOWN
    assert left(places) == []


class Counting(MemoryDrive):
    """A drive that counts what is fetched, and may not say digests."""

    def __init__(self, held: dict[str, bytes], *, mute: bool = False) -> None:
        super().__init__(held)
        self.opened: list[str] = []
        self.mute = mute

    def open(self, receipt: Receipt) -> BinaryIO:
        self.opened.append(receipt.name)
        return super().open(receipt)

    def list(self) -> Iterator[Receipt]:
        return (replace(each, digest=None) if self.mute else each for each in super().list())


@pytest.mark.parametrize("mute", [False, True])
def test_what_is_known_and_lies_here_is_not_brought_twice(
    catalogue: Catalogue, places: Places, made: dict[str, bytes], mute: bool
) -> None:
    drive = Counting(made, mute=mute)
    found(catalogue, places, drive)
    before = [told(entry) for entry in catalogue.entries()]
    assert sorted(drive.opened) == sorted(made)
    drive.opened.clear()

    assert all(each.entry for each in found(catalogue, places, drive))

    assert drive.opened == (sorted(made) if mute else [])
    assert [told(entry) for entry in catalogue.entries()] == before


def test_a_kept_copy_that_is_gone_comes_back(catalogue: Catalogue, places: Places, made: dict[str, bytes]) -> None:
    drive = Counting(made)
    found(catalogue, places, drive)
    gone = catalogue.entries()[1]
    gone.paths[0].unlink()
    drive.opened.clear()

    found(catalogue, places, drive)

    assert drive.opened == [gone.paths[0].relative_to(places.archives).as_posix()]
    assert verify.check(gone.paths[0]).digest == gone.digest


def test_a_drive_without_a_name_has_no_deposits(
    catalogue: Catalogue, places: Places, made: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in made.items():
        (tmp_path / "disk" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "disk" / name).write_bytes(data)
    source = Source("folder:disk", Folder(tmp_path / "disk"), named=False)

    assert len(list(rebuild.rebuild(catalogue, source, places, lambda path: (), clock, silence))) == 4

    assert [catalogue.deposits(entry.id) for entry in catalogue.entries()] == [[]] * 4
    assert all(path.is_relative_to(places.archives) for entry in catalogue.entries() for path in entry.paths)


def test_who_is_let_in_is_asked_again(catalogue: Catalogue, places: Places, made: dict[str, bytes]) -> None:
    lying = Lying(held=dict(made))
    drive = SharingDrive(lying)
    drive.share("Riviera", Guest("ann@fiduciaire.example"))

    found(catalogue, places, drive)

    (share,) = catalogue.shares()
    riviera = catalogue.companies()[1]
    assert (share.company, share.email, share.drive) == (riviera.id, "ann@fiduciaire.example", "cloud")


def room(places: Places) -> Path:
    """The private room in which a drive is read."""
    with workroom.enter(places.workroom(), "rebuild cloud", MOMENT) as entered:
        return entered


def test_an_archive_of_several_cabinets_is_one(catalogue: Catalogue, places: Places, tmp_path: Path) -> None:
    archive = exported(BOOKS, tmp_path / "made", Order(flat=True, largest=series.OWN + 25_000), Place(1, 1, None))
    assert len(archive.paths) > 1
    held = {f"{LAC}/{path.name}": path.read_bytes() for path in archive.paths}
    (first, data), *others = held.items()
    killed = room(places) / "archive"
    killed.mkdir(parents=True)
    (killed / Path(first).name).write_bytes(data)  # what a killed run had brought is no part of what is there now

    (one,) = found(catalogue, places, MemoryDrive(dict(others)))
    assert isinstance(one.problem, DigestMismatch)
    assert catalogue.entries() == []

    (one,) = found(catalogue, places, MemoryDrive(held))
    assert one.entry is not None
    assert (one.entry.digest, len(one.entry.cabinets)) == (archive.digest, len(held))
    assert [path.read_bytes() for path in one.entry.paths] == list(held.values())
    assert {each.state for each in catalogue.deposits(one.entry.id)} == {DepositState.VERIFIED}


def test_a_sealed_archive_wants_its_password(catalogue: Catalogue, places: Places, tmp_path: Path) -> None:
    archive = exported(BOOKS, tmp_path / "made", Order(flat=True, password=WORD), Place(1, 1, None))
    drive = MemoryDrive({f"{LAC}/{archive.path.name}": archive.path.read_bytes()})

    (one,) = found(catalogue, places, drive)
    assert isinstance(one.problem, Sealed)
    assert one.problem.facts["path"] == f"cloud: {LAC}/{archive.path.name}"
    assert catalogue.entries() == []

    (one,) = found(catalogue, places, drive, WORD)
    assert one.entry is not None
    assert one.entry.digest == archive.digest


# What goes wrong


def test_what_is_bad_is_told_and_keeps_nothing_else_from_it(
    catalogue: Catalogue, places: Places, made: dict[str, bytes]
) -> None:
    names = sorted(made)
    data = bytearray(made[names[0]])
    data[len(data) // 2] ^= 1
    outside = "../outside.cab"
    drive = MemoryDrive({**made, names[0]: bytes(data), outside: made[names[1]]})
    (places.archives / names[1]).parent.mkdir(parents=True)
    (places.archives / names[1]).write_bytes(b"something else")

    came = {each.name: each for each in found(catalogue, places, drive)}

    damaged = came[names[0]].problem
    assert isinstance(damaged, IntegrityError)
    assert isinstance(came[names[1]].problem, AlreadyThere)
    assert isinstance(came[outside].problem, NameRefused)
    assert damaged.facts["path"] == f"cloud: {names[0]}"
    assert (places.archives / names[1]).read_bytes() == b"something else"
    assert sum(each.entry is not None for each in came.values()) == 2
    assert not (places.archives.parent / "outside.cab").exists()
    assert left(places) == []


class Failing(Counting):
    """A drive that fails at its third archive."""

    def __init__(self, held: dict[str, bytes], error: Exception) -> None:
        super().__init__(held)
        self.error = error

    def open(self, receipt: Receipt) -> BinaryIO:
        if len(self.opened) == 2:
            raise self.error
        return super().open(receipt)


@pytest.mark.parametrize("error", [Unreachable(service="memory", reason="away"), OSError(errno.ENOSPC, "full")])
def test_a_drive_that_goes_away_ends_it_and_the_next_run_goes_on(
    catalogue: Catalogue, places: Places, made: dict[str, bytes], error: Exception
) -> None:
    with pytest.raises((Unreachable, NoSpace)):
        found(catalogue, places, Failing(made, error))
    assert len(catalogue.entries()) == 2
    assert left(places) == []

    drive = Counting(made)
    found(catalogue, places, drive)
    assert (len(drive.opened), len(catalogue.entries())) == (2, 4)


def test_of_two_at_once_one_is_told(catalogue: Catalogue, places: Places, made: dict[str, bytes]) -> None:
    with workroom.enter(places.workroom(), "rebuild cloud", MOMENT), pytest.raises(RebuildBusy):
        found(catalogue, places, MemoryDrive(made))


class Endless(BytesIO):
    """A file that is read in pieces of no more than is asked for, and says how much that was at most."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0, "never the whole of it at once"
        Endless.most = max(Endless.most, size)
        return super().read(size)


class Piecewise(MemoryDrive):
    """A drive of such files."""

    def open(self, receipt: Receipt) -> BinaryIO:
        return Endless(super().open(receipt).read())


def test_an_archive_is_brought_in_pieces_and_told_of(
    catalogue: Catalogue, places: Places, made: dict[str, bytes]
) -> None:
    events: list[Event] = []
    found(catalogue, places, Piecewise(made), tell=events.append)
    assert Endless.most == rebuild.BLOCK
    began = [event for event in events if isinstance(event, Began)]
    assert [event.total for event in began] == [len(made[name]) for name in sorted(made)]
    assert sum(event.amount for event in events if isinstance(event, Moved)) == sum(map(len, made.values()))


def test_the_same_archive_in_other_bytes_is_told(
    catalogue: Catalogue, places: Places, made: dict[str, bytes], tmp_path: Path
) -> None:
    """As if it had been signed since: the archive digest does not reach there."""
    drive = MemoryDrive(dict([min(made.items())]))
    (one,) = found(catalogue, places, drive)
    assert one.entry is not None
    with Catalogue(tmp_path / "other.sqlite") as other:
        company = other.company(catalogue.companies()[0].identity)
        cabinets = (replace(one.entry.cabinets[0], sha256="that of the signed one"),)
        known = other.enter(replace(one.entry, company=company, cabinets=cabinets, learned=False))

        (again,) = found(other, places, drive)

        assert isinstance(again.problem, OtherCopy)
        assert [entry.id for entry in other.entries()] == [known]
        assert other.deposits(known) == []


def test_a_damaged_catalogue_is_moved_aside(places: Places, made: dict[str, bytes]) -> None:
    places.catalogue.parent.mkdir()
    places.catalogue.write_text("Call the bank.")

    catalogue, aside = rebuild.opened(places.catalogue, MOMENT)

    with catalogue:
        assert len(found(catalogue, places, MemoryDrive(made))) == len(catalogue.entries()) == 4
    assert aside == places.catalogue.with_name("catalogue.sqlite.2026-03-31T180005Z")
    assert aside.read_text() == "Call the bank."
    again, nothing = rebuild.opened(places.catalogue, MOMENT)
    with again:
        assert (len(again.entries()), nothing) == (4, None)
