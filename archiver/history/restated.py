"""The books as they were known at a moment, stated anew: rows of archives, and what is computed from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from archiver import __version__, carriers, controls, kinds
from archiver.cabinet.file_name import archive_name
from archiver.controls.tally import Tallier
from archiver.held import Held
from archiver.held.composed import Composed
from archiver.history import files
from archiver.history.spooled import fill
from archiver.model import Company, Control, Kind, Reading, Status, Tally, Verdict
from archiver.spool import Spool
from archiver.statements import derived, figures, findings
from archiver.words import N_, Phrase, Words, phrase
from archiver.workbooks import Edition
from archiver.workbooks.edition import zone_of

TYPE = N_("as of a moment: what was known of the books then")
PART = N_("AS-OF")
COMPANY = N_("AS OF {moment} · {company}")
SHOWN = N_("What was known when the books were read on {moment}; made from: {names}")
OLDER = N_("{kind}: as of {moment}, for it is in full archives only.")
NOT_COMPARED = N_("The reports of the source itself were not compared again; the archive says whether they agree.")


def state(composed: Composed, archives: Sequence[Held], spool: Spool, language: str) -> Edition:
    """Put the rows into the spool, with what is derived from them, and examine them; ``archives`` are those composed.

    The spool has begun, and holds a draft afterwards. ``CabinetDamaged`` where records are none.
    """
    words, last = Words(language), archives[-1]
    company, page = last.company, last.page
    for kind in composed.kinds:
        rows = files.rows(composed, archives, kind) if kind.key == files.KIND else composed.rows(kind)
        fill(spool, composed.families[kind.key], kind, rows)
    spool.draft()
    carriers.join(spool, anew=True)
    readings = list(_readings(composed, archives, spool))
    until = page.span.until if page.span else None
    day = until or page.archive.moment.astimezone(zone_of(company)).date()
    tallies = [tally for kind in composed.kinds for tally in _tallies(kind, spool)]
    numbers = findings.numbers(spool, readings, company.fiscal_year_start)
    found = [*_said(archives), *derived.put(spool, company, readings, day, words)]
    found += [*findings.put(spool, numbers, readings, page.archive.moment), *controls.examine(spool, readings)]
    drawn, tied = figures.examine(spool, tallies, day, company.home_currency, readings=readings)
    return Edition(
        language=language,
        name=archive_name(words, company.name, page.archive.moment, words(PART)),
        type=TYPE,
        company=_called(last, words),
        moment=page.archive.moment,
        finished=page.archive.finished,
        program=f"archiver {__version__}",
        span=page.period(),
        readings=readings,
        tallies=tallies,
        controls=[*found, *tied],
        figures=drawn,
        missing=[Phrase(each) for each in page.missing],
        masked=page.masked,
    )


def shown(last: Held) -> datetime:
    """The moment that is truly shown, in the company's zone: when the last of the archives began to be read."""
    return last.page.archive.moment.astimezone(zone_of(last.company))


def _called(last: Held, words: Words) -> Company:
    """The company, called so that cover, footers and properties all say of which moment this is."""
    company = last.company
    return replace(company, name=words.say(phrase(COMPANY, moment=shown(last), company=company.name)))


def _readings(composed: Composed, archives: Sequence[Held], spool: Spool) -> Iterator[Reading]:
    """How each family was read last; where increments were added, what is written is counted anew."""
    for name in archives[-1].page.families:
        own = [kind for kind in composed.kinds if composed.families[kind.key] == name]
        told = _told_of(name, archives).page
        reading = told.reading(name, own or [_nameless(name)])
        if len(archives) > 1:
            reading.asked, reading.written = None, spool.count(reading.family.main)
        yield reading


def _told_of(name: str, archives: Sequence[Held]) -> Held:
    """The last archive for which a family was read; an increment leaves out what is added up at one moment."""
    read = (each for each in reversed(archives) if name in each.page.families)
    return next((each for each in read if each.page.families[name].status is not Status.LEFT_OUT), archives[-1])


def _older(archives: Sequence[Held]) -> Iterator[Control]:
    """Families that are of an earlier moment than the others are."""
    for name in archives[-1].page.families:
        held = _told_of(name, archives)
        if held is not archives[-1] and name in {held.families[kind.key] for kind in held.kinds}:
            kind = next(kind for kind in held.kinds if held.families[kind.key] == name)
            said = phrase(OLDER, kind=kind.labels, moment=shown(held))
            yield Control("as_of", Verdict.NOTED, said, kind.key)


def _nameless(name: str) -> Kind:
    """The kind of a family that has no rows: only what it is called is asked of it."""
    declared = {kind.key: kind for kind in kinds.kinds()}
    return declared.get(name) or Kind(name, "lists", 0, (), {"en": name}, {})


def _tallies(kind: Kind, spool: Spool) -> list[Tally]:
    tallier = Tallier(kind)
    for _ in tallier.passing(spool.spelled(kind)):
        pass
    return tallier.tallies()


def _said(archives: Sequence[Held]) -> Iterator[Control]:
    names = [held.page.archive.name for held in archives]
    yield from _older(archives)
    yield Control("as_of", Verdict.NOTED, phrase(SHOWN, moment=shown(archives[-1]), names=names))
    if any(held.kind("reports") for held in archives):
        yield Control("as_of", Verdict.NOTED, phrase(NOT_COMPARED))
