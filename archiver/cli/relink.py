"""``archiver relink``: a link that has ended, or will, made anew with the same account."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from archiver.cli import linking
from archiver.cli.linking import How, Linking
from archiver.cli.links import books_of, kind_of
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import NothingToLink, NotLinked, VaultDamaged
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door, Grant

OTHER_KEYS = N_("These are other application keys than before; {service} may hide from them what was deposited so far.")
DONE = N_("{name} is linked again: {account}")


def command(words: Words) -> click.Command:
    """Make a link anew."""

    @click.command("relink", help=words(N_("Make a link anew, with the same account.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @linking.options(words, "google", "quickbooks")
    @shared(words)
    @click.pass_obj
    def relink(session: Session, /, name: str, **how: Any) -> None:  # noqa: ANN401 - the fields of How
        _relink(session, name, How(**how))

    return relink


def _relink(session: Session, name: str, how: How) -> None:
    from archiver.access import Door, open_vault
    from archiver.access.service import service

    vault = open_vault(session.places, os.environ, session.settings.defaults.vault)
    door = Door(vault, session.clock)
    kind, link, before = found(session, door, name)
    if not kind:
        door.grant(link)  # says what is the matter with it
    if how.device and kind != "google":
        raise click.UsageError(session.words(N_("--device is a way of Google only.")))
    if (how.sandbox or how.redirect) and kind != "quickbooks":
        raise click.UsageError(session.words(N_("--sandbox and --redirect are for QuickBooks only.")))
    sandbox = before.sandbox if before else how.sandbox
    making = Linking(session, service(kind, sandbox=sandbox), vault, door, link, how, before)
    linked = making.make()
    if linked is None:
        return
    if before and before.client_id != linked.grant.client_id and not making.service.holds_books:
        linking.tell(phrase(OTHER_KEYS, service=making.service.title), session)
    with door.alone(link):  # a run that renews the old one meanwhile would put it back
        door.keep(link, linked.grant)
    session.result(name=name, kind=kind, account=linked.account.name, dies_at=linked.grant.dies_at)
    session.say(DONE, name=name, account=linked.grant.whose)


def found(session: Session, door: Door, name: str) -> tuple[str, str, Grant | None]:
    """The service of a drive or of books, the name of its link, and the grant if there is one; or ``UnknownDrive``.

    No service is known of a link that is damaged, and that neither a drive nor a company has.
    """
    drive = session.settings.drives.get(name)
    link = getattr(drive, "link", None)
    kind = kind_of(drive) if link else books_of(session, name)
    if drive and not link and name not in door.links():
        raise NothingToLink(name=name, kind=kind_of(drive), path=session.settings.path)
    grant = None
    with suppress(NotLinked, VaultDamaged):
        grant = door.grant(link or name)
    if kind is None and name not in door.links():
        session.settings.drive(name)
    return kind or (grant.service if grant else ""), link or name, grant
