"""``archiver files``: what archiver takes the tables of a folder for, and a mapping to correct it by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import FilesRefused, FilesStillRefused, MappingExists, TargetNotWritable, because
from archiver.words import N_, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.books import Seen

MAPPING = "archiver.toml"
HEADS = (N_("File"), N_("Read as"), N_("Rows"), N_("From"), N_("Until"))
COLUMNS = (N_("File"), N_("Heading"), N_("Read as"))
PLACE = click.Path(exists=True, path_type=Path)


def command(words: Words) -> click.Command:
    """Show what files are taken for."""

    @click.command("files", help=words(N_("Show what the tables of a folder are read as: CSV, Excel, DBF, IIF.")))
    @click.argument("place", metavar=words(N_("FOLDER")), type=PLACE)
    @click.option(
        "--draft",
        is_flag=True,
        help=words(N_("Write archiver.toml beside them, which says the same, to be corrected.")),
    )
    @shared(words)
    @click.pass_obj
    def files(session: Session, place: Path, *, draft: bool) -> None:
        from archiver.books import Shows, drafted
        from archiver.job import Job
        from archiver.order import Order
        from archiver.run import opened

        path = (place if place.is_dir() else place.parent) / MAPPING
        if draft and path.exists():
            raise MappingExists(path=path)
        if draft:
            _write(path, drafted(str(place), session.words))
            session.say(N_("Written: {path}"), path=path)
        job = Job("files", str(place), Order())
        try:
            with opened(job, session.places, session.clock, session.listener()) as (books, _):
                assert isinstance(books, Shows)
                tell(session, books.seen())
                for note in books.company().notes:
                    session.say("{note}", note=note)
        except FilesRefused as refused:
            if not draft:
                raise
            raise FilesStillRefused(**refused.facts, mapping=path) from refused

    return files


def tell(session: Session, seen: Sequence[Seen]) -> None:
    """The tables, and what each of their headings was taken for."""
    session.result(
        tables=[
            {"file": each.name, "read_as": each.what, "rows": each.rows, "from": each.first, "until": each.last}
            for each in seen
        ]
    )
    session.table(HEADS, [(each.name, each.what, each.rows, each.first, each.last) for each in seen])
    session.table(COLUMNS, [(each.name, heading, what) for each in seen for heading, what in each.columns])


def _write(path: Path, text: str) -> None:
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except OSError as refused:
        raise TargetNotWritable(path=path, reason=because(refused)) from refused
