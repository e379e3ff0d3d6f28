"""``archiver link``: a drive into the settings, or books into the vault, once their owner let us in."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver import disk
from archiver.cli import defaults, keys, linking
from archiver.cli.linking import How, Linking
from archiver.cli.options import FOLDER, shared
from archiver.cli.session import Session
from archiver.errors import (
    BadName,
    DriveExists,
    LinkExists,
    NotLinked,
    TargetMissing,
    TargetNotWritable,
    VaultDamaged,
)
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door, Grant, Vault

GOOGLE = N_("Link a Google Drive. Only files that archiver made are visible to it.")
DROPBOX = N_("Link a Dropbox. It shows a code, which you paste here.")
QUICKBOOKS = N_("Link the books of a QuickBooks Online company. They are only ever read.")
TRYTON = N_("Link the books of a company in Tryton, by a key. They are only ever read.")
MANAGER = N_("Link the books of a business in Manager, by a key. They are only ever read.")
SAGE = N_("Link the books of a business in Sage Accounting. They are only ever read.")
VAULTS = ("file", "keyring")
AS = N_("Name of the drive in the settings.")
BOOKS_AS = N_("Name of the link.")
BOOKS = N_("{name} is linked: {account}")
DONE = N_("{name} is linked: {account}. Archives go there when you run: archiver add NAME --drive {name} …")
ADDED = N_("{name} was added: {where}")


def command(words: Words) -> click.Command:
    """The group of the services that can be linked."""
    about = N_("Link a drive or books: an account, once; or a folder that archives are copied to.")
    group = click.Group("link", help=words(about))
    group.add_command(_account(words, "google", GOOGLE))
    group.add_command(_account(words, "dropbox", DROPBOX))
    group.add_command(_books(words, "quickbooks", QUICKBOOKS))
    group.add_command(_books(words, "sage", SAGE))
    group.add_command(_keyed(words, "tryton", TRYTON, "https://HOST/DATABASE"))
    group.add_command(_keyed(words, "manager", MANAGER, "https://HOST/api2"))
    group.add_command(_folder(words))
    group.add_command(_rclone(words))
    return group


def _account(words: Words, service: str, about: str) -> click.Command:
    @click.command(service, help=words(about))
    @click.option("--as", "name", default=service, show_default=True, metavar=words(N_("NAME")), help=words(AS))
    @click.option("--to", metavar=words(N_("FOLDER")), help=words(N_("Folder there, which archiver makes.")))
    @click.option("--vault", type=click.Choice(VAULTS), help=words(N_("Where secrets are kept from now on.")))
    @linking.options(words, service)
    @shared(words)
    @click.pass_obj
    def account(session: Session, /, name: str, to: str | None, vault: str | None, **how: Any) -> None:  # noqa: ANN401 - the fields of How
        _link(session, service, name, to, vault, How(**how))

    return account


def _books(words: Words, service: str, about: str) -> click.Command:
    @click.command(service, help=words(about))
    @click.option("--as", "name", default=service, show_default=True, metavar=words(N_("NAME")), help=words(BOOKS_AS))
    @click.option("--vault", type=click.Choice(VAULTS), help=words(N_("Where secrets are kept from now on.")))
    @linking.options(words, service)
    @shared(words)
    @click.pass_obj
    def books(session: Session, /, name: str, vault: str | None, **how: Any) -> None:  # noqa: ANN401 - the fields of How
        _link_books(session, service, name, vault, How(**how))

    return books


def _keyed(words: Words, service: str, about: str, example: str) -> click.Command:
    where = N_("Where it answers.")

    @click.command(service, help=words(about))
    @click.option("--at", required=True, metavar=example, help=words(where))
    @click.option("--as", "name", default=service, show_default=True, metavar=words(N_("NAME")), help=words(BOOKS_AS))
    @click.option("--key-file", type=FOLDER, metavar=words(N_("FILE")), help=words(keys.FROM))
    @click.option("--vault", type=click.Choice(VAULTS), help=words(N_("Where secrets are kept from now on.")))
    @shared(words)
    @click.pass_obj
    def keyed(session: Session, at: str, name: str, key_file: Path | None, vault: str | None) -> None:
        _refuse_taken(session, name)
        _, door = _open(session, vault)
        _refuse_linked(door, name, any_kind=True)
        _kept(session, door, name, keys.given(session, service, name, at, key_file))

    return keyed


def _folder(words: Words) -> click.Command:
    about = N_("Add a folder: of another disk, of the network, or one that is synchronised.")
    which = N_("The folder, which must exist.")
    called = N_("Name of the drive; the folder's own if not given.")

    @click.command("folder", help=words(about))
    @click.option("--to", type=FOLDER, required=True, metavar=words(N_("FOLDER")), help=words(which))
    @click.option("--as", "name", metavar=words(N_("NAME")), help=words(called))
    @shared(words)
    @click.pass_obj
    def folder(session: Session, to: Path, name: str | None) -> None:
        to = to.expanduser().absolute()
        if not disk.is_folder(to):
            raise TargetMissing(path=to)
        if not os.access(to, os.W_OK):
            raise TargetNotWritable(path=to, reason=phrase(N_("it may only be read")))
        _add(session, name or to.name, {"kind": "folder", "folder": to}, to)

    return folder


def _rclone(words: Words) -> click.Command:
    about = N_("Add a remote of rclone, for all the services that it knows.")
    which = N_("Remote of rclone, and a folder there.")
    called = N_("Name of the drive; the remote's own if not given.")

    @click.command("rclone", help=words(about))
    @click.option("--to", required=True, metavar=words(N_("REMOTE:PATH")), help=words(which))
    @click.option("--as", "name", metavar=words(N_("NAME")), help=words(called))
    @click.option("--program", default="rclone", show_default=True, help=words(N_("The program, or its path.")))
    @shared(words)
    @click.pass_obj
    def rclone(session: Session, to: str, name: str | None, program: str) -> None:
        from archiver.access.rclone import check

        check(program, to)
        own = None if program == "rclone" else program
        _add(session, name or to.partition(":")[0], {"kind": "rclone", "remote": to, "program": own}, to)

    return rclone


def _link(session: Session, service: str, name: str, to: str | None, vault: str | None, how: How) -> None:
    from archiver import settings
    from archiver.access.service import service as known

    _refuse_taken(session, name)
    opened, door = _open(session, vault)
    _refuse_linked(door, name)
    linked = Linking(session, known(service), opened, door, name, how).make()
    if linked is None:
        return
    door.keep(name, linked.grant)
    settings.add_drive(session.places.settings, name, {"kind": service, "link": name, "folder": to})
    account, ends = linked.account, linked.grant.dies_at
    session.result(name=name, kind=service, account=account.name, used=account.used, total=account.total, dies_at=ends)
    session.say(DONE, name=name, account=account.name)


def _link_books(session: Session, service: str, name: str, vault: str | None, how: How) -> None:
    _refuse_taken(session, name)
    opened, door = _open(session, vault)
    _refuse_linked(door, name, any_kind=True)
    linked = Linking(session, linking.asked(session, service, how), opened, door, name, how).make()
    if linked is None:
        return
    _kept(session, door, name, linked.grant)


def _kept(session: Session, door: Door, name: str, grant: Grant) -> None:
    """A link to books, kept and told."""
    door.keep(name, grant)
    session.result(name=name, kind=grant.service, account=grant.account, company_id=grant.realm, sandbox=grant.sandbox)
    session.result(dies_at=grant.dies_at, dies_unused_at=grant.unused_dies_at)
    session.say(BOOKS, name=name, account=grant.whose)
    defaults.tell(session, f"{grant.service}:{name}", grant.account)


def _open(session: Session, vault: str | None) -> tuple[Vault, Door]:
    from archiver.access import Door, open_vault

    if vault:
        _settle_in(session, vault)
    opened = open_vault(session.places, os.environ, vault or session.settings.defaults.vault)
    return opened, Door(opened, session.clock)


def _refuse_linked(door: Door, name: str, *, any_kind: bool = False) -> None:
    """Before anybody is asked: a name under which the link to some books would be lost, or any link at all."""
    from archiver.access.service import service

    with suppress(NotLinked, VaultDamaged):
        grant = door.grant(name)
        if any_kind or service(grant.service).holds_books:
            raise LinkExists(name=name)


def _refuse_taken(session: Session, name: str) -> None:
    """Before anybody is asked: a name that the settings would refuse afterwards."""
    from archiver import settings

    if not settings.is_name(name):
        raise BadName(name=name)
    for other in session.settings.drives:
        if other.casefold() == name.casefold():
            raise DriveExists(name=other, path=session.places.settings)


def _settle_in(session: Session, vault: str) -> None:
    """Keep secrets in another vault from now on; those that are kept already go along."""
    from archiver import settings
    from archiver.access.vault import move

    before = session.settings.defaults.vault
    move(session.places, os.environ, before, vault)
    if vault != before:
        settings.set_default(session.places.settings, "vault", vault)


def _add(session: Session, name: str, values: dict[str, object], where: object) -> None:
    from archiver import settings

    _refuse_taken(session, name)
    settings.add_drive(session.places.settings, name, values)
    session.result(name=name, kind=values["kind"], where=where, settings=session.places.settings)
    session.say(ADDED, name=name, where=where)
