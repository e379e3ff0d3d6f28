"""``archiver status``: for each company its last archive and its age, what is still to be deposited, the last run."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import Stale
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue, Known, Run


def command(words: Words) -> click.Command:
    """Say where each company stands."""
    age = N_("Exit with 8 if a company's last archive is older than this many days.")

    @click.command("status", help=words(N_("Show each company's last archive and what is still to be done.")))
    @click.option("--max-age", type=click.IntRange(min=0), metavar=words(N_("DAYS")), help=words(age))
    @shared(words)
    @click.pass_obj
    def status(session: Session, max_age: int | None) -> None:
        with session.catalogue() as catalogue:
            named = {known.name: known for known in catalogue.companies() if known.name} if catalogue else {}
            names = list(dict.fromkeys([*session.settings.companies, *named]))
            rows = [_row(session, catalogue, name, named.get(name)) for name in names]
        session.result(companies=rows)
        if not rows:
            session.say(N_("No company yet. Add one with: archiver add NAME --books SOURCE:WHERE"))
        heads = (N_("Company"), N_("Last archive"), N_("Age in days"), N_("To deposit"), N_("Last run"))
        keys = ("company", "last", "age_days", "pending", "last_run")
        if rows:
            session.table(heads, [[_shown(row[key]) for key in keys] for row in rows])
        _judge(session, rows, max_age)

    return status


def _row(session: Session, catalogue: Catalogue | None, name: str, known: Known | None) -> dict[str, object]:
    head = catalogue.head(known.id) if catalogue and known else None
    runs = catalogue.runs(known.id) if catalogue and known else []
    age = (session.clock() - head.finished) / timedelta(days=1) if head else None
    return {
        "company": name,
        "last": head.finished if head else None,
        "archive": head.name if head else None,
        "age_days": round(age, 1) if age is not None else None,
        "pending": len(catalogue.pending_deposits(known.id)) if catalogue and known else 0,
        "last_run": _outcome(runs[0]) if runs else None,
        "last_exit_code": runs[0].exit_code if runs else None,
    }


def _shown(cell: object) -> object:
    return Decimal(str(cell)) if isinstance(cell, float) else cell


def _outcome(run: Run) -> Phrase:
    return run.said or phrase(N_("succeeded"))


def _judge(session: Session, rows: list[dict[str, object]], max_age: int | None) -> None:
    if max_age is None:
        return
    oldest = session.clock() - timedelta(days=max_age)
    stale = [str(row["company"]) for row in rows if not isinstance(last := row["last"], datetime) or last < oldest]
    if stale:
        raise Stale(names=stale, days=max_age)
