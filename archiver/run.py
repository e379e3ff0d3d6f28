"""One company, from its books to its drives: exported, entered in the catalogue, deposited wherever it should lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archiver import books, collector, deposits, disk, errors, export, heap, lineage, untold, vanished, workroom
from archiver.books import Books
from archiver.cabinet.file_name import folder_name
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity, Place, Run
from archiver.drives.folder import Folder
from archiver.events import Listener
from archiver.export import Archive, Clock, Prepared, Unchanged
from archiver.increment import Lineage
from archiver.job import Done, Job, Standing
from archiver.lineage import is_there, lies, sha256
from archiver.meter import Meter
from archiver.model import Control, Status, Verdict
from archiver.order import Order, shelf
from archiver.places import Places
from archiver.words import N_, Phrase, phrase

NOTHING_BEFORE = N_("There is no archive here that changes could be added to: a full one is made.")
LACKING_BEFORE = N_("The last full archive lacks some of the books, so no changes build on it: a full one is made.")
LESS_THAN_BEFORE = N_("The books do not have these any more, which changes cannot say: a full archive is made. {kinds}")
MISTAKEN = N_("A mistake of archiver ended it: {name}")


@contextmanager
def opened(
    job: Job, places: Places, clock: Clock, tell: Listener, meter: Meter | None = None
) -> Iterator[tuple[Books, Path]]:
    """The books of a job and the private room they are read in; ``Busy`` if another run has them.

    What their service counts is entered in the end; by a ``meter`` that hears what is told, as they are read.
    """
    asked = books.Asked(
        job.where, job.documents, places.workroom(), job.door, clock, tell, job.unmasked, job.printed,
        job.order.known.home_currency, job.order.known.time_zone,
    )  # fmt: skip
    heap.give_back()
    room = workroom.enter(asked.work, job.who, clock())
    meter = meter or Meter(job.where, places.catalogue, clock)
    with (
        collector.at_rest(),
        room as work,
        books.connect(job.source, replace(asked, work=work)) as read,
        meter.over(read),
    ):
        yield read, work


def run(job: Job, places: Places, clock: Clock, tell: Listener) -> Done | Standing:
    """Export, enter, deposit. A drive that fails does not undo the archive: it is told, and tried again next time."""
    began, meter = clock(), Meter(job.where, places.catalogue, clock)
    heard = meter.hearing(tell)
    if not job.remembered:
        with opened(job, places, clock, tell, meter) as (read, room):
            made = export.export(read, _order(job), room, _keep(job, places), clock, heard)
            assert isinstance(made, Archive), "it was compared with nothing"
            return Done(made, None, {})
    with Catalogue(places.catalogue) as catalogue:
        known = catalogue.called(job.name) if job.name else None
        company = known.id if known else None
        try:
            with opened(job, places, clock, tell, meter) as (read, room):
                company = catalogue.company(_identity(job, read), job.name)
                done = _Export(job, read, room, places, catalogue, company, clock, heard).make()
        except Exception as error:
            catalogue.agenda.record_run(_ended(company, began, clock(), error))
            raise
        if done.lacking or isinstance(done, Done):
            catalogue.agenda.record_run(_ended(company, began, clock(), done.lacking))
        return done


def catch_up(job: Job, entry: Entry, places: Places, clock: Clock, tell: Listener) -> Standing:
    """Finish the deposits of an archive that was made for its period already; the books are left alone."""
    began = clock()
    with workroom.enter(places.workroom(), job.who, began), Catalogue(places.catalogue) as catalogue:
        for name in job.drives:
            catalogue.intend(entry.id, name, _shelf(entry), clock())
        failed = deposits.finish(catalogue, entry.company, job.drives, clock, tell)
        done = Standing(entry, failed, deposited=deposits.lies_on(catalogue, entry.id, job.drives))
        catalogue.agenda.record_run(_ended(entry.company, began, clock(), done.lacking))
        return done


def _ended(company: int | None, began: datetime, ended: datetime, error: Exception | None) -> Run:
    """How a run is remembered; one that a mistake of ours has ended too, for nobody may have seen its report."""
    if error is None:
        return Run(company, began, ended, "done", 0)
    if isinstance(error, errors.ArchiverError):
        return Run(company, began, ended, type(error).__name__, error.exit_code, error.phrase)
    mistake = errors.Mistake
    return Run(company, began, ended, mistake.__name__, mistake.exit_code, phrase(MISTAKEN, name=type(error).__name__))


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


@dataclass(slots=True)
class _Export:
    """One export of a company that the catalogue knows, with its books open."""

    job: Job
    read: Books
    room: Path
    places: Places
    catalogue: Catalogue
    company: int
    clock: Clock
    tell: Listener
    entered: int = 0

    def make(self) -> Done | Standing:
        job, catalogue, company = self.job, self.catalogue, self.company
        self._recover()
        failed = self._deposit()
        if job.due and (met := catalogue.agenda.period(company, job.due)):
            return self._standing(catalogue.entry(met.archive), failed, None)
        in_series = job.name is not None and job.order.in_series
        archives = lineage.entries(catalogue, company) if in_series else []
        last = archives[-1] if archives else None
        place = catalogue.next_place(company) if in_series else None
        made = self._made(archives, place)
        if isinstance(made, Unchanged):
            assert last, "it is like this one"
            return self._unchanged(last, made)
        catalogue.confirm(self.entered, self.clock())
        failed |= self._deposit()
        deposited = self._deposited(self.entered)
        if job.unpacked:
            failed |= deposits.unpack(made, {name: job.drives[name] for name in deposited}, self.room, self.tell)
        return Done(made, place, failed, deposited)

    def _made(self, archives: Sequence[Entry], place: Place | None) -> Archive | Unchanged:
        """An archive, compared with those before it: of changes, where it can build on them, or else a full one."""
        job, order, now = self.job, _order(self.job), self.clock()
        last = archives[-1] if archives else None
        if archives and job.full_after and now - archives[0].moment >= job.full_after:
            order = replace(order, wanted="full")
        wanted = order.type == "incremental"
        with lineage.opened(self.catalogue, self.company, archives, order.passwords, now, only_changes=wanted) as found:
            if place and place.sequence > 1 and not archives:
                found = found._replace(noted=[untold.control(untold.AWAY)])
            if wanted and (why := self._full_instead(found)):
                said = Control("full_instead", Verdict.NOTED, why)
                found = found._replace(noted=[*found.noted, said], increment=None)
                order = replace(order, wanted="full")
            made = export.export(
                self.read, order, self.room, _keep(job, self.places), self.clock, self.tell, place, found,
                unlike=last.likeness if last and job.only_if_changed else None,
                announce=lambda prepared: self._announce(prepared, place),
            )  # fmt: skip
            if found.increment:
                self.catalogue.agenda.sweep(self.company, found.increment.swept)
            return made

    def _full_instead(self, found: Lineage) -> Phrase | None:
        """Why changes alone would not say what there is, if so."""
        if found.increment is None or found.before is None:
            return phrase(LACKING_BEFORE if found.before else NOTHING_BEFORE)
        lost = vanished.kinds(found.before, [family.name for family in self.read.families()])
        kinds = [kind.labels for kind, _ in lost]
        return phrase(LESS_THAN_BEFORE, kinds=kinds) if kinds else None

    def _recover(self) -> None:
        """What a killed run has left: an archive that is whole where it is kept counts, any other never was."""
        for entry in self.catalogue.unconfirmed(self.company):
            for each in entry.cabinets:
                Folder(entry.folder).clear(each.file)
            if is_there(entry):
                self.catalogue.confirm(entry.id, self.clock())
            else:
                _clear(entry)
                self.catalogue.forget(entry.id)

    def _announce(self, prepared: Prepared, place: Place | None) -> None:
        """Enter the archive, and where it is to lie, before it appears under its name: so a crash loses neither."""
        folder = ((self.job.to or self.places.archives) / prepared.cabinets[0][1]).parent.absolute()
        entry = _entry(prepared, self.company, place, folder)
        self.entered = self.catalogue.enter(entry, self.job.due)
        for name in self.job.drives:
            self.catalogue.intend(self.entered, name, shelf(prepared.edition), self.clock())

    def _deposit(self) -> dict[str, errors.ArchiverError]:
        return deposits.finish(self.catalogue, self.company, self.job.drives, self.clock, self.tell)

    def _deposited(self, archive: int) -> list[str]:
        deposits.look(self.catalogue, self.job.drives, self.clock)
        return deposits.lies_on(self.catalogue, archive, self.job.drives)

    def _unchanged(self, last: Entry, made: Unchanged) -> Standing:
        seen = made.edition.finished
        run = Run(self.company, made.edition.moment, seen, "unchanged", 0, archive=last.id)
        self.catalogue.agenda.unchanged(run, self.job.due)
        company = folder_name(made.edition.company.name)
        for name in self.job.drives:
            self.catalogue.intend(last.id, name, f"{company}/{last.moment.year}", self.clock())
        return self._standing(last, self._deposit(), seen)

    def _standing(self, entry: Entry, failed: dict[str, errors.ArchiverError], seen: datetime | None) -> Standing:
        return Standing(entry, failed, seen, self._deposited(entry.id))


def _entry(prepared: Prepared, company: int, place: Place | None, folder: Path) -> Entry:
    edition = prepared.edition
    whole = [each for each in edition.readings if each.status is Status.COMPLETE and each.bookmark]
    return Entry(
        company=company,
        type=edition.type,
        name=edition.name,
        moment=edition.moment,
        finished=edition.finished,
        digest=prepared.digest,
        language=edition.language,
        folder=folder,
        cabinets=tuple(
            Cabinet(number, Path(name).name, path.stat().st_size, sha256(path))
            for number, (path, name) in enumerate(prepared.cabinets, start=1)
        ),
        place=place,
        families={each.family.name: each.status for each in edition.readings},
        bookmarks={each.family.name: each.bookmark for each in whole if each.bookmark},
        likeness=prepared.likeness,
    )


def _shelf(entry: Entry) -> str:
    """Where an archive that was made for a period lies on every drive: as it is kept."""
    return "/".join(entry.folder.parts[-2:])


def _clear(entry: Entry) -> None:
    """Remove the cabinets of an archive that never counted, as far as they were put: each is what was to be entered."""
    put = [path for path, each in zip(entry.paths, entry.cabinets, strict=True) if lies(path, each)]
    for path in put:  # all were read first: where one cannot be, none goes
        with disk.writing(path):
            path.unlink()
