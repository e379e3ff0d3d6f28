"""``archiver schedule``: a company's exports by themselves: set, shown, listed, and switched off by consent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from archiver.cli import consent, plan, sealing, waking
from archiver.cli.options import Day, packing, shared
from archiver.cli.session import Session
from archiver.errors import NotScheduled, WrongOption
from archiver.words import N_, Phrase, Words

if TYPE_CHECKING:
    from archiver.settings import Schedule

P = ParamSpec("P")
R = TypeVar("R")
TYPES = ("full", "financial", "incremental")
EVERY = ("daily", "weekly", "monthly", "quarterly")
OFF, LIST = "off", "list"
TWO = "02:00"
SYSTEMS = ("systemd", "launchd", "windows", "cron")

SET = N_("{company} is exported {every} at {at}, from {start} on. Next time: {moment}")
DRIVES = N_("Drives: {names}")
SEALED = N_("Its archives are sealed, with the password that is kept.")
SAME = N_("Without a change no archive is made; that is noted, and counts like one.")
ALWAYS = N_("An archive is made each time, changed or not.")
DRIVE = N_("Drive to deposit on, once or more; the company's own if not given.")
START = N_("First day; it gives the day of the week or of the month too.")
SYSTEM = N_("Scheduler of the system to use, if not the usual one.")
TYPE = N_("All data, financial data only, or changes with a full archive every 30 days.")
CHANGES = N_("Only what changed is archived, and everything again after 30 days.")
FINANCIAL = N_("Only financial data is archived: transactions and the lists that they need.")
NONE = N_("No schedule yet. Make one with: archiver schedule COMPANY daily --at 02:00")
WARNING = N_("{company} will not be exported by itself any more. Archives that were made stay where they are.")
STOPPED = N_("{company} has no schedule any more. To export it by hand: archiver export {company}")


def command(words: Words) -> click.Command:
    """Set, show, list and switch off schedules."""

    @click.command("schedule", help=words(N_("Export a company by itself: set it, show it, or switch it off.")))
    @click.argument("company", required=False, metavar=words(N_("[COMPANY]")))
    @click.argument("every", required=False, type=click.Choice([*EVERY, OFF]))
    @_options(words)
    @packing(words)
    @sealing.options(words, sealing.SEAL)
    @shared(words)
    @click.pass_obj
    def schedule(
        session: Session,
        /,
        company: str | None,
        every: str | None,
        at: str,
        start: date | None,
        drives: tuple[str, ...],
        *,
        type: str,
        always: bool,
        only_show: bool,
        system: str | None,
        **others: object,
    ) -> None:
        if every is None:
            _list(session, None if company in (None, LIST) else company)
        elif every == OFF:
            _stop(session, str(company), system)
        else:
            made = _made(session, str(company), every, at, start, drives, type, always=always)
            if not only_show:
                _seal_and_pack(session, str(company), **others)  # type: ignore[arg-type] # click has made them what they are declared to be
            _set(session, str(company), made, system, only_show=only_show)

    return schedule


def _options(words: Words) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """When, where to, and how it is set."""
    options = (
        click.option("--at", default=TWO, show_default=True, metavar="HH:MM", help=words(N_("Time of this machine."))),
        click.option("--start", type=Day(words), help=words(START)),
        click.option("--drive", "drives", multiple=True, metavar=words(N_("NAME")), help=words(DRIVE)),
        click.option("--type", default="full", show_default=True, type=click.Choice(TYPES), help=words(TYPE)),
        click.option(
            "--always", is_flag=True, help=words(N_("Make an archive each time, even if nothing has changed."))
        ),
        click.option(
            "--print", "only_show", is_flag=True, help=words(N_("Show what would be installed; change nothing."))
        ),
        click.option("--with", "system", type=click.Choice(SYSTEMS), help=words(SYSTEM)),
    )

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _made(
    session: Session,
    company: str,
    every: str,
    at: str,
    start: date | None,
    drives: tuple[str, ...],
    type_: str,
    *,
    always: bool,
) -> Schedule:
    from archiver import settings
    from archiver.timetable import due

    before = session.settings.company(company).schedule
    for name in drives:
        session.settings.drive(name)
    if not settings.is_time(at):
        raise WrongOption(option="--at", value=at)
    first = start or due.first_day(every, due.wall(session.clock()), at)
    return settings.Schedule(every, at, first, drives or None, type_, not always, before is not None and before.keep)


def _seal_and_pack(
    session: Session, company: str, *, password: bool | None, password_file: Path | None, **packed: object
) -> None:
    if given := sealing.new(session, asked=password, file=password_file):
        sealing.seal(session, company, given)
    _pack(session, company, packed)


def _pack(session: Session, company: str, packed: Mapping[str, object]) -> None:
    """Write into the settings how its archives are packed, as far as that was said."""
    from archiver import settings

    said = {key: value for key, value in packed.items() if value is not None}
    if (size := said.get("max_cabinet")) and not settings.cabinet_size(str(size)):
        raise WrongOption(option="--max-cabinet", value=size)
    if said:
        settings.set_company(session.places.settings, company, said)
        session.reread()


def _set(session: Session, company: str, schedule: Schedule, system: str | None, *, only_show: bool) -> None:
    from archiver import settings

    if only_show:
        asked = waking.wake(session, {**waking.schedules(session), company: schedule})
        assert asked, "there is a schedule"
        waking.show(session, asked, system)
        return
    told = asdict(schedule) | {"only_if_changed": None if schedule.only_if_changed else False}
    told |= {"keep": schedule.keep or None, "type": None if schedule.type == "full" else schedule.type}
    language = plan.lasting_language(session, session.settings.company(company))
    values = {"schedule": told} | ({"language": language} if language else {})
    settings.set_company(session.places.settings, company, values)
    session.reread()
    session.result(company=company, **_told(session, company, schedule))
    session.say(SET, company=company, at=schedule.at, start=schedule.start, **_next(session, schedule))
    session.say(DRIVES, names=list(session.settings.company(company).scheduled_drives) or "–")
    if said := {"incremental": CHANGES, "financial": FINANCIAL}.get(schedule.type):
        session.say(said)
    if session.settings.company(company).sealed:
        session.say(SEALED)
    session.say(SAME if schedule.only_if_changed else ALWAYS)
    waking.install(session, system)


def _next(session: Session, schedule: Schedule) -> dict[str, object]:
    from archiver.settings.schedule import EVERY as SAID
    from archiver.timetable import due

    moment = due.next_(schedule, due.wall(session.clock()))
    return {"every": Phrase(SAID[schedule.every]), "moment": moment.astimezone()}


def _told(session: Session, company: str, schedule: Schedule) -> dict[str, object]:
    return {
        "every": schedule.every,
        "at": schedule.at,
        "start": schedule.start,
        "drives": list(session.settings.company(company).scheduled_drives),
        "type": schedule.type,
        "only_if_changed": schedule.only_if_changed,
        "keep": schedule.keep,
        "next": _next(session, schedule)["moment"],
    }


def _list(session: Session, company: str | None) -> None:
    known = waking.schedules(session)
    if company is not None:
        session.settings.company(company)
        known = {name: each for name, each in known.items() if name == company}
    rows = []
    for name, each in known.items():
        session.add("schedules", company=name, **_told(session, name, each))
        said = _next(session, each)
        rows.append(
            (
                name,
                said["every"],
                each.at,
                said["moment"],
                ", ".join(session.settings.company(name).scheduled_drives) or "–",
            )
        )
    if not rows:
        session.lists["schedules"] = []
        session.say(NONE)
        return
    session.table((N_("Company"), N_("How often"), N_("At"), N_("Next time"), N_("Drives")), rows)


def _stop(session: Session, company: str, system: str | None) -> None:
    from archiver import settings

    if session.settings.company(company).schedule is None:
        raise NotScheduled(name=company)
    session.say(WARNING, company=company)
    consent.ask(session)
    settings.set_company(session.places.settings, company, {"schedule": None})
    session.reread()
    session.result(company=company, schedule=None)
    session.say(STOPPED, company=company)
    waking.install(session, system)
