"""The catalogue made anew from a drive: each archive there is brought here, checked, entered, and kept again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from archiver import disk, learn, share, workroom
from archiver.cabinet import together
from archiver.catalogue import Catalogue, Entry
from archiver.drives import Drive, Receipt, Sharing, names
from archiver.drives.folder import Folder
from archiver.envelope import Password
from archiver.errors import (
    ArchiverError,
    Busy,
    CatalogueDamaged,
    IntegrityError,
    NoSpace,
    NotLinked,
    OtherCopy,
    RebuildBusy,
    Sealed,
    WrongPassword,
)
from archiver.events import Began, Ended, Listener, Moved, silence
from archiver.export import Clock
from archiver.places import Places
from archiver.words import N_, phrase

BLOCK = 1 << 20
BRINGING = N_("Bringing {name} from {drive}")

Passwords = Callable[[Path], Sequence[Password]]
"""What may open the archive that a cabinet is of."""


@dataclass(frozen=True, slots=True)
class Source:
    """A drive to rebuild from. One that is not ``named`` is none of the settings': what lies there is no deposit."""

    name: str
    drive: Drive
    named: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """An archive that a drive has, by the name there of its first cabinet, with its entry or what went wrong."""

    name: str
    entry: Entry | None
    problem: ArchiverError | None = None


def opened(path: Path, now: datetime) -> tuple[Catalogue, Path | None]:
    """The catalogue to fill; and where a damaged one, in whose place it stands, was moved to.

    Errors: those of a ``Store``, ``TargetNotWritable`` where it cannot be moved.
    """
    try:
        return Catalogue(path), None
    except CatalogueDamaged:
        aside = path.with_name(f"{path.name}.{now:%Y-%m-%dT%H%M%SZ}")
    with disk.writing(aside):
        path.rename(aside)
    return Catalogue(path), aside


def rebuild(
    catalogue: Catalogue, source: Source, places: Places, passwords: Passwords, clock: Clock, tell: Listener
) -> Iterator[Found]:
    """Enter every archive of a drive, each as soon as it is checked; last, ask who is let in there.

    One that is bad does not keep the others from it. What is known, and lies here too, is not brought again where the
    drive itself says its SHA-256. A drive that cannot be reached raises its error, and so does a full disk;
    ``RebuildBusy`` while another run does the same.
    """
    with _room(places, source.name, clock) as room:
        bringing = _Bringing(catalogue, source, places.archives, room, passwords, clock, tell)
        there: dict[str, Receipt] = {}
        for receipt in source.drive.list():
            there.setdefault(receipt.name, receipt)
        for first in together.archives(map(Path, there)):
            wanted = [path.as_posix() for path in together.whole(first)]
            yield bringing.one([there[name] for name in wanted if name in there])
    if source.named and isinstance(source.drive, Sharing):
        share.ask(catalogue, source.name, source.drive, clock())


@contextmanager
def _room(places: Places, name: str, clock: Clock) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            room = stack.enter_context(workroom.enter(places.workroom(), f"rebuild {name}", clock()))
        except Busy as busy:
            raise RebuildBusy(name=name) from busy
        yield room


@dataclass(frozen=True, slots=True)
class _Bringing:
    """One drive being read, archive by archive."""

    catalogue: Catalogue
    source: Source
    archives: Path
    room: Path
    passwords: Passwords
    clock: Clock
    tell: Listener

    def one(self, receipts: Sequence[Receipt]) -> Found:
        """An archive, by what the drive says of its cabinets."""
        name = receipts[0].name
        brought: dict[Path, Receipt] = {}
        shutil.rmtree(self._fresh, ignore_errors=True)  # of a run that was killed
        try:
            entry = self._known([receipt.digest for receipt in receipts])
            if entry is None or not all(path.exists() for path in entry.paths):
                entry = self._entered(receipts, brought)
            self._deposit(entry, receipts)
            self._keep(entry, brought)
            return Found(name, entry)
        except ArchiverError as error:
            if error.retriable or isinstance(error, NoSpace | NotLinked):  # nor could anything else be read
                raise
            if isinstance(error, IntegrityError | Sealed | WrongPassword):
                error.facts["path"] = f"{self.source.name}: {name}"  # what was brought here is gone again
            return Found(name, None, error)
        finally:
            shutil.rmtree(self._fresh, ignore_errors=True)

    @property
    def _fresh(self) -> Path:
        """The folder that one archive is brought into."""
        return self.room / "archive"

    def _known(self, digests: Sequence[str | None]) -> Entry | None:
        """The archive whose cabinets these are, by their SHA-256."""
        found = self.catalogue.find(digests[0]) if digests[0] else []
        whole = (entry for entry in found if [each.sha256 for each in entry.cabinets] == digests)
        return next(whole, None)

    def _entered(self, receipts: Sequence[Receipt], brought: dict[Path, Receipt]) -> Entry:
        """The archive, brought here, and entered if it is not known."""
        digests = [self._bring(receipt, brought) for receipt in receipts]
        first = next(iter(brought))
        if entry := self._known(digests):
            return entry
        kept = self.archives.joinpath(*PurePosixPath(receipts[0].name).parts[:-1]).absolute()
        entry = learn.learn(first, self.catalogue, self.clock(), self.passwords(first), kept)
        if [each.sha256 for each in entry.cabinets] != digests:
            raise OtherCopy(name=receipts[0].name, drive=self.source.name, path=entry.paths[0])
        return entry

    def _bring(self, receipt: Receipt, brought: dict[Path, Receipt]) -> str:
        """A cabinet in the private room, under its own name; its SHA-256 in hex."""
        path = self._fresh / names.parts(receipt.name, self.source.name)[-1]
        brought[path] = receipt
        digest = hashlib.sha256()
        with disk.writing(path):
            self._fresh.mkdir(mode=0o700, exist_ok=True)
        with self.source.drive.open(receipt) as there, disk.writing(path), open(path, "wb") as here:
            self.tell(Began(phrase(BRINGING, name=receipt.name, drive=self.source.name), receipt.size, "bytes"))
            while block := there.read(BLOCK):
                digest.update(block)
                here.write(block)
                self.tell(Moved(len(block)))
            self.tell(Ended())
        return digest.hexdigest()

    def _deposit(self, entry: Entry, receipts: Sequence[Receipt]) -> None:
        """Enter that it lies on the drive, where it was compared just now."""
        if not self.source.named:
            return
        name, now = self.source.name, self.clock()
        folder = receipts[0].name.rpartition("/")[0]
        self.catalogue.intend(entry.id, name, folder, now)
        there = {receipt.name: receipt for receipt in receipts}
        for deposit in self.catalogue.deposits(entry.id):
            if deposit.drive == name and (receipt := there.get(deposit.name)):
                self.catalogue.deposited(deposit.id, receipt.where, now)
                self.catalogue.verified(deposit.id, now)

    def _keep(self, entry: Entry, brought: Mapping[Path, Receipt]) -> None:
        """Keep what was brought where the catalogue says that it is kept, if that is among our archives."""
        kept = set(entry.paths)
        for path, receipt in brought.items():
            if self.archives.absolute() / receipt.name in kept:
                with disk.writing(self.archives):
                    self.archives.mkdir(parents=True, exist_ok=True)
                Folder(self.archives).put(path, receipt.name, silence)
