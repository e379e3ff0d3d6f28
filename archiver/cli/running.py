"""``archiver run``: what is due, or everything, one company after the other; once, or for ever in a container."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from archiver.cli import keep, notifying, plan, waking
from archiver.cli.connecting import door
from archiver.cli.options import chosen, companies, shared
from archiver.cli.report import report
from archiver.cli.session import Session
from archiver.errors import ArchiverError, NotScheduled
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.events import Event, Listener
    from archiver.job import Job
    from archiver.notices import Log
    from archiver.rounds import Due

NAP = 30.0
"""Seconds between two looks at the clock: it may have been set, or the machine asleep."""

NOTHING = N_("Nothing is due.")
NO_COMPANY = N_("No company yet. Add one with: archiver add NAME --books SOURCE:WHERE")
WAITING = N_("Waiting for what is due; to stop: Ctrl+C")


def command(words: Words) -> click.Command:
    """Export several companies, as schedules do."""
    due = N_("Only those whose schedule is due; nothing happens if none is.")
    loop = N_("Stay, and do what is due when it is, as in a container.")
    changed = N_("Make no archive of a company if nothing has changed since its last one.")

    @click.command("run", help=words(N_("Export all companies, or those that are due, one after the other.")))
    @click.option("--if-due", is_flag=True, help=words(due))
    @click.option("--loop", is_flag=True, help=words(loop))
    @click.option("--only-if-changed", is_flag=True, help=words(changed))
    @companies(words)
    @shared(words)
    @click.pass_obj
    def run(
        session: Session,
        names: tuple[str, ...],
        groups: tuple[str, ...],
        *,
        if_due: bool,
        loop: bool,
        only_if_changed: bool,
    ) -> int:
        if loop:
            _stay(session, names, groups)
        return _once(session, names, groups, if_due=if_due, only_if_changed=only_if_changed)

    return run


def _stay(session: Session, names: Sequence[str], groups: Sequence[str]) -> None:
    """Do what is due at every minute at which the system would have woken us; only a signal ends it."""
    from archiver.timetable.wake import following

    session.say(WAITING)
    while True:
        began = session.clock()
        _once(session, names, groups, if_due=True, only_if_changed=False)
        asked = waking.wake(session, waking.schedules(session))
        then = following(asked.minutes if asked else (0,), session.clock())
        while began <= session.clock() < then:  # a clock that was set back is a reason to look again
            time.sleep(min(NAP, max(0.0, (then - session.clock()).total_seconds())))
        session.reread()


def _once(session: Session, names: Sequence[str], groups: Sequence[str], *, if_due: bool, only_if_changed: bool) -> int:
    """One round; the exit code is the highest of all companies."""
    from archiver.access.keeping import keep_alive
    from archiver.cli.turns import tell
    from archiver.notices import Log
    from archiver.rounds import Outcome, Round

    plan.keep_as_set(session)
    log = Log(session.places.log, session.clock)
    session.lists["companies"] = []
    turns = list(_due(session, names, groups, if_due=if_due))

    def hear(company: str | None) -> Listener:
        seen, written = session.listener(), log.listener(company)

        def both(event: Event) -> None:
            seen(event)
            written(event)

        return both

    def job(company: Due, tell: Listener) -> Job:
        return _job(session, company, tell, only_if_changed=only_if_changed)

    whole = Round(job, session.places, session.clock, notifying.notices(session, log), log, hear, report)
    codes: list[int] = []
    with closing(whole.make(turns)) as taken:
        for turn in taken:
            codes.append(tell(session, turn))
            if if_due and turn.outcome in (Outcome.DONE, Outcome.UNCHANGED, Outcome.DEPOSITED):
                codes += [_kept_from(session, log, turn.name, error) for error in keep.by_schedule(session, turn.name)]
    if not turns:
        session.say(NOTHING if if_due else NO_COMPANY)
    try:
        keep_alive(door(session), session.clock, hear(None))
    except ArchiverError as error:  # a vault that cannot be opened was told of by whoever needed it
        log.fail(None, error)
    return max(codes, default=0)


def _kept_from(session: Session, log: Log, company: str, error: ArchiverError) -> int:
    """Tell what kept an old archive from the trash; the exit code."""
    log.fail(company, error)
    session.add("failed", company=company, problem=error.phrase)
    return session.tell(error)


def _due(session: Session, names: Sequence[str], groups: Sequence[str], *, if_due: bool) -> Iterator[Due]:
    """Who is exported; a company that was named has to have a schedule, and those of a group may have none."""
    from archiver import rounds

    wanted = chosen(session, names, groups) or tuple(session.settings.companies)
    if not if_due:
        yield from (rounds.Due(name) for name in wanted)
        return
    known = waking.schedules(session)
    for name in chosen(session, names, ()) or ():
        if name not in known:
            raise NotScheduled(name=name)
    mine = {
        name: (each, session.settings.company(name).scheduled_drives) for name, each in known.items() if name in wanted
    }
    yield from rounds.due(mine, session.places, session.clock())


def _job(session: Session, company: Due, tell: Listener, *, only_if_changed: bool) -> Job:
    from archiver.settings.schedule import FULL_AGAIN

    settings = session.settings.company(company.name)
    schedule = settings.schedule if company.period else None
    asked = plan.Asked(
        company.name,
        type=schedule.type if schedule else None,
        drives=settings.scheduled_drives if schedule else None,
        only_if_changed=schedule.only_if_changed if schedule else only_if_changed,
        due=company.period,
    )
    job = plan.job(session, asked, tell)
    return replace(job, full_after=FULL_AGAIN) if schedule else job
