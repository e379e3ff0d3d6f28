"""What goes into an archive: the rows examined, the workbooks, the records, the notice and the machine's page."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

from archiver import __version__, attachments, controls, errors, kinds, likeness, period, predecessor, whose, workbooks
from archiver.books import Attachments, Books, Lacks, Masks, Reports, Versioned
from archiver.cabinet import bag, manifest, notice, records
from archiver.cabinet.disk import writing
from archiver.cabinet.file_name import SUFFIX, archive_name, folder_name
from archiver.catalogue import Place
from archiver.controls.tally import Tallier
from archiver.events import Began, Ended, Listener
from archiver.model import Company, Control, Family, Kind, Reading, Reported, Span, Tally, Verdict
from archiver.predecessor import Predecessor
from archiver.spool import Spool
from archiver.statements import trial_balance
from archiver.words import N_, Words, phrase
from archiver.workbooks import Edition, Written

PROGRAM = f"archiver {__version__}"
JANUARY = (1, 1)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    ``left_out`` names cycles; ``prefix`` replaces company, moment and type before the mark in the file's name;
    ``to_last_day`` says that the books end with their last day, and leaves nothing out; a ``flat`` archive goes
    straight into the folder that it is kept in; ``discriminator`` tells apart copies of the same books.
    """

    language: str = "en"
    until: date | None = None
    to_last_day: bool = False
    left_out: frozenset[str] = frozenset()
    prefix: str | None = None
    flat: bool = False
    discriminator: str = ""
    known: whose.Known = field(default_factory=whose.Known)

    @property
    def type(self) -> str:
        """``full``, or ``period`` for an archive that stands outside the series."""
        return "period" if self.left_out or self.until else "full"

    def kept_as(self, edition: Edition) -> str:
        """The relative path of the cabinet where it is kept."""
        file = f"{edition.name}{SUFFIX}"
        return file if self.flat else f"{shelf(edition)}/{file}"


def shelf(edition: Edition) -> str:
    """The folder of a company's archives of one year, alike on every drive."""
    return f"{folder_name(edition.company.name)}/{edition.moment.year}"


def request(books: Books, order: Order) -> str:
    """What must be the same for an interrupted reading to go on: the books as they are, and what is asked of them.

    Books that cannot tell their version are never taken for the same twice.
    """
    version = books.version() if isinstance(books, Versioned) else uuid4().hex
    return f"{PROGRAM} {version} {sorted(order.left_out)}"


