"""``archiver as-of``: the books as they were known at a moment, as workbooks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver import disk
from archiver.cli import looking, sealing
from archiver.cli.options import FOLDER, language, shared
from archiver.cli.session import Session
from archiver.errors import NotAMoment, TargetMissing
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Entry
    from archiver.history.as_of import AsOf
    from archiver.history.kept import Kept

ABOUT = N_(
    "Make workbooks of the books as they were known at a moment, such as '2026-03-31 18:00' by the clock of this "
    "machine."
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LAST = time(23, 59, 59, 999999)
SHOWN = N_("What was known on {moment}, when the books were last read before the moment that was asked for.")


def command(words: Words) -> click.Command:
    """The books at a moment."""

    @click.command("as-of", help=words(ABOUT))
    @click.argument("name", metavar=words(N_("NAME")))
    @click.argument("moment", metavar=words(N_("MOMENT")))
    @click.option("--to", type=FOLDER, default=".", help=words(N_("Folder in which the new one is made.")))
    @language(words)
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def as_of(
        session: Session,
        name: str,
        moment: str,
        to: Path,
        language: str | None,
        *,
        password: bool,
        password_file: Path | None,
    ) -> None:
        from archiver.history.moment import known_at

        asked = _moment(moment)
        if not disk.is_folder(to):
            raise TargetMissing(path=to)
        given = sealing.given(session, asked=password, file=password_file)
        with session.catalogue() as catalogue:
            archives = looking.Archives(session, catalogue, given)
            entries = archives.of(name)
            chosen = [archives.kept(entry) for entry in known_at(entries, asked, name)]
        _tell(session, chosen, _make(session, name, chosen, to, language), asked)
        _pass_over(session, [each for each in entries if chosen[-1].entry.finished < each.finished <= asked])

    return as_of


def _moment(typed: str) -> datetime:
    """A moment in the time of this machine, unless it has an offset; a plain day means its end."""
    try:
        if DAY.fullmatch(typed.strip()):
            return datetime.combine(date.fromisoformat(typed.strip()), LAST).astimezone()
        return datetime.fromisoformat(typed.strip()).astimezone()
    except (ValueError, OverflowError, OSError):
        raise NotAMoment(value=typed) from None


def _pass_over(session: Session, later: Sequence[Entry]) -> None:
    """Say which archives were read later, by that moment, but do not hold everything, or stand on what is missing."""
    session.result(passed_over=[each.name for each in later])
    if names := [each.name for each in later if each.type != "incremental"]:
        session.say(N_("Read later, but not taken, for they do not hold everything: {names}"), names=names)
    if names := [each.name for each in later if each.type == "incremental"]:
        session.say(N_("Read later, but not taken, for an archive that they build on is missing: {names}"), names=names)


def _make(session: Session, name: str, chosen: list[Kept], to: Path, language: str | None) -> AsOf:
    from archiver.history import as_of
    from archiver.workroom import enter

    now = session.clock()
    with enter(session.places.workroom(), f"as-of {name}", now) as room:
        return as_of.make(chosen, to, room, language, now)


def _tell(session: Session, chosen: list[Kept], made: AsOf, asked: datetime) -> None:
    edition = made.edition
    session.result(
        folder=made.folder.absolute(),
        start=made.start.absolute(),
        asked=asked,
        moment=made.moment,
        finished=edition.finished,
        archives=[each.entry.name for each in chosen],
        company=chosen[-1].entry.name.partition("_")[0],
        rows=sum(tally.count for tally in edition.tallies),
    )
    session.say(SHOWN, moment=made.moment)
    session.say(N_("Made from: {names}"), names=[each.entry.name for each in chosen])
    session.say(N_("Made in {path}"), path=made.folder)
    session.say(N_("Begin with: {path}"), path=made.start)
    mark = session.words.mark
    session.say(N_("These workbooks are {mark}: a read-only copy, not a backup to restore from."), mark=mark)
