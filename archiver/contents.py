"""What goes into an archive: the rows examined, the workbooks, the records, the notice and the machine's page."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archiver import (
    __version__,
    attachments,
    carriers,
    colophon,
    controls,
    envelope,
    errors,
    fiscal_year,
    latin,
    likeness,
    period,
    predecessor,
    whose,
    workbooks,
)
from archiver.attachments import Packing
from archiver.books import Attachments, Books, Lacks, Masks, Reports
from archiver.cabinet import bag, manifest, notice, records, series
from archiver.cabinet.content import Late, Member
from archiver.cabinet.file_name import archive_name
from archiver.catalogue import Place
from archiver.controls.tally import Tallier
from archiver.disk import writing
from archiver.events import Began, Ended, Listener
from archiver.held import Composed
from archiver.increment import ALONE, Increment, Lineage
from archiver.model import Company, Control, Family, Kind, Reading, Reported, Span, Tally, Verdict
from archiver.order import Order
from archiver.spool import Spool
from archiver.statements import derived, figures, findings
from archiver.statements.findings import Numbers
from archiver.words import N_, Words, phrase
from archiver.workbooks import Edition

PROGRAM = f"archiver {__version__}"


class Bag:
    """The folder that becomes a cabinet, with the spool that it is made from.

    ``changed``: whether anything is not as it was in the archives before, once it was compared. ``sure``: whatever it
    comes to, there will be an archive. To be closed.
    """

    def __init__(
        self, folder: Path, books: Books, order: Order, spool: Spool, place: Place | None, *, sure: bool = False
    ) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._folder, self._data = folder, folder / "data"
        self._books, self._order, self._spool, self._place = books, order, spool, place
        self._words = Words(order.language)
        self._own: list[tuple[Kind, str]] = []
        self._digests: dict[str, str] = {}
        self._begun: workbooks.Begun | None = None
        self._sure, self._closing = sure, ExitStack()
        self.changed = True
        with writing(folder):
            self._data.mkdir(parents=True, mode=0o700)

    def examine(
        self,
        readings: list[Reading],
        moment: datetime,
        finished: datetime,
        tell: Listener,
        lineage: Lineage = ALONE,
    ) -> Edition:
        """Compare with the archives before it, cut to the period, pack the files, compute what is derived, control,
        write the records and add them up. An archive that is an ``increment`` of those before is no statement.
        """
        spool, (before, increment, noted) = self._spool, lineage
        spool.draft()
        found = [*noted, *(self._against(before, readings, tell, increment) if before else [])]
        company, assumed = self._company(before if increment else None)
        span = self._span(company)
        numbers = findings.numbers(spool, readings, company.fiscal_year_start, span.until if self._cuts(span) else None)
        if not before:
            self._cut(span, [reading.family for reading in readings])
        self._own = self._kinds(readings)
        found += [*assumed, *_masked(self._books)]
        edition = replace(
            self._edition(company, moment, finished, increment),
            span=span if span.start or span.until else None,
            readings=readings,
        )
        if increment:
            found += controls.of_documents(spool, readings)
            edition = replace(edition, tallies=self._record(edition, tell))
        else:
            edition = self._stated(edition, numbers, tell, packs=not before)
        for each in readings:
            each.written = spool.documents(each.family.name)
        return replace(edition, controls=sorted([*found, *edition.controls], key=_gravest_first))

    def _stated(self, edition: Edition, numbers: Numbers, tell: Listener, *, packs: bool) -> Edition:
        """With all that can be derived from whole books, and what they control; a period begins after that, and only
        the files of what stays are packed, if this one ``packs``.
        """
        spool, company, readings = self._spool, edition.company, edition.readings
        start, until = (edition.span.start, edition.span.until) if edition.span else (None, None)
        day = until or edition.moment.astimezone(edition.zone).date()
        tell(Began(phrase(N_("Adding up"))))
        found = derived.put(spool, company, readings, day, self._words, start)
        found += findings.put(spool, numbers, readings, edition.moment)
        found += controls.examine(spool, readings, self._reported(), until)
        tell(Ended())
        if start:
            found.append(period.begin(spool, [reading.family for reading in readings], start, day))
        if packs:
            found += self._joined(self._packed(readings, tell), readings)
        tallies = self._record(edition, tell)
        drawn, tied = figures.examine(spool, tallies, day, company.home_currency, start, readings)
        return replace(edition, tallies=tallies, controls=[*found, *tied], figures=drawn)

    def _company(self, before: Composed | None) -> tuple[Company, list[Control]]:
        """Whose books, and what nobody said of them; of changes alone, the currency is that of the archives before."""
        usual = before.last.company.home_currency if before else whose.usual_currency(self._spool)
        return whose.filled(self._books.company(), self._order.known, usual)

    def _against(
        self, before: Composed, readings: Sequence[Reading], tell: Listener, increment: Increment | None
    ) -> list[Control]:
        """What changed since the archives before; of an increment, nothing else stays."""
        packing = self._packed(readings, tell)
        found = predecessor.compare(
            before, self._books, self._spool, readings, self._words, only_changes=increment is not None
        )
        self.changed = found.changed
        if increment:
            increment.name_bases(readings)
        if packing and increment:
            packing.judge(readings)  # by all files: one that still cannot be read is no change
            packing.recount(self._spool)
        return [*found.controls, *self._joined(packing, readings)]

    def _edition(
        self, company: Company, moment: datetime, finished: datetime, increment: Increment | None = None
    ) -> Edition:
        """What is known of an edition before anything was examined."""
        order, place = self._order, self._place
        since = increment.since if increment else None
        name = archive_name(self._words, company.name, moment, order.type, order.prefix, since)
        return Edition(
            language=order.language,
            name=latin.spelt(name) if order.manner.ascii_names else name,
            type=order.type,
            company=company,
            moment=moment,
            finished=finished,
            program=PROGRAM,
            series=str(place.series) if place else None,
            sequence=place.sequence if place else None,
            since=since,
            manner=order.manner,
            masked=sorted(self._books.masked) if isinstance(self._books, Masks) else [],
            missing=[phrase(each) for each in self._books.missing] if isinstance(self._books, Lacks) else [],
        )

    def _reported(self) -> Iterable[Reported]:
        """What the source adds up for itself."""
        kind = self._spool.kind("reports")
        if kind is None or not isinstance(self._books, Reports):
            return ()
        return self._books.reported(self._spool.rows(kind))

    def _span(self, company: Company) -> Span:
        """The days that the archive speaks of, as far as they are bounded."""
        order = self._order
        if order.year:
            year = fiscal_year.called(order.year, company.fiscal_year_start or fiscal_year.JANUARY)
            return Span(year.start, year.end)
        if order.to_last_day:
            return Span(None, period.last_day(self._spool))
        return Span(order.start, order.until)

    def _cuts(self, span: Span) -> bool:
        return span.until is not None and not self._order.to_last_day

    def _cut(self, span: Span, families: Sequence[Family]) -> None:
        """What lies after the last day is left out."""
        if span.until and self._cuts(span):
            period.cut(self._spool, families, span.until)

    def _kinds(self, readings: Sequence[Reading]) -> list[tuple[Kind, str]]:
        """The kinds that have rows; one that several families bring, such as taxes, is told once, with the first."""
        present = {kind.key for kind in self._spool.kinds()}
        own: dict[str, tuple[Kind, str]] = {}
        for family in (reading.family for reading in readings):
            for kind in family.kinds:
                if kind.key in present:
                    own.setdefault(kind.key, (kind, family.name))
        return list(own.values())

    def _packed(self, readings: Sequence[Reading], tell: Listener) -> Packing | None:
        """The files of the books, in the bag."""
        order, books = self._order, self._books
        if not isinstance(books, Attachments) or not any(each.family.name == "attachments" for each in readings):
            return None
        left_out = order.left_out | order.boxes
        return attachments.pack(books, self._spool, self._data, tell, left_out, ascii_names=order.manner.ascii_names)

    def _joined(self, packing: Packing | None, readings: Sequence[Reading]) -> list[Control]:
        """Files and documents told of one another, and what is to be said of them."""
        if packing is None:
            return []
        packing.judge(readings)
        carriers.join(self._spool)
        return list(packing.controls())

    def _record(self, edition: Edition, tell: Listener) -> list[Tally]:
        """Write the records, and add them up as they go by; ``TallyMismatch`` unless all of them did.

        Nothing of the rows is changed any more: workbooks are begun meanwhile, if they are wanted whatever comes.
        """
        tell(Began(phrase(N_("Writing records"))))
        if self._sure:
            self._begun = self._begin(edition, meanwhile=True)
        talliers = {kind.key: Tallier(kind) for kind, _ in self._own}
        rows = {kind.key: talliers[kind.key].passing(self._spool.spelled(kind)) for kind, _ in self._own}
        records.write(self._data / "records", self._own, rows)
        tallies = {key: tallier.tallies() for key, tallier in talliers.items()}
        self._compare({key: sum(tally.count for tally in found) for key, found in tallies.items()})
        tell(Ended())
        return [tally for found in tallies.values() for tally in found]

    def likeness(self, edition: Edition) -> str:
        """What the records are like: the same text for the same records, files and options."""
        self._digests = likeness.digests(self._folder)
        left_out = self._order.left_out | self._order.boxes
        alike = likeness.of(edition, left_out, self._folder, self._digests)
        return f"{alike} sealed" if self._order.sealed else alike

    def fill(self, edition: Edition, tell: Listener) -> None:
        """Write everything else that goes into the archive."""
        tell(Began(phrase(N_("Writing workbooks"))))
        begun = self._begun or self._begin(edition)
        self._compare({each.kind: each.rows for each in begun.finish(edition)})
        self._explain(edition)
        tell(Ended())

    def _begin(self, edition: Edition, *, meanwhile: bool = False) -> workbooks.Begun:
        """Plan the workbooks, and begin with them where others write them."""
        view = self._closing.enter_context(closing(self._spool.view()))
        begun = workbooks.Begun(edition, view, self._data, meanwhile=meanwhile)
        return self._closing.enter_context(closing(begun))

    def close(self) -> None:
        """Let go of everything but the folder."""
        self._closing.close()

    def _explain(self, edition: Edition) -> None:
        """Write the notice and the machine's page, which is sealed in with all the rest where a password seals."""
        order = self._order
        page = colophon.page(edition, self._place, discriminator=order.discriminator, sealed=order.sealed)
        self._write(notice.file_name(self._words), colophon.letter(edition, sealed=order.sealed))
        self._write(manifest.NAME, manifest.text(page))
        if order.password:
            envelope.close(self._folder, order.password)
            self._write(manifest.NAME, manifest.label(page))

    def _compare(self, written: Mapping[str, int]) -> None:
        """Every row that was read is written, by how many of each kind are."""
        lost = [kind.labels for kind, _ in self._own if written.get(kind.key, 0) != self._spool.count(kind)]
        if lost:
            raise errors.TallyMismatch(listed=lost)

    def _write(self, name: str, text: str) -> None:
        with writing(self._folder / name):
            (self._folder / name).write_bytes(text.encode())

    def cabinets(self, edition: Edition) -> list[list[Member | Late]]:
        """What goes into each cabinet of the archive: one, unless all of it is too much for one."""
        files = {path.relative_to(self._folder).as_posix(): path for path in self._folder.rglob("*") if path.is_file()}
        info, parts = colophon.info(edition, self._place), series.split(files, self._order.largest)
        turns = series.turns(edition.name, len(parts))
        return [bag.members(part, info, turn) for part, turn in zip(parts, turns, strict=True)]


def _gravest_first(control: Control) -> int:
    return [Verdict.DIFFERS, Verdict.EXPLAINED, Verdict.TIES, Verdict.NOTED].index(control.verdict)


def _masked(books: Books) -> Iterator[Control]:
    if isinstance(books, Masks) and books.masked:
        said = N_("Masked, for they do not belong in a copy that is shared: {names}")
        yield Control("masked", Verdict.NOTED, phrase(said, names=sorted(books.masked)))
