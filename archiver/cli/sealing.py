"""Passwords of archives on the command line: asked for, read from a file, or kept in the vault for a company."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from archiver.cli import asking
from archiver.cli.session import Session
from archiver.errors import ArchiverError, PasswordsDiffer, WrongPassword, YouCanFixIt
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.access import Vault
    from archiver.catalogue import Catalogue
    from archiver.envelope import Password
    from archiver.verify import Checked

P = ParamSpec("P")
R = TypeVar("R")

SEAL = N_(
    "Seal with a password, which is asked for. Off unless asked for: programs that import workbooks, as accountants' "
    "do, refuse sealed ones, and nobody can open an archive whose password is lost."
)
OPEN = N_("Ask for the password of sealed archives; those that are kept are tried otherwise.")
FILE = N_("The password is the first line of this file, which only you may read.")
SEALED = N_("Sealed with a password. Keep it where it is safe: nobody can open an archive whose password is lost.")
ASK = N_("Password of the archive")
AGAIN = N_("The same password again")
SHORT = N_("This password is short: whoever has the archive can find it by trying. Take a sentence of several words.")


def options(words: Words, told: str, name: str = "--password") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--password``, helped by ``told``, and ``--password-file``."""

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        file = click.Path(path_type=Path)
        command = click.option("--password-file", type=file, metavar=words(N_("FILE")), help=words(FILE))(command)
        return click.option(name, "password", is_flag=True, default=None, help=words(told))(command)

    return decorate


def new(session: Session, *, asked: bool | None, file: Path | None) -> Password | None:
    """The password to seal with, typed twice, or of a file; None where neither was asked for."""
    password = _typed(session, twice=True) if asked and file is None else _of_file(file)
    if password and password.is_short and not session.quiet:
        click.echo(session.words(SHORT), err=True)
    return password


def given(session: Session, *, asked: bool | None, file: Path | None) -> Sequence[Password]:
    """The password to open with, if there is one."""
    password = _typed(session, twice=False) if asked and file is None else _of_file(file)
    return (password,) if password else ()


def _typed(session: Session, *, twice: bool) -> Password:
    from archiver.envelope import Password

    password = Password.of(asking.secret(session, session.words(ASK)))
    # Whoever puts it on the standard input cannot mistype what is not shown.
    if twice and sys.stdin.isatty() and Password.of(asking.secret(session, session.words(AGAIN))) != password:
        raise PasswordsDiffer
    return password


def _of_file(path: Path | None) -> Password | None:
    from archiver.envelope import Password

    return Password.of_file(path) if path else None


def kept(session: Session, company: str) -> tuple[Password, ...]:
    """Those that are kept for a company, the one that seals first."""
    from archiver.envelope import kept

    return kept.kept(vault(session), company)


def keep(session: Session, company: str, password: Password) -> None:
    """Keep it for a company, to seal with."""
    from archiver.envelope import kept

    kept.keep(vault(session), company, password)


def seal(session: Session, company: str, password: Password) -> None:
    """Keep it for a company of the settings, whose archives are sealed from now on."""
    from archiver import settings

    # Kept first: settings that seal without a password would stop every export.
    keep(session, company, password)
    settings.set_company(session.places.settings, company, {"sealed": True})
    session.reread()


def vault(session: Session) -> Vault:
    """The vault that the settings choose."""
    from archiver.cli.notifying import vault_of

    return vault_of(session)


def check(session: Session, path: Path, catalogue: Catalogue | None, given: Sequence[Password] = ()) -> Checked:
    """A cabinet checked with what was given, else with what is kept; by its digests alone where nothing kept opens it.

    ``WrongPassword`` where what was given does not open it; the errors of ``verify.check``.
    """
    from archiver import verify

    try:
        return verify.check(path, catalogue, given or openers(session, path))
    except WrongPassword:
        if given:
            raise
        return verify.check(path, catalogue)


def openers(session: Session, path: Path, given: Sequence[Password] = ()) -> Sequence[Password]:
    """What may open an archive: what was given, then all that is kept; the vault stays shut for one that is not sealed.

    Of several archives, what was given need not have sealed each.
    """
    from archiver import verify
    from archiver.envelope import kept

    try:
        sealed = verify.page(path).archive.sealed
    except ArchiverError:  # whoever checks it will say what is wrong with it
        return ()
    if not sealed:
        return given
    try:
        return (*given, *kept.everyones(vault(session)))
    except YouCanFixIt:  # a vault that does not open keeps nobody from checking digests
        return given
