"""The system's own scheduler, asked to wake us for the schedules of the settings; or what to do where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from archiver.cli.session import Session
from archiver.words import N_

if TYPE_CHECKING:
    from archiver.settings import Schedule
    from archiver.timetable import Timetable
    from archiver.timetable.wake import Wake

LIKELY = {"linux": "cron", "darwin": "launchd", "win32": "windows"}
KEY = "ARCHIVER_VAULT_KEY"

WOKEN = N_("The system runs archiver every hour, and it does what is due. Next time: {moment}")
NOBODY = N_("No scheduler of the system can be reached here, so nothing will wake archiver by itself.")
ADVICE = N_("Either keep this running, as containers do: archiver run --loop; or install this by hand ({where}):")
LOCKED = N_(
    "Scheduled runs do not know ARCHIVER_VAULT_KEY: give them ARCHIVER_VAULT_KEY_FILE, or they cannot open links."
)


def schedules(session: Session) -> dict[str, Schedule]:
    """The schedules of the settings, by company."""
    return {name: each.schedule for name, each in session.settings.companies.items() if each.schedule}


def wake(session: Session, schedules: Mapping[str, Schedule]) -> Wake | None:
    """What the system is asked for; None without a schedule."""
    from archiver.timetable.wake import DESCRIPTION, Wake, carried

    if not schedules:
        return None
    program = (sys.executable, "-m", "archiver")
    language = ("--lang", session.words.language)
    minutes = tuple(sorted({each.time.minute for each in schedules.values()}))
    return Wake(
        (*program, "run", "--if-due", "--quiet", *language),  # cron mails whatever is printed
        carried(os.environ),
        minutes,
        (*program, "notify", "failure", *language),
        session.words(DESCRIPTION),
    )


def show(session: Session, asked: Wake, kind: str | None) -> None:
    """Print what would be installed, and where; nothing is."""
    for piece in _timetable(kind).pieces(asked):
        session.add("pieces", where=piece.where, text=piece.text)
        session.say("# {where}", where=piece.where)
        session.show(piece.text)


def _timetable(kind: str | None) -> Timetable:
    from archiver.timetable import timetable, usual

    found = None if kind else usual(os.environ, sys.platform)
    return found or timetable(kind or LIKELY.get(sys.platform, "cron"), os.environ)


def install(session: Session, kind: str | None) -> None:
    """Ask the system to wake us for the schedules as they are now, or no longer; explain where it cannot be asked."""
    from archiver.timetable import Notes, timetable, usual

    table = timetable(kind, os.environ) if kind else usual(os.environ, sys.platform)
    asked = wake(session, schedules(session))
    if table is None:
        _explain(session, asked)
        return
    if asked is None:
        table.clear()
        return
    table.set(asked)
    moment = table.next(session.clock())
    session.result(wakes=True, next_wake=moment)
    session.say(WOKEN, moment=moment)
    for note in table.notes(asked) if isinstance(table, Notes) else ():
        session.add("notes", said=note)
        session.say("{said}", said=note)
    if os.environ.get(KEY):
        session.add("notes", said=session.words(LOCKED))
        session.say(LOCKED)


def _explain(session: Session, asked: Wake | None) -> None:
    if asked is None:
        return
    session.result(wakes=False)
    session.say(NOBODY)
    pieces = _timetable(None).pieces(asked)
    session.say(ADVICE, where=", ".join(piece.where for piece in pieces))
    for piece in pieces:
        session.add("pieces", where=piece.where, text=piece.text)
        session.show(piece.text)
