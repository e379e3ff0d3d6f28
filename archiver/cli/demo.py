"""``archiver demo``: the main job, on books that come with the program."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import outcome
from archiver.cli.options import FOLDER, language, manner, shared
from archiver.cli.session import Session
from archiver.words import N_, Words


def command(words: Words) -> click.Command:
    """Export the embedded demo books."""
    told = N_("Export the demo books of a small workshop: try everything without any accounting system.")

    @click.command("demo", help=words(told))
    @click.option(
        "--to", type=FOLDER, default=".", help=words(N_("Folder for the archive; the current one if not given."))
    )
    @language(words)
    @manner(words)
    @shared(words)
    @click.pass_obj
    def demo(
        session: Session,
        to: Path,
        language: str | None,
        headers: str | None,
        *,
        lock_sheets: bool | None,
        read_only_recommended: bool | None,
    ) -> int:
        from archiver import demo, run
        from archiver.job import Job
        from archiver.order import Order
        from archiver.whose import Known
        from archiver.workbooks import Manner

        made = Manner(headers or "language", bool(lock_sheets), bool(read_only_recommended))
        known = Known(country=demo.COUNTRY, fiscal_year_start=demo.FISCAL_YEAR_START, time_zone=demo.TIME_ZONE)
        order = Order(language or session.words.language, to_last_day=True, known=known, manner=made)
        job = Job("gnucash", str(demo.BOOK), order, documents=demo.DOCUMENTS, to=to, remembered=False)
        done = run.run(job, session.places, session.clock, session.listener())
        return outcome.tell(session, done, strict=False)

    return demo
