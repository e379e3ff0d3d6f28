"""``archiver reset``: a company's series of archives begun anew, after a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archiver.cli import consent, plan
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import NothingToReset
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Deposit, Place
    from archiver.reset import Kept

BEFORE = N_("To keep or note, before the archives of {company} are numbered anew:")
LAST = N_("  the last one, {number}, of {moment}: {path}")
LIES = N_("  on {drive}: {name}, compared there on {moment}")
AWAITED = N_("  on {drive}: {name} is still to be deposited")
NOWHERE = N_("  it lies on no drive")
PENDING = N_("  cabinets still to be deposited, in all: {count}; the next export does it")
SHARED = N_("  {guest} can read {name} on {drive}; to end it: archiver unshare {id}")
ANYONE = N_("anyone who has the link")
SCHEDULED = N_("  the schedule goes on: {every}, at {at}")
STAYS = N_(
    "All of this stays as it is, and the books are not touched. Only the numbers begin again, with a chain of its own."
)
DONE = N_("The next archive of {company} is {number}, the first of its series. Make it with: archiver export {company}")
BACK = N_("To go on with the series before instead, run: archiver recover {company}")


def command(words: Words) -> click.Command:
    """Begin a series anew."""

    @click.command("reset", help=words(N_("Number a company's archives anew, after a trial; nothing is deleted.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @shared(words)
    @click.pass_obj
    def reset(session: Session, name: str) -> None:
        from archiver import reset as series

        job = plan.job(session, plan.Asked(name, unsealed=True))
        with session.catalogue() as catalogue:
            if catalogue is None:
                raise NothingToReset(name=name)
            company = series.company_of(catalogue, job, session.places, session.clock, session.listener())
            kept = series.kept(catalogue, company, name, session.clock())
            _list(session, name, kept)
            consent.retype(session, name)
            place = series.reset(catalogue, company, name, session.places, session.clock)
        session.result(company=name, series=place.series, sequence=place.sequence)
        session.say(DONE, company=name, number=number(place))
        session.say(BACK, company=name)

    return reset


def number(place: Place | None) -> str:
    """A place as lists show it: 2.1 is the first archive of the second series."""
    return f"{place.series}.{place.sequence}" if place else "\N{EN DASH}"


def _list(session: Session, name: str, kept: Kept) -> None:
    """What is worth noting before, on one screen."""
    last = kept.last
    session.say(BEFORE, company=name)
    paths = [last.folder / cabinet.file for cabinet in last.cabinets]
    session.say(LAST, number=number(last.place), moment=last.moment, path=paths)
    for each in kept.deposits:
        _deposit(session, each)
    if not kept.deposits:
        session.say(NOWHERE)
    if kept.pending:
        session.say(PENDING, count=kept.pending)
    for share in kept.shares:
        guest = share.email or session.words(ANYONE)
        session.say(SHARED, guest=guest, name=share.name or "/", drive=share.drive, id=share.id)
    _schedule(session, name)
    session.say(STAYS)
    session.result(
        last={"name": last.name, "number": number(last.place), "moment": last.moment, "digest": last.digest,
              "paths": [str(path) for path in paths]},
        pending=kept.pending,
        shares=[share.id for share in kept.shares],
    )  # fmt: skip


def _deposit(session: Session, deposit: Deposit) -> None:
    if deposit.verified:
        session.say(LIES, drive=deposit.drive, name=deposit.name, moment=deposit.verified)
    else:
        session.say(AWAITED, drive=deposit.drive, name=deposit.name)


def _schedule(session: Session, name: str) -> None:
    from archiver.settings.schedule import EVERY
    from archiver.words import Phrase

    schedule = session.settings.company(name).schedule
    if schedule:
        session.say(SCHEDULED, every=Phrase(EVERY[schedule.every]), at=schedule.at)
