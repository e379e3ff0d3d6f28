"""``archiver verify``: is it complete, undamaged, unaltered?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import readback, sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue
    from archiver.envelope import Password
    from archiver.verify import Checked

SAID = {
    "unaltered": N_("{path}: undamaged, and unaltered: its digest is the one in the catalogue."),
    "unknown": N_("{path}: undamaged. The catalogue does not know it, so it cannot say whether it was altered."),
}
DIGESTS = N_(
    "It is sealed, so only the digests of its files were checked. With its password everything is: --password, or "
    "--password-file FILE"
)


def command(words: Words) -> click.Command:
    """Check one archive, several, or all that the catalogue knows."""

    @click.command("verify", help=words(N_("Check archives: these files, or everything that the catalogue knows.")))
    @click.argument("archives", nargs=-1, type=click.Path(path_type=Path))
    @click.option(
        "--drive",
        metavar=words(N_("NAME|all")),
        help=words(N_("Read back what lies on a drive, or on all; give companies in the place of archives.")),
    )
    @sealing.options(words, sealing.OPEN)
    @shared(words)
    @click.pass_obj
    def verify(
        session: Session, archives: tuple[Path, ...], drive: str | None, *, password: bool, password_file: Path | None
    ) -> int:
        if drive:
            return readback.verify(session, drive, [str(company) for company in archives])
        given = sealing.given(session, asked=password, file=password_file)
        with session.catalogue() as catalogue:
            known = catalogue.entries() if catalogue else []
            paths = archives or tuple(entry.folder / cabinet.file for entry in known for cabinet in entry.cabinets)
            codes = [_one(session, path, catalogue, given) for path in paths]
        if not paths:
            session.say(N_("There is nothing to check yet."))
        return max(codes, default=0)

    return verify


def _one(session: Session, path: Path, catalogue: Catalogue | None, given: Sequence[Password]) -> int:
    """Check one cabinet, and tell; its exit code. One that is bad does not keep the others from being checked."""
    try:
        checked = sealing.check(session, path, catalogue, given).demand()
    except ArchiverError as error:
        session.add("archives", path=path, sound=False, problem=error.phrase)
        return session.tell(error)
    session.add("archives", **_found(checked))
    session.say(SAID[checked.memory], path=path)
    if checked.extent == "digests":
        session.say(DIGESTS)
    return 0


def _found(checked: Checked) -> dict[str, object]:
    page = checked.page
    return {
        "path": checked.path,
        "sound": True,
        "unaltered": checked.memory == "unaltered",
        "checked": checked.extent,
        "digest": checked.digest,
        "company": page.company.name if page else None,
        "moment": page.archive.moment if page else None,
    }
