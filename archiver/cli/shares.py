"""``archiver shares``: who is let in where, as we remember it or as the services say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from archiver.cli.connecting import connected
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.catalogue import Catalogue, Shared

ANYONE = N_("ANYONE who has the link")
FOLDER = N_("{name} (the whole folder, with all to come)")


def command(words: Words) -> click.Command:
    """List the shares."""

    @click.command("shares", help=words(N_("List who can read which archives, of one company or of all.")))
    @click.argument("name", required=False, metavar=words(N_("[COMPANY]")))
    @click.option("--check", is_flag=True, help=words(N_("Ask the services themselves, and remember what they say.")))
    @shared(words)
    @click.pass_obj
    def shares(session: Session, name: str | None, *, check: bool) -> int:
        if name:
            session.settings.company(name)
        with session.catalogue() as catalogue:
            codes = _ask(session, catalogue) if catalogue and check else []
            found = _found(session, catalogue, name) if catalogue else []
        session.lists.setdefault("shares", []).extend(told(share) for share in found)
        if found:
            heads = (N_("No."), N_("Drive"), N_("What"), N_("Guest"), N_("Since"), N_("Until"), N_("Link"))
            session.table(heads, [_shown(share) for share in found])
        else:
            session.say(N_("Nobody is let in."))
        return max(codes, default=0)

    return shares


def told(share: Shared) -> dict[str, object]:
    """A share, as a machine gets it."""
    return {
        "id": share.id,
        "drive": share.drive,
        "name": share.name,
        "folder": share.folder,
        "email": share.email,
        "anyone": share.anyone,
        "since": share.since,
        "until": share.until,
        "ends": ends(share.until) if share.until else None,
        "link": share.link,
        "said": said(share),
    }


def ends(until: datetime) -> date:
    """The last day, where a share ends with a day of this place, as ours do; else the moment."""
    here = until.astimezone()
    return here.date() - timedelta(days=1) if here.time() == time.min else here


def said(share: Shared) -> Phrase:
    """How it was shared, in the service's words, until the day that was asked for."""
    if share.until is None:
        return share.said
    return replace(share.said, facts={**share.said.facts, "until": ends(share.until)})


def _shown(share: Shared) -> list[object]:
    what = phrase(FOLDER, name=share.name or "/") if share.folder else share.name
    guest = phrase(ANYONE) if share.anyone else share.email
    return [share.id, share.drive, what, guest, share.since, share.until and ends(share.until), share.link]


def _found(session: Session, catalogue: Catalogue, name: str | None) -> list[Shared]:
    """The shares that are not over."""
    companies = [each.id for each in catalogue.companies() if each.name == name] if name else [None]
    now = session.clock()
    return [share for company in companies for share in catalogue.shares(company) if not share.is_over(now)]


def _ask(session: Session, catalogue: Catalogue) -> list[int]:
    """Ask every drive that can share; the exit codes of those that do not answer."""
    from archiver import share
    from archiver.drives import Sharing

    codes = []
    for name in session.settings.drives:
        drive = connected(session, name)
        if isinstance(drive, Sharing):
            try:
                share.ask(catalogue, name, drive, session.clock())
            except ArchiverError as error:
                session.add("failed", drive=name, problem=error.phrase)
                codes.append(session.tell(error))
    return codes
