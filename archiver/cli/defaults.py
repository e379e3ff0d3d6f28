"""What an export of books takes unless it is told otherwise, said when they are linked; and the next command to run."""

from __future__ import annotations

from archiver.cli.plan import CYCLES
from archiver.cli.session import Session
from archiver.words import N_

WHAT = N_("Unless you say otherwise, an export of it")
KINDS = N_("  takes: {names}; leave out a part with --without")
SINCE = N_("  goes back to: the first entry of the books")
KEPT = N_("  is kept in: {path}")
COPIED = N_("  is copied to these drives: {names}")
NOWHERE = N_("  is copied nowhere else; link a drive for that: archiver link google, dropbox, folder or rclone")
NEXT = N_("Next, run: {command}")
LONGEST = 64


def tell(session: Session, books: str, company: str) -> None:
    """The defaults for ``books``, such as ``quickbooks:fjord``, of the ``company`` called so."""
    from archiver import kinds

    archives = session.settings.defaults.archives or session.places.archives
    drives = list(session.settings.drives)
    command = " ".join(
        ["archiver add", _name(session, company), f"--books {books}", *(f"--drive {each}" for each in drives)]
    )
    session.result(
        defaults={"cycles": CYCLES, "since": None, "archives": archives, "drives": drives}, next_command=command
    )
    session.say(WHAT)
    session.say(KINDS, names=[kinds.cycle(each).labels for each in CYCLES])
    session.say(SINCE)
    session.say(KEPT, path=archives)
    session.say(COPIED if drives else NOWHERE, names=drives)
    session.say(NEXT, command=command)


def _name(session: Session, company: str) -> str:
    """A name for the settings, made of the company's."""
    from archiver.cabinet.file_name import folder_name
    from archiver.settings import is_name

    name = folder_name(company)[:LONGEST].rstrip("-._")
    return name if is_name(name) and name not in session.settings.companies else "NAME"
