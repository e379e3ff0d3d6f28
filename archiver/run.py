"""One company, from its books to its drives: exported, entered in the catalogue, deposited wherever it should lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from archiver import books, errors, export, unpacked, workroom
from archiver.books import Books
from archiver.catalogue import Cabinet, Catalogue, Deposit, Entry, Identity, Place, Run
from archiver.contents import Order, shelf
from archiver.drives import Drive, Receipt
from archiver.drives.folder import Folder
from archiver.events import Listener
from archiver.export import Archive, Clock
from archiver.model import Status
from archiver.places import Places

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """Whose books, where they are, and where the archive goes.

    ``name`` is the company's in the settings; without one there is no series. ``to`` replaces the archives' own folder.
    ``remembered`` is false for what the catalogue need not know; ``unpacked`` puts the workbooks beside the cabinet on
    every drive, as plain files.
    """

    source: str
    where: str
    order: Order
    documents: Path | None = None
    name: str | None = None
    to: Path | None = None
    drives: Mapping[str, Drive] = field(default_factory=dict)
    remembered: bool = True
    unpacked: bool = False

    @property
    def who(self) -> str:
        """What the books are called when something has to be said of them."""
        return self.name or self.where


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: the archive, the drives that it lies on, and those that failed with their errors."""

    archive: Archive
    place: Place | None
    failed: Mapping[str, errors.ArchiverError]
    deposited: Sequence[str] = ()

    @property
    def lacking(self) -> errors.ArchiverError | None:
        """What keeps it from being all that was asked for: parts of the books, or else the first drive that failed."""
        if self.archive.incomplete:
            return errors.Incomplete(families=[each.family.main.labels for each in self.archive.incomplete])
        return next(iter(self.failed.values()), None)


@contextmanager
def opened(job: Job, places: Places, now: datetime) -> Iterator[tuple[Books, Path]]:
    """The books of a job and the private room they are read in; ``Busy`` if another run has them."""
    asked = books.Asked(job.where, job.documents, places.workroom())
    with workroom.enter(asked.work, job.who, now) as room, books.connect(job.source, replace(asked, work=room)) as read:
        yield read, room


def run(job: Job, places: Places, clock: Clock, tell: Listener) -> Done:
    """Export, enter, deposit. A drive that fails does not undo the archive: it is told, and tried again next time."""
    began = clock()
    if not job.remembered:
        with opened(job, places, began) as (read, room):
            return Done(export.export(read, _order(job), room, _keep(job, places), clock, tell), None, {})
    with Catalogue(places.catalogue) as catalogue:
        company: int | None = None
        try:
            with opened(job, places, began) as (read, room):
                company = catalogue.company(_identity(job, read), job.name)
                done = _export(job, read, room, places, catalogue, company, clock, tell)
        except errors.ArchiverError as error:
            catalogue.record_run(_ended(company, began, clock(), error))
            raise
        catalogue.record_run(_ended(company, began, clock(), done.lacking))
        return done


def _ended(company: int | None, began: datetime, ended: datetime, error: errors.ArchiverError | None) -> Run:
    if error is None:
        return Run(company, began, ended, "done", 0)
    return Run(company, began, ended, type(error).__name__, error.exit_code, error.phrase)


def _identity(job: Job, read: Books) -> Identity:
    company = read.company()
    return Identity(company.source, company.source_id, job.order.discriminator)


def _order(job: Job) -> Order:
    """The order; its archive goes straight into a folder that the person named."""
    return replace(job.order, flat=job.to is not None)


def _keep(job: Job, places: Places) -> Folder:
    if job.to:
        return Folder(job.to)
    try:
        places.archives.mkdir(parents=True, exist_ok=True)
    except OSError as denied:
        raise errors.TargetNotWritable(path=places.archives, reason=errors.because(denied)) from denied
    return Folder(places.archives)


def _export(
    job: Job, read: Books, room: Path, places: Places, catalogue: Catalogue, company: int, clock: Clock, tell: Listener
) -> Done:
    failed = dict(deposit(catalogue, company, job.drives, clock, tell))
    place = catalogue.next_place(company) if job.name and job.order.type == "full" else None
    archive = export.export(read, _order(job), room, _keep(job, places), clock, tell, place)
    number = catalogue.enter(_entry(archive, company, place, clock()))
    for name in job.drives:
        catalogue.intend(number, name, shelf(archive.edition), clock())
    failed |= deposit(catalogue, company, job.drives, clock, tell)
    if job.unpacked:
        failed |= _unpack(
            archive, {name: drive for name, drive in job.drives.items() if name not in failed}, room, tell
        )
    return Done(archive, place, failed, [name for name in job.drives if name not in failed])


def _unpack(
    archive: Archive, drives: Mapping[str, Drive], room: Path, tell: Listener
) -> dict[str, errors.ArchiverError]:
    """The workbooks beside the cabinet, on each drive; those that fail, with why."""
    failed: dict[str, errors.ArchiverError] = {}
    for name, drive in drives.items():
        try:
            unpacked.put(archive.path, drive, shelf(archive.edition), room, tell)
        except errors.ArchiverError as error:
            failed[name] = error
    return failed


def deposit(
    catalogue: Catalogue, company: int, drives: Mapping[str, Drive], clock: Clock, tell: Listener
) -> Iterator[tuple[str, errors.ArchiverError]]:
    """Finish every deposit that is still pending, the oldest first; the drives that fail, with why."""
    for each in catalogue.pending_deposits(company):
        if each.drive in drives:
            try:
                _deposit(catalogue, each, drives[each.drive], clock, tell)
            except errors.ArchiverError as error:
                yield each.drive, error


def _deposit(catalogue: Catalogue, each: Deposit, drive: Drive, clock: Clock, tell: Listener) -> None:
    """Put a cabinet on a drive, and compare it where it lies: by its receipt, or else by reading it back."""
    receipt = drive.put(each.path, each.name, tell)
    catalogue.deposited(each.id, receipt.where, clock())
    if (receipt.digest or _digest(drive, receipt)) != each.cabinet.sha256:
        raise errors.DigestMismatch(path=receipt.where, listed=each.name)
    catalogue.verified(each.id, clock())


def _digest(drive: Drive, receipt: Receipt) -> str:
    digest = hashlib.sha256()
    with drive.open(receipt) as there:
        while block := there.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _entry(archive: Archive, company: int, place: Place | None, verified: datetime) -> Entry:
    edition = archive.edition
    whole = [each for each in edition.readings if each.status is Status.COMPLETE and each.bookmark]
    return Entry(
        company=company,
        type=edition.type,
        name=edition.name,
        moment=edition.moment,
        finished=edition.finished,
        digest=archive.digest,
        language=edition.language,
        folder=archive.path.parent,
        cabinets=_cabinets(archive),
        place=place,
        families={each.family.name: each.status for each in edition.readings},
        bookmarks={each.family.name: each.bookmark for each in whole if each.bookmark},
        verified=verified,
    )


def _cabinets(archive: Archive) -> tuple[Cabinet, ...]:
    receipt = archive.receipt
    return (Cabinet(1, archive.path.name, receipt.size, receipt.digest or ""),)
