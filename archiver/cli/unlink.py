"""``archiver unlink``: a link ended at the service, and forgotten here; what lies on the drive stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from archiver.cli.options import shared
from archiver.cli.relink import found
from archiver.cli.session import Session
from archiver.errors import NotRevoked, ServiceError
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.access import Door, Grant

DONE = N_("{name} is unlinked: {service} no longer lets archiver in. Nothing was deleted there.")
SHARED = N_("{name} is forgotten here. {service} still lets archiver in, because {others} need it.")
FORGOTTEN = N_("{name} is forgotten here, but {service} could not be told. End the link there yourself: {manage}")
KEY = N_("{name} is forgotten here. Its key still opens the books: delete it in {service}, at {made}.")
DAMAGED = N_("{name} is forgotten here. It could not be read, so end the link at the service yourself.")
AGAIN = N_("Its settings are kept. To use it again, run: archiver relink {name}")
BOOKS_AGAIN = N_("To read these books again, run: archiver link {service} --as {name}")


def command(words: Words) -> click.Command:
    """End a link."""
    forget = N_("Forget the link here even if the service cannot be told.")

    @click.command("unlink", help=words(N_("End a link at the service. Nothing is deleted, neither there nor here.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @click.option("--force", is_flag=True, help=words(forget))
    @shared(words)
    @click.pass_obj
    def unlink(session: Session, name: str, *, force: bool) -> None:
        from archiver.access import Door, open_vault
        from archiver.access.service import service

        door = Door(open_vault(session.places, os.environ, session.settings.defaults.vault), session.clock)
        _, link, _ = found(session, door, name)
        with door.alone(link):  # a run that renews it meanwhile would put it back
            _, _, grant = found(session, door, name)
            if grant is None and not force:
                door.grant(link)  # says what is the matter with it
            if grant is None:
                session.say(DAMAGED, name=name)
            ended = grant is not None and _end(session, door, name, link, grant, force=force)
            door.forget(link)
        session.result(name=name, ended_at_service=ended)
        is_of_books = grant is not None and service(grant.service).holds_books
        session.say(BOOKS_AGAIN if is_of_books else AGAIN, name=name, service=grant.service if grant else None)

    return unlink


def _end(session: Session, door: Door, name: str, link: str, grant: Grant, *, force: bool) -> bool:
    """Whether the service ended the link; ``NotRevoked`` where it could not be told, unless that is to be borne."""
    from archiver.access.service import service

    known = service(grant.service)
    if known.keyed:
        from archiver.access.keyed import KEYED

        session.say(KEY, name=name, service=known.title, made=KEYED[known.name].made)
        return False
    if others := door.siblings(link, grant):
        session.say(SHARED, name=name, service=known.title, others=others)
        return False
    try:
        known.revoke(grant)
    except ServiceError as error:
        if not force:
            raise NotRevoked(name=name, service=known.title, reason=error.phrase, manage=known.manage) from error
        session.say(FORGOTTEN, name=name, service=known.title, manage=known.manage)
        return False
    session.say(DONE, name=name, service=known.title)
    return True
