"""``archiver farewell``: before a company is closed or reset in its own system, everything that it gives, for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import plan
from archiver.cli.options import FOLDER, shared
from archiver.cli.reset import number
from archiver.cli.session import Session
from archiver.errors import ArchiverError, Incomplete
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.farewell import Farewell
    from archiver.model import Control

HEAD = N_("{company}: archive {number}, of {moment}")
PATH = N_("Archive: {path}")
COMPLETE, LACKING, NEXT = N_("Complete:"), N_("Not complete, or not in it:"), N_("What to do next:")
POINT = N_("  {said}")
WHOLE = N_("{documents} documents of {parts} parts of the books, read whole")
PRINTED = N_("{count} documents as their system prints them (PDF)")
SOUND = N_("the copy that is kept here: undamaged, and unaltered")
THERE = N_("{drive}: {name}, read back and compared")
PART = N_("{family}: {reason}")
UNPRINTED = N_("documents as their system prints them (PDF): it gave none")
MASKED = N_("masked: {names}; to have it too, run the same with --unmask")
NEVER = N_("never given by this system:{listed}")
FINDINGS = N_("findings in the books themselves: {count}; they are on the Controls sheet")
NOWHERE = N_("no drive: it lies nowhere but here. Link one, then run it again: archiver link")
NOT_YET = N_("Do not close or reset the company yet. Mend what is not complete, then run it again.")
LOOK = N_('Look inside, while you can still compare: archiver open "{path}"')
DISK = N_(
    "Put one more copy where neither this machine nor these accounts can take it away, such as a disk in a drawer."
)
BACKUP = N_("Keep a backup of the system itself too: from this archive nothing can ever be restored.")
CLOSE = N_("Then close or reset the company there. If it begins anew: archiver reset {company}")


def command(words: Words) -> click.Command:
    """Export all there is, and verify it twice."""
    told = N_("Before a company is closed or reset in its own system: archive all that it gives, and verify it twice.")
    unmask = N_("Leave in what is masked otherwise, such as bank details.")
    files = N_("Folder of the files that documents link to, to be packed.")

    @click.command("farewell", help=words(told))
    @click.argument("name", metavar=words(N_("NAME")))
    @click.option("--documents", type=FOLDER, help=words(files))
    @click.option("--unmask", "unmasked", is_flag=True, help=words(unmask))
    @shared(words)
    @click.pass_obj
    def farewell(session: Session, name: str, *, documents: Path | None, unmasked: bool) -> int:
        from archiver import farewell as last

        company = session.settings.company(name)
        drives = list(dict.fromkeys((*company.drives, *company.scheduled_drives)))
        asked = plan.Asked(name, documents=documents, drives=drives, unmasked=unmasked, printed=True)
        job = plan.job(session, asked)
        made = last.farewell(job, session.places, session.clock, session.listener())
        _tell(session, name, made)
        return max((session.tell(error) for error in _problems(made)), default=0)

    return farewell


def _tell(session: Session, name: str, made: Farewell) -> None:
    """One screen: what is complete, what is not, and what to do next."""
    edition, entry = made.done.archive.edition, made.entry
    session.result(
        archive=[str(path) for path in entry.paths],
        digest=entry.digest,
        number=number(entry.place),
        complete=made.complete,
        families={each.family.name: each.status for each in edition.readings},
        printed=made.printed,
        masked=list(edition.masked),
        missing=[session.words.say(each) for each in edition.missing],
        kept=made.damage is None,
        drives=list(dict.fromkeys(each.drive for each in made.read_back)),
        failed={drive: session.words.say(error.phrase) for drive, error in made.failed.items()},
    )
    session.say(HEAD, company=edition.company.name, number=number(entry.place), moment=entry.moment)
    for path in entry.paths:
        session.say(PATH, path=path)
    for title, points in ((COMPLETE, _complete(made)), (LACKING, _lacking(made)), (NEXT, _next(name, made))):
        session.say(title)
        for each in points:
            session.say(POINT, said=each)


def _complete(made: Farewell) -> Iterator[Phrase]:
    from archiver.model import Status, Verdict

    edition = made.done.archive.edition
    whole = [each for each in edition.readings if each.status is Status.COMPLETE]
    yield phrase(WHOLE, documents=sum(each.written for each in whole), parts=len(whole))
    yield from (each.said for each in _files(made) if each.verdict is Verdict.TIES)
    if made.printed:
        yield phrase(PRINTED, count=made.printed)
    if made.damage is None:
        yield phrase(SOUND)
    for each in made.read_back:
        yield phrase(THERE, drive=each.drive, name=each.name)


def _lacking(made: Farewell) -> Iterator[Phrase]:
    from archiver.model import Status, Verdict

    archive, edition = made.done.archive, made.done.archive.edition
    for each in edition.readings:
        if each.status is not Status.COMPLETE:
            yield phrase(PART, family=each.family.main.labels, reason=each.reason)
    if made.damage:
        yield made.damage.phrase
    for drive, error in made.failed.items():
        yield phrase(PART, family=drive, reason=error.phrase)
    if not (made.read_back or made.failed):
        yield phrase(NOWHERE)
    yield from (each.said for each in _files(made) if each.verdict is not Verdict.TIES)
    if not made.printed:
        yield phrase(UNPRINTED)
    if edition.masked:
        yield phrase(MASKED, names=list(edition.masked))
    if archive.findings:
        yield phrase(FINDINGS, count=len(archive.findings))
    if edition.missing:
        yield phrase(NEVER, listed=list(edition.missing))


def _files(made: Farewell) -> Sequence[Control]:
    """What is said of the files that documents link to."""
    return [each for each in made.done.archive.edition.controls if each.name.startswith("documents_")]


def _next(name: str, made: Farewell) -> Iterator[Phrase]:
    if not made.complete:
        yield phrase(NOT_YET)
        return
    yield phrase(LOOK, path=made.entry.paths[0])
    yield phrase(DISK)
    yield phrase(BACKUP)
    yield phrase(CLOSE, company=name)


def _problems(made: Farewell) -> Iterator[ArchiverError]:
    """What an exit code tells of; the gravest one wins."""
    if made.damage:
        yield made.damage
    yield from made.failed.values()
    if made.done.archive.incomplete:
        yield Incomplete(families=[each.family.main.labels for each in made.done.archive.incomplete])
