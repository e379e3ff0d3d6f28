"""Farewell: before a company is closed in its own system, all that it gives, on every drive, checked and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archiver import readback, run, verify
from archiver.books import PRINTED
from archiver.catalogue import Catalogue, Deposit, Entry
from archiver.errors import ArchiverError
from archiver.events import Listener
from archiver.export import Clock
from archiver.held import Held
from archiver.job import Done, Job
from archiver.places import Places


@dataclass(frozen=True, slots=True)
class Farewell:
    """What came of it: the archive; what is wrong with its kept copy, if anything is; where it lies, read back and
    compared; the drives that do not have it, with why; how many documents came as their source prints them.
    """

    done: Done
    entry: Entry
    damage: ArchiverError | None
    read_back: Sequence[Deposit]
    failed: Mapping[str, ArchiverError]
    printed: int

    @property
    def complete(self) -> bool:
        """Whether the books were read whole, and the archive is sound here and on each of at least one drive."""
        return not (self.done.archive.incomplete or self.damage or self.failed) and bool(self.read_back)


def farewell(job: Job, places: Places, clock: Clock, tell: Listener) -> Farewell:
    """Make an archive as the job says, then check the copy that is kept, and read it back from every drive.

    Errors: those of ``run``, where no archive could be made. A copy that is not as it should be is told with the rest.
    """
    done = run.run(job, places, clock, tell)
    assert isinstance(done, Done), "it is made even if nothing has changed"
    with Catalogue(places.catalogue) as catalogue:
        (entry,) = catalogue.find(done.archive.digest)
        damage = _damage(job, catalogue, entry)
        failed = dict(done.failed)
        there: list[Deposit] = []
        for name in job.drives:
            if name not in failed:
                there += _read_back(job, catalogue, entry, name, failed, clock, tell)
    return Farewell(done, entry, damage, there, failed, 0 if damage else _printed(job, entry))


def _damage(job: Job, catalogue: Catalogue, entry: Entry) -> ArchiverError | None:
    try:
        verify.check(entry.paths[0], catalogue, job.order.passwords, entry.paths).demand()
    except ArchiverError as error:
        return error
    return None


def _read_back(
    job: Job,
    catalogue: Catalogue,
    entry: Entry,
    name: str,
    failed: dict[str, ArchiverError],
    clock: Clock,
    tell: Listener,
) -> list[Deposit]:
    """The deposits on one drive that are what was deposited; the first error of any other is entered in ``failed``."""
    asked = [each for each in catalogue.deposits(entry.id) if each.drive == name]
    good: list[Deposit] = []
    try:
        for found in readback.read_back(catalogue, asked, job.drives[name], clock, tell):
            if found.problem:
                raise found.problem
            good.append(found.deposit)
    except ArchiverError as error:
        failed[name] = error
    return good


def _printed(job: Job, entry: Entry) -> int:
    """How many documents are packed as their source prints them."""
    with Held.opened(entry.paths, job.order.passwords) as held:
        kind = held.kind("attachments")
        if kind is None:
            return 0
        path = kind.place("path")
        assert path is not None, "where each file lies is a column of that kind"
        return sum(row.id.startswith(PRINTED) and row.values[path] is not None for row in held.rows(kind))
