"""``archiver keep``: which archives of a company are kept; the others go to the trash, once their owner agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from archiver.cli import consent
from archiver.cli.keeping import Asked, opened
from archiver.cli.options import shared
from archiver.cli.report import report
from archiver.cli.session import Session
from archiver.errors import ArchiverError, BadPolicy, Busy, NotScheduled
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.settings import Policy

POLICY = N_(
    "What to keep, like: 90 days, 24 months, all years (each archive, then the last one of each month, then of each "
    "fiscal year); or: everything. What the settings say if not given."
)
APPLY = N_("Move the others to the trash; asks first.")
SCHEDULED = N_("Have each scheduled run do that by itself from now on, which asks first; or no longer.")
OUTSIDE = N_("Let go, too, of old archives that stand outside the series.")
AGAINST_LAW = N_("Let go, too, of year ends that the law of the country wants kept.")
NOBODY = N_("No archives of {company} yet. Make one with: archiver export {company}")
FROM_NOW_ON = N_(
    "From now on each scheduled run of {company} moves what is not kept to the trash, here and on every drive. Kept: "
    "{policy}; and never less than the law of the country wants."
)
AGREED = N_(
    "Scheduled runs of {company} do that by themselves now. To have them stop: archiver keep {company} --not-scheduled"
)
NO_LONGER = N_("Scheduled runs of {company} move nothing to the trash.")


def command(words: Words) -> click.Command:
    """Say what is kept of a company, and let go of the rest."""

    @click.command("keep", help=words(N_("Show which archives of a company are kept, and let go of the others.")))
    @click.argument("company", metavar=words(N_("COMPANY")))
    @click.option("--policy", metavar=words(N_("TEXT")), help=words(POLICY))
    @click.option("--apply", is_flag=True, help=words(APPLY))
    @click.option("--scheduled/--not-scheduled", default=None, help=words(SCHEDULED))
    @click.option("--outside", is_flag=True, help=words(OUTSIDE))
    @click.option("--shorter-than-law", "against_law", is_flag=True, help=words(AGAINST_LAW))
    @shared(words)
    @click.pass_obj
    def keep(session: Session, /, **given: object) -> int:
        asked = Asked(**given)  # type: ignore[arg-type] # click has made them what they are declared to be
        policy = _policy(asked.policy or session.settings.company(asked.company).keep)
        if asked.scheduled is not None:
            return _schedule(session, asked)
        with opened(session, asked, policy) as keeping:
            if keeping is None:
                session.say(NOBODY, company=asked.company)
                return 0
            return keeping.run()

    return keep


def by_schedule(session: Session, company: str) -> Sequence[ArchiverError]:
    """Let go of what a company's policy does not keep, if its owner agreed to it for the schedule; what went wrong."""
    settings = session.settings.company(company)
    if settings.schedule is None or not settings.schedule.keep:
        return ()
    try:
        with opened(session, Asked(company), _policy(settings.keep)) as keeping:
            return keeping.by_itself() if keeping else ()
    except Busy:  # the next run does it
        return ()
    except ArchiverError as error:
        return (error,)
    except Exception as bug:  # noqa: BLE001 - the companies after it do not wait for a mistake of ours
        return (report(bug),)


def _policy(text: str | None) -> Policy:
    from archiver.settings import DEFAULT, Policy

    found = Policy.of(text) if text else DEFAULT
    if found is None:
        raise BadPolicy(value=text)
    return found


def _schedule(session: Session, asked: Asked) -> int:
    """Have scheduled runs let go of what is not kept, once its owner agrees; or no longer."""
    from archiver import settings

    company = session.settings.company(asked.company)
    if company.schedule is None:
        raise NotScheduled(name=asked.company)
    if asked.scheduled:
        session.say(FROM_NOW_ON, company=asked.company, policy=asked.policy or company.keep or settings.DEFAULT.text)
        consent.ask(session)
    told = asdict(company.schedule) | {"keep": asked.scheduled or None}
    told["only_if_changed"] = None if company.schedule.only_if_changed else False
    settings.set_company(
        session.places.settings, asked.company, {"schedule": told, "keep": asked.policy or company.keep}
    )
    session.result(company=asked.company, scheduled=asked.scheduled)
    session.say(AGREED if asked.scheduled else NO_LONGER, company=asked.company)
    return 0
