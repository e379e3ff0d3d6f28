"""``archiver password``: the password that seals a company's archives: kept, shown to be there, or forgotten."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import asking, sealing
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.words import N_, Words, phrase

SET, FORGET = "set", "forget"

ABOUT = N_(
    "Keep the password that seals a company's archives. Schedules seal with it, and verify opens with it; without SET "
    "or FORGET it says whether one is kept."
)
SEALED = N_("Archives of {company} are sealed from now on. The password is kept: {count} in all, with those before it.")
SAFE = N_("Write it down where it is safe: nobody can open an archive whose password is lost.")
FOUND = N_("Archives of {company} are sealed. Passwords kept for it: {count}")
OPEN = N_("Archives of {company} are not sealed. To seal them: archiver password {company} set")
SURE = N_("Forget the passwords of {company}? Archives that they sealed open only for whoever knows them. [y/N]")
FORGOTTEN = N_("No password of {company} is kept any more, and new archives of it are not sealed.")
AS_BEFORE = N_("Nothing was changed.")


def command(words: Words) -> click.Command:
    """Set it, forget it, or say whether there is one."""

    @click.command("password", help=words(ABOUT))
    @click.argument("company", metavar=words(N_("COMPANY")))
    @click.argument("what", required=False, type=click.Choice([SET, FORGET]))
    @click.option(
        "--password-file", type=click.Path(path_type=Path), metavar=words(N_("FILE")), help=words(sealing.FILE)
    )
    @click.option("--yes", is_flag=True, help=words(N_("Do not ask whether you are sure.")))
    @shared(words)
    @click.pass_obj
    def password(session: Session, company: str, what: str | None, password_file: Path | None, *, yes: bool) -> None:
        session.settings.company(company)
        if what == SET:
            _set(session, company, password_file)
        elif what == FORGET:
            _forget(session, company, yes=yes)
        else:
            _tell(session, company)

    return password


def _set(session: Session, company: str, file: Path | None) -> None:
    given = sealing.new(session, asked=True, file=file)
    assert given, "it was asked for"
    sealing.seal(session, company, given)
    count = len(sealing.kept(session, company))
    session.result(company=company, sealed=True, kept=count)
    session.say(SEALED, company=company, count=count)
    session.say(SAFE)


def _forget(session: Session, company: str, *, yes: bool) -> None:
    from archiver import settings
    from archiver.envelope import kept

    if not asking.is_sure(session, phrase(SURE, company=company), yes=yes):
        session.say(AS_BEFORE)
        return
    kept.forget(sealing.vault(session), company)
    settings.set_company(session.places.settings, company, {"sealed": None})
    session.result(company=company, sealed=False, kept=0)
    session.say(FORGOTTEN, company=company)


def _tell(session: Session, company: str) -> None:
    count = len(sealing.kept(session, company))
    sealed = session.settings.company(company).sealed
    session.result(company=company, sealed=sealed, kept=count)
    session.say(FOUND if sealed else OPEN, company=company, count=count)
