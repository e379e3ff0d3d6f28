"""``archiver catalogue rebuild``: what we remember, made anew from the cabinets themselves."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Words


def command(words: Words) -> click.Command:
    """The group of what can be done to the catalogue."""
    group = click.Group("catalogue", help=words(N_("What archiver remembers of its archives.")))
    group.add_command(_rebuild(words))
    return group


def _rebuild(words: Words) -> click.Command:
    told = N_(
        "Read archives back into the catalogue, from these folders and from every folder and drive of the settings."
    )

    @click.command("rebuild", help=words(told))
    @click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def rebuild(session: Session, folders: tuple[Path, ...], *, password: bool, password_file: Path | None) -> int:
        from archiver.catalogue import Catalogue
        from archiver.drives import folder
        from archiver.learn import cabinets, learn

        known = [session.settings.defaults.archives or session.places.archives, *folders]
        known += [each.folder for each in session.settings.drives.values() if isinstance(each, folder.Settings)]
        given = sealing.given(session, asked=password, file=password_file)
        codes: list[int] = []
        with Catalogue(session.places.catalogue) as catalogue:
            for path in cabinets(known):
                try:
                    passwords = sealing.openers(session, path, given)
                    session.add("learned", path=path, name=learn(path, catalogue, session.clock(), passwords))
                except ArchiverError as error:
                    session.add("failed", path=path, problem=error.phrase)
                    codes.append(session.tell(error))
        learned = session.lists.get("learned", ())
        session.say(N_("Archives in the catalogue from these folders: {count}"), count=len(learned))
        return max(codes, default=0)

    return rebuild
