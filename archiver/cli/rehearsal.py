"""What an export would read and write, told without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archiver.cli.session import Session
from archiver.words import N_, Phrase

if TYPE_CHECKING:
    from archiver.job import Job
    from archiver.model import Family


def tell(session: Session, job: Job) -> None:
    """Open the books, and say what would be read and written."""
    from archiver import run
    from archiver.books import Counts

    with run.opened(job, session.places, session.clock, session.listener()) as (books, _):
        company = books.company()
        counting = books if isinstance(books, Counts) else None
        given = books.families()
        left_out = job.order.leaves_out(given)
        families = [
            (family, counting.count(family) if counting else None, not {family.name, family.cycle} & left_out)
            for family in given
        ]
    session.result(
        dry_run=True,
        company=company.name,
        source=job.source,
        where=job.where,
        type=job.order.type,
        to=job.to or session.places.archives,
        drives=list(job.drives),
        documents=job.documents,
        families={family.name: {"asked": count, "read": read} for family, count, read in families},
    )
    _say(session, job, company.name, families)


def _say(session: Session, job: Job, company: str, families: Sequence[tuple[Family, int | None, bool]]) -> None:
    from archiver.titles import TYPES

    order = job.order
    session.say(N_("{company}, from {where} ({source})"), company=company, where=job.where, source=job.source)
    session.say(
        N_("Archive: {type}, in {language}, kept in {path}"),
        type=Phrase(TYPES[order.type]),
        language=order.language,
        path=job.to or session.places.archives,
    )
    session.say(N_("Drives: {names}"), names=list(job.drives) or "–")
    if order.sealed:
        session.say(N_("Sealed with a password"))
    session.say(N_("Linked documents from: {path}"), path=job.documents)
    heads = (N_("Part"), N_("Documents"), N_("Would be read"))
    session.table(heads, [(session.words.choose(family.main.labels), count, read) for family, count, read in families])
    session.say(N_("Nothing was written."))
