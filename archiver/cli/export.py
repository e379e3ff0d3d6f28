"""``archiver export``: one company's books into one archive, or several companies' into one each, now."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import assistant, outcome, plan, rehearsal, sealing, selection, several
from archiver.cli.options import FOLDER, extent, language, manner, packing, shared
from archiver.cli.session import Session
from archiver.words import N_, Words


def command(words: Words) -> click.Command:
    """Export companies of the settings, or any books without settings."""

    @click.command("export", help=words(N_("Export a company's books to a new archive.")))
    @selection.options(words)
    @click.option(
        "--books",
        metavar=words(N_("SOURCE:WHERE")),
        help=words(N_("Books to read without any settings, or the path of their file or folder.")),
    )
    @click.option("--to", type=FOLDER, help=words(N_("Folder for the archive; the archives' own if not given.")))
    @extent(words)
    @click.option(
        "--documents", type=FOLDER, help=words(N_("Folder of the files that documents link to, to be packed."))
    )
    @click.option(
        "--without",
        multiple=True,
        callback=lambda ctx, param, cycles: frozenset(cycles),
        type=click.Choice(plan.CYCLES),
        help=words(N_("Part of the books to leave out, such as people.")),
    )
    @click.option(
        "--name", "prefix", metavar=words(N_("TEXT")), help=words(N_("Start of the file name, before the mark."))
    )
    @language(words)
    @manner(words)
    @packing(words)
    @sealing.options(words, sealing.SEAL, "--password/--no-password")
    @click.option("--dry-run", is_flag=True, help=words(N_("Say what would be read and written, and write nothing.")))
    @click.option("--unpacked", is_flag=True, help=words(N_("Put the workbooks on every drive as plain files too.")))
    @click.option(
        "--only-if-changed", is_flag=True, help=words(N_("Make no archive if nothing has changed since the last one."))
    )
    @click.option(
        "--unmask", "unmasked", is_flag=True, help=words(N_("Leave in what is masked otherwise, such as bank details."))
    )
    @click.option(
        "--printed", is_flag=True, help=words(N_("Pack the source's own PDF of each document, if it has one."))
    )
    @click.option(
        "--strict", is_flag=True, help=words(N_("Exit with 3 also for what is wrong in the books themselves."))
    )
    @shared(words)
    @click.pass_obj
    def export(
        session: Session,
        /,
        *,
        password: bool | None,
        password_file: Path | None,
        dry_run: bool,
        strict: bool,
        **given: object,
    ) -> int:
        from archiver import run
        from archiver.job import Done

        wanted = selection.Wanted.of(given)
        if assistant.is_wanted(session):
            return assistant.export(session)
        seal = None if dry_run else sealing.new(session, asked=password, file=password_file)
        asked = plan.Asked(wanted.only, **given, password=seal, unsealed=password is False)  # type: ignore[arg-type] # click has made them what they are declared to be
        if wanted.several:
            return several.export(session, wanted, asked, dry_run=dry_run, strict=strict)
        job = plan.job(session, asked)
        if dry_run:
            rehearsal.tell(session, job)
            return 0
        if wanted.ask and not selection.confirmed(session, job):
            return 0
        done = run.run(job, session.places, session.clock, session.listener())
        if job.order.sealed and isinstance(done, Done):
            session.result(sealed=True)
            session.say(sealing.SEALED)
        return outcome.tell(session, done, strict=strict)

    return export
