"""``archiver catalogue rebuild``: what we remember, made anew from the cabinets themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import bringing, sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.envelope import Password
    from archiver.rebuild import Found, Source

FROM_FOLDERS = N_("Archives in the catalogue from these folders: {count}")
FROM_DRIVE = N_("Archives in the catalogue from {drive}: {count}")
ENTERED = N_("{name} on {drive}: checked, and in the catalogue.")
NAMELESS = N_(
    "{drive} is no drive of the settings, so it is not remembered that these archives lie there. To have that too, "
    "run: archiver link"
)
ASIDE = N_("The catalogue was damaged. It was moved to {path}, and a new one is made.")
EMPTY = N_("{drive} has no archives.")


def command(words: Words) -> click.Command:
    """The group of what can be done to the catalogue."""
    group = click.Group("catalogue", help=words(N_("What archiver remembers of its archives.")))
    group.add_command(_rebuild(words))
    return group


def _rebuild(words: Words) -> click.Command:
    told = N_("Read archives back into the catalogue: from these folders, from those of the settings, and from drives.")
    which = N_(
        "Bring back what lies on a drive of the settings, on all of them, or on any other, as rclone:pcloud:books."
    )

    @click.command("rebuild", help=words(told))
    @click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
    @click.option("--drive", "drives", multiple=True, metavar=words(N_("NAME|all|KIND:WHERE")), help=words(which))
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def rebuild(
        session: Session,
        folders: tuple[Path, ...],
        drives: tuple[str, ...],
        *,
        password: bool,
        password_file: Path | None,
    ) -> int:
        from archiver.rebuild import opened

        asked = bringing.drives(session, drives)
        given = sealing.given(session, asked=password, file=password_file)
        made, aside = opened(session.places.catalogue, session.clock())
        if aside:
            session.result(aside=aside)
            session.say(ASIDE, path=aside)
        with made as catalogue:
            work = _Rebuild(session, catalogue, given)
            codes = list(work.folders(_folders(session, folders, [each.name for each in asked])))
            for each in asked:
                codes += work.drive(each)
        return max(codes, default=0)

    return rebuild


def _folders(session: Session, folders: Sequence[Path], asked: Sequence[str]) -> list[Path]:
    """Where archives are kept, and may be kept; a drive that was asked for is one, and no folder to keep them in."""
    from archiver.drives import folder

    known = {name: each for name, each in session.settings.drives.items() if name not in asked}
    more = [each.folder for each in known.values() if isinstance(each, folder.Settings)]
    return [session.settings.defaults.archives or session.places.archives, *folders, *more]


@dataclass(frozen=True)
class _Rebuild:
    """The catalogue being made anew; what goes wrong is told, and keeps nothing else from it."""

    session: Session
    catalogue: Catalogue
    given: Sequence[Password]

    def folders(self, folders: Sequence[Path]) -> Iterator[int]:
        """The exit code of each archive in these folders that cannot be entered."""
        from archiver.learn import cabinets, learn

        session, count = self.session, 0
        for path in cabinets(folders):
            try:
                name = learn(path, self.catalogue, session.clock(), self._openers(path)).name
                session.add("learned", path=path, name=name)
                count += 1
            except ArchiverError as error:
                session.add("failed", path=path, problem=error.phrase)
                yield session.tell(error)
        session.say(FROM_FOLDERS, count=count)

    def drive(self, source: Source) -> Iterator[int]:
        """The exit code of each archive on a drive that cannot be entered; of the drive where it does not answer."""
        from archiver.rebuild import rebuild

        session, drive = self.session, source.name
        places = session.places.keeping_in(session.settings.defaults.archives)
        found: list[Found] = []
        try:
            for each in rebuild(self.catalogue, source, places, self._openers, session.clock, session.listener()):
                found.append(each)
                yield self._tell(source, each)
        except ArchiverError as error:
            session.add("failed", drive=drive, problem=error.phrase)
            yield session.tell(error)
            return
        entered = sum(each.entry is not None for each in found)
        session.say(FROM_DRIVE if found else EMPTY, drive=drive, count=entered)
        if entered and not source.named:
            session.say(NAMELESS, drive=drive)

    def _openers(self, path: Path) -> Sequence[Password]:
        return sealing.openers(self.session, path, self.given)

    def _tell(self, source: Source, found: Found) -> int:
        session, facts = self.session, {"drive": source.name, "name": found.name}
        if found.entry:
            session.add("learned", path=found.entry.paths[0], **facts)
            session.say(ENTERED, **facts)
            return 0
        assert found.problem, "it was entered, or something went wrong"
        session.add("failed", **facts, problem=found.problem.phrase)
        return session.tell(found.problem)
