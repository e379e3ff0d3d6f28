"""``archiver relink``: a link that has ended, or will, made anew with the same account."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli import keys, linking
from archiver.cli.linking import How, Linking
from archiver.cli.links import books_of, kind_of
from archiver.cli.options import FOLDER, shared
from archiver.cli.session import Session
from archiver.errors import KeyLinkMissing, NothingToLink, NotLinked, VaultDamaged
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door, Grant

OTHER_KEYS = N_("These are other application keys than before; {service} may hide from them what was deposited so far.")
DONE = N_("{name} is linked again: {account}")


def command(words: Words) -> click.Command:
    """Make a link anew."""

    @click.command("relink", help=words(N_("Make a link anew, with the same account.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @linking.options(words, "google", "quickbooks", "sage")
    @shared(words)
    @click.option("--key-file", type=FOLDER, metavar=words(N_("FILE")), help=words(keys.FROM))
    @click.pass_obj
    def relink(session: Session, /, name: str, key_file: Path | None, **how: Any) -> None:  # noqa: ANN401 - the fields of How
        _relink(session, name, key_file, How(**how))

    return relink


def _relink(session: Session, name: str, key_file: Path | None, how: How) -> None:
    from archiver.access import Door, keyed, open_vault

    vault = open_vault(session.places, os.environ, session.settings.defaults.vault)
    door = Door(vault, session.clock)
    kind, link, before = found(session, door, name)
    if not kind:
        door.grant(link)  # says what is the matter with it
    if how.device and kind != "google":
        raise click.UsageError(session.words(N_("--device is a way of Google only.")))
    if how.sandbox and kind != "quickbooks":
        raise click.UsageError(session.words(N_("--sandbox is for QuickBooks only.")))
    if how.redirect and kind not in ("quickbooks", "sage"):
        raise click.UsageError(session.words(N_("--redirect is for QuickBooks and Sage only.")))
    if (how.business or how.country) and kind != "sage":
        raise click.UsageError(session.words(N_("--business and --country are for Sage only.")))
    if kind in keyed.KEYED:
        if before is None:
            raise KeyLinkMissing(name=name, kind=kind)
        grant = keys.given(session, kind, link, before.token_uri, key_file, before)
        _kept(session, door, name, link, grant)
        return
    making = Linking(session, linking.asked(session, kind, how, before), vault, door, link, how, before)
    linked = making.make()
    if linked is None:
        return
    if before and before.client_id != linked.grant.client_id and not making.service.holds_books:
        linking.tell(phrase(OTHER_KEYS, service=making.service.title), session)
    _kept(session, door, name, link, linked.grant)


def _kept(session: Session, door: Door, name: str, link: str, grant: Grant) -> None:
    with door.alone(link):  # a run that renews the old one meanwhile would put it back
        door.keep(link, grant)
    session.result(name=name, kind=grant.service, account=grant.account, dies_at=grant.dies_at)
    session.say(DONE, name=name, account=grant.whose)


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