class Bag:
    """The folder that becomes a cabinet, with the spool that it is made from."""

    def __init__(self, folder: Path, books: Books, order: Order, spool: Spool, place: Place | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._folder, self._data = folder, folder / "data"
        self._books, self._order, self._spool, self._place = books, order, spool, place
        self._words = Words(order.language)
        self._own: list[tuple[Kind, str]] = []
        self._digests: dict[str, str] = {}
        with writing(folder):
            self._data.mkdir(parents=True, mode=0o700)

    def examine(
        self, readings: list[Reading], moment: datetime, finished: datetime, tell: Listener, before: Path | None = None
    ) -> Edition:
        """Compare with the archive ``before``, cut to the period, pack the files, compute what is derived, add up."""
        order, spool = self._order, self._spool
        spool.draft()
        since: list[Control] = []
        if before:
            with Predecessor.opened(before) as archive:
                since = predecessor.compare(archive, self._books, spool, readings)
        until = self._last_day([reading.family for reading in readings])
        self._own = self._kinds(readings)
        company, assumed = whose.filled(self._books.company(), order.known, self._usual_currency())
        found = [*assumed, *since, *self._pack_files(readings, tell)]
        self._trial_balance(company)
        tell(Began(phrase(N_("Adding up"))))
        tallies = [tally for kind, _ in self._own for tally in self._tally(kind)]
        found += [*controls.examine(spool, self._reported(), until), *_masked(self._books)]
        tell(Ended())
        for each in readings:
            each.written = spool.documents(each.family.name)
        return Edition(
            language=order.language,
            name=archive_name(self._words, company.name, moment, order.type, order.prefix),
            type=order.type,
            company=company,
            moment=moment,
            finished=finished,
            program=PROGRAM,
            series=str(self._place.series) if self._place else None,
            sequence=self._place.sequence if self._place else None,
            span=Span(None, until) if until else None,
            readings=readings,
            tallies=tallies,
            controls=sorted(found, key=_gravest_first),
            masked=sorted(self._books.masked) if isinstance(self._books, Masks) else [],
            missing=[phrase(each) for each in self._books.missing] if isinstance(self._books, Lacks) else [],
        )

    def _reported(self) -> Iterable[Reported]:
        """What the source adds up for itself."""
        kind = self._spool.kind("reports")
        if kind is None or not isinstance(self._books, Reports):
            return ()
        return self._books.reported(self._spool.rows(kind))

    def _last_day(self, families: Sequence[Family]) -> date | None:
        """The last day that the archive speaks of, with what lies after it left out."""
        if self._order.until:
            period.cut(self._spool, families, self._order.until)
            return self._order.until
        return period.last_day(self._spool) if self._order.to_last_day else None

    def _kinds(self, readings: Sequence[Reading]) -> list[tuple[Kind, str]]:
        """The kinds that have rows; one that several families bring, such as taxes, is told once, with the first."""
        present = {kind.key for kind in self._spool.kinds()}
        own: dict[str, tuple[Kind, str]] = {}
        for family in (reading.family for reading in readings):
            for kind in family.kinds:
                if kind.key in present:
                    own.setdefault(kind.key, (kind, family.name))
        return list(own.values())

    def _usual_currency(self) -> str | None:
        """The currency that most postings of the ledger are in."""
        ledger = self._spool.kind("ledger")
        if ledger is None:
            return None
        place = ledger.keys.index("entry_currency")
        used = Counter(str(row.values[place]) for row in self._spool.by_id(ledger) if row.values[place])
        return min(used, key=lambda code: (-used[code], code), default=None)

    def _pack_files(self, readings: Sequence[Reading], tell: Listener) -> list[Control]:
        reading = next((each for each in readings if each.family.name == "attachments"), None)
        if reading is None or not isinstance(self._books, Attachments):
            return []
        return attachments.pack(self._books, self._spool, self._data, reading, tell, self._order.left_out)

    def _trial_balance(self, company: Company) -> None:
        kind = kinds.kind("trial_balance")
        starts = company.fiscal_year_start or JANUARY
        self._spool.put(kind, list(trial_balance.rows(self._spool, kind, starts, self._words)))

    def _tally(self, kind: Kind) -> list[Tally]:
        tallier = Tallier(kind)
        for row in self._spool.by_id(kind):
            tallier.add(row)
        return tallier.tallies()

    def record(self, edition: Edition, tell: Listener) -> str:
        """Write the records, and say what they are like: the same text for the same records, files and options."""
        tell(Began(phrase(N_("Writing records"))))
        rows = {kind.key: self._spool.by_id(kind) for kind, _ in self._own}
        records.write(self._data / "records", self._own, rows)
        self._digests = likeness.digests(self._folder)
        tell(Ended())
        return likeness.of(edition, self._order.left_out, self._folder, self._digests)

    def fill(self, edition: Edition, tell: Listener) -> str:
        """Write everything else, seal the bag, and say the archive digest."""
        tell(Began(phrase(N_("Writing workbooks"))))
        written = workbooks.write(edition, self._spool, self._data)
        self._compare(written)
        self._write_page(edition)
        self._write_notice(edition, written)
        sealed = bag.seal(self._folder, self._info(edition), self._digests)
        tell(Ended())
        return sealed.digest

    def _compare(self, written: Sequence[Written]) -> None:
        """Every row that was read is on a sheet."""
        on_paper = {each.kind: each.rows for each in written}
        lost = [kind.labels for kind, _ in self._own if on_paper.get(kind.key, 0) != self._spool.count(kind)]
        if lost:
            raise errors.TallyMismatch(listed=lost)

    def _write_page(self, edition: Edition) -> None:
        place = self._place
        before = (place.sequence - 1, place.predecessor) if place and place.predecessor else None
        page = manifest.Manifest(
            program=edition.program,
            name=edition.name,
            type=edition.type,
            moment=edition.moment,
            finished=edition.finished,
            language=edition.language,
            company=edition.company,
            readings=edition.readings,
            tallies=edition.tallies,
            controls=edition.controls,
            masked=edition.masked,
            missing=edition.missing,
            series=place.series if place else None,
            sequence=edition.sequence,
            predecessor=before,
            span=edition.span,
            discriminator=self._order.discriminator,
        )
        self._write(manifest.NAME, manifest.text(page))

    def _write_notice(self, edition: Edition, written: Sequence[Written]) -> None:
        start = self._words.choose(kinds.cycle("start").workbooks)
        source = edition.company.system or edition.company.source
        said = notice.text(self._words, company=edition.company.name, source=source, moment=edition.moment, start=start)
        self._write(notice.file_name(self._words), said)

    def _write(self, name: str, text: str) -> None:
        with writing(self._folder / name):
            (self._folder / name).write_bytes(text.encode())

    def _info(self, edition: Edition) -> dict[str, str]:
        place = self._place
        info = {
            "Source-Organization": edition.company.name,
            "External-Identifier": edition.name,
            "External-Description": self._words(N_("Read-only historical copy of a company's books")),
            "Restorable": "false",
            "Mark": self._words.mark,
            "Bagging-Date": edition.moment.date().isoformat(),
            "Bag-Software-Agent": edition.program,
        }
        if place:
            info |= {"Archive-Series": str(place.series), "Archive-Sequence": str(place.sequence)}
            info |= {"Previous-Archive-SHA256": place.predecessor} if place.predecessor else {}
        return info

    def members(self) -> Iterator[tuple[str, Path]]:
        """Every file of the bag: the notice first, then the tag files, then the workbooks, then the rest."""
        found = [path for path in self._folder.rglob("*") if path.is_file()]
        for path in sorted(found, key=self._shelf):
            yield path.relative_to(self._folder).as_posix(), path

    def _shelf(self, path: Path) -> tuple[bool, int, str]:
        name = path.relative_to(self._folder).as_posix()
        return name != notice.file_name(self._words), name.count("/"), name


def _gravest_first(control: Control) -> int:
    return [Verdict.DIFFERS, Verdict.EXPLAINED, Verdict.TIES, Verdict.NOTED].index(control.verdict)


def _masked(books: Books) -> Iterator[Control]:
    if isinstance(books, Masks) and books.masked:
        said = N_("Masked, for they do not belong in a copy that is shared: {names}")
        yield Control("masked", Verdict.NOTED, phrase(said, names=sorted(books.masked)))
