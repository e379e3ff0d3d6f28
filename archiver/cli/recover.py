"""``archiver recover``: back to the point just before a company's series was begun anew."""

from __future__ import annotations

import click

from archiver.cli import plan
from archiver.cli.options import shared
from archiver.cli.reset import number
from archiver.cli.session import Session
from archiver.errors import NothingToRecover
from archiver.words import N_, Words

GOES_ON = N_("The series before goes on: its last archive is {number}, of {moment}.")
NEXT = N_("The next archive of {company} is {number}, and names that one as the one before it.")
SINCE = N_("Made since then, in the series that has ended: {count}. They stay where they are, with their own numbers:")
ONE = N_("  {number}, of {moment}: {path}")
NONE = N_("No archive was made since.")


def command(words: Words) -> click.Command:
    """Undo the last reset."""

    @click.command("recover", help=words(N_("Go on with the series of archives that a reset has ended.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @shared(words)
    @click.pass_obj
    def recover(session: Session, name: str) -> None:
        from archiver import reset as series

        job = plan.job(session, plan.Asked(name, unsealed=True))
        with session.catalogue() as catalogue:
            if catalogue is None:
                raise NothingToRecover(name=name)
            company = series.company_of(catalogue, job, session.places, session.clock, session.listener())
            done = series.recover(catalogue, company, name, session.places, session.clock)
        session.result(company=name, series=done.next.series, sequence=done.next.sequence, last=done.last.digest)
        session.say(GOES_ON, number=number(done.last.place), moment=done.last.moment)
        session.say(NEXT, company=name, number=number(done.next))
        session.say(SINCE if done.since else NONE, count=len(done.since))
        session.lists["since"] = []
        for each in done.since:
            path = [each.folder / cabinet.file for cabinet in each.cabinets]
            session.add("since", number=number(each.place), name=each.name, moment=each.moment, digest=each.digest)
            session.say(ONE, number=number(each.place), moment=each.moment, path=path)

    return recover
