"""``archiver unshare``: let somebody in no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archiver.cli.connecting import connected
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError, UnknownShare
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue


def command(words: Words) -> click.Command:
    """End shares, by their numbers."""

    @click.command("unshare", help=words(N_("End shares, by their numbers in: archiver shares")))
    @click.argument("numbers", nargs=-1, required=True, type=int, metavar=words(N_("NUMBER…")))
    @shared(words)
    @click.pass_obj
    def unshare(session: Session, numbers: tuple[int, ...]) -> int:
        with session.catalogue() as catalogue:
            if catalogue is None:
                raise UnknownShare(id=numbers[0])
            return max(_one(session, catalogue, number) for number in numbers)

    return unshare


def _one(session: Session, catalogue: Catalogue, number: int) -> int:
    """End one, and tell; its exit code. One that cannot be ended does not keep the others from it."""
    from archiver import share

    try:
        found = share.known(catalogue, number)
        if found.ended is None:
            share.end(catalogue, found, connected(session, found.drive), session.clock())
    except ArchiverError as error:
        session.add("failed", id=number, problem=error.phrase)
        return session.tell(error)
    session.add("ended", id=number, drive=found.drive, name=found.name, email=found.email, anyone=found.anyone)
    session.say(N_("Share {id} has ended: {name} on {drive}"), id=number, name=found.name, drive=found.drive)
    return 0
