"""``archiver verify``: is it complete, undamaged, unaltered?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver import disk
from archiver.cli import chain, looking, readback, screen, sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError, NoArchiveThere, UnknownArchive
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.envelope import Password

ABOUT = N_("Check these archives, or all that the catalogue knows.")
SAID = {
    "unaltered": N_("{path}: undamaged, and unaltered."),
    "unknown": N_("{path}: undamaged. The catalogue does not know it, so it cannot say whether it was altered."),
}
LACKING = N_("It is not complete, as it says itself: {names}")
CHAIN = N_(
    "Check that no archive of a series is missing, doubled or altered; give companies or folders instead of archives."
)
DIGESTS = N_(
    "It is sealed, so only the digests of its files were checked. With its password everything is: --password, or "
    "--password-file FILE"
)


def command(words: Words) -> click.Command:
    """Check one archive, several, or all that the catalogue knows."""

    @click.command("verify", help=words(ABOUT))
    @click.argument(
        "archives", nargs=-1, type=click.Path(path_type=Path), metavar=words(N_("[ARCHIVE|FOLDER|COMPANY]…"))
    )
    @click.option(
        "--drive",
        metavar=words(N_("NAME|all")),
        help=words(N_("Read back what lies on a drive, or on all; give companies in the place of archives.")),
    )
    @click.option("--chain", "chained", is_flag=True, help=words(CHAIN))
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def verify(
        session: Session,
        archives: tuple[Path, ...],
        drive: str | None,
        *,
        chained: bool,
        password: bool,
        password_file: Path | None,
    ) -> int:
        if drive and not chained:
            return readback.verify(session, drive, [str(company) for company in archives])
        given = sealing.given(session, asked=password, file=password_file)
        if chained:
            code = chain.verify(session, archives, given)
            return max(code, readback.verify(session, drive, [str(each) for each in archives])) if drive else code
        return _all(session, archives, given)

    return verify


def _all(session: Session, targets: Sequence[Path], given: Sequence[Password]) -> int:
    """Check each archive that is meant, and tell; the gravest exit code."""
    from archiver.cabinet import together

    with session.catalogue() as catalogue:
        paths = together.archives(_meant(session, catalogue, targets))
        codes = [_one(session, path, catalogue, given, named=path in targets) for path in paths]
    if not paths:
        session.say(N_("There is nothing to check yet."))
    return max(codes, default=0)


def _meant(session: Session, catalogue: Catalogue | None, targets: Sequence[Path]) -> Iterator[Path]:
    """The cabinets of these archives, folders and companies, or all that the catalogue knows.

    ``NoArchiveThere`` for a folder without any, ``UnknownArchive`` for a company of the settings that has none yet.
    """
    from archiver import learn

    if not targets:
        known = [entry for entry in catalogue.entries() if not entry.retired] if catalogue else []
        yield from (path for entry in known for path in entry.paths)
    for target in targets:
        if disk.is_folder(target):
            found = list(learn.cabinets([target]))
            if not found:
                raise NoArchiveThere(path=target)
            yield from found
        elif disk.exists(target):
            yield target
        else:
            yield from _called(session, catalogue, target)


def _called(session: Session, catalogue: Catalogue | None, target: Path) -> Sequence[Path]:
    """The archives of the company of that name, or the archive; else the path, of which it will be said that it is not
    there.
    """
    name = str(target)
    entries = looking.Archives(session, catalogue).called(name)
    if not entries and name in session.settings.companies:
        raise UnknownArchive(name=name)
    return [path for entry in entries for path in entry.paths] or [target]


def _one(session: Session, path: Path, catalogue: Catalogue | None, given: Sequence[Password], *, named: bool) -> int:
    """Check one archive, and tell; its exit code. One that is bad does not keep the others from being checked.

    One that was ``named`` has a screen of its own, any other a line, and more where something lacks in it.
    """
    try:
        checked = sealing.check(session, path, catalogue, given)
    except ArchiverError as error:
        session.add("archives", path=path, sound=False, problem=error.phrase, problems=[error.phrase])
        return session.tell(error)
    found = screen.facts(checked)
    try:
        checked.demand()
    except ArchiverError as error:
        session.add("archives", **found, problem=error.phrase)
        return session.tell(error)
    session.add("archives", **found)
    session.say(SAID[checked.memory], path=path)
    if named:
        screen.Screen(session, checked).show()
    elif checked.lacking:
        session.say(LACKING, names=[screen.label(name) for name in checked.lacking])
    if checked.extent == "digests":
        session.say(DIGESTS)
    return 0
