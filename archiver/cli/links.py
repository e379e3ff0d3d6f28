"""``archiver links``: the drives and the linked books, whose they are, and which links are about to end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import VaultDamaged
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.access import Door, Grant

NONE = N_(
    "No link yet. Make one with: archiver link google, dropbox, folder, rclone, quickbooks, sage, manager or tryton"
)
NEEDLESS = N_("needs no link")
STATES = {
    "linked": N_("linked"),
    "ending": N_("ends soon"),
    "ended": N_("has ended"),
    "unused": N_("unused for long"),
    "missing": N_("not linked"),
    "damaged": N_("is damaged"),
}
SOON = N_("{name} ends on {moment}. Before that, run: archiver relink {name}")
OVER = N_("{name} has ended. Run: archiver relink {name}")
BROKEN = N_("{name} is damaged where it is kept. Run: archiver relink {name}")
UNUSED = N_("{name} ends on {unused} unless it is used before: any export with it will do, or: archiver relink {name}")
ADVICE = {"ending": SOON, "ended": OVER, "damaged": BROKEN, "unused": UNUSED}
HEADS = (
    N_("Name"), N_("Kind"), N_("Account"), N_("State"), N_("Linked on"), N_("Ends on"), N_("Ends if unused"),
)  # fmt: skip


def command(words: Words) -> click.Command:
    """List the drives and the books, and their links."""

    @click.command("links", help=words(N_("List the drives and linked books, their accounts and their links.")))
    @shared(words)
    @click.pass_obj
    def links(session: Session) -> None:
        from archiver.access import Door, open_vault

        door = Door(open_vault(session.places, os.environ, session.settings.defaults.vault), session.clock)
        listed = rows(session, door)
        session.result(links=listed)
        if not listed:
            session.say(NONE)
            return
        session.table(HEADS, [_shown(session, row) for row in listed])
        for row in listed:
            if advice := ADVICE.get(str(row["state"])):
                session.say(advice, name=row["name"], moment=row["dies_at"], unused=row["dies_unused_at"])

    return links


def kind_of(drive: object) -> str:
    """The kind of a drive, by its settings."""
    from archiver.drives import DRIVES

    return next(kind for kind, module in DRIVES.items() if module == type(drive).__module__)


def books_of(session: Session, link: str) -> str | None:
    """The service whose books a company of the settings reads by this link, if any does."""
    return _books(session).get(link)


def _books(session: Session) -> dict[str, str]:
    """The links by which the companies of the settings read their books, each with its service."""
    from archiver.access.service import SERVICES

    given = [company.books.partition(":") for company in session.settings.companies.values()]
    return {link: source.lower() for source, _, link in given if source.lower() in SERVICES}


def rows(session: Session, door: Door) -> list[dict[str, object]]:
    """The drives of the settings, then the links of books, and those that nobody uses."""
    drives = session.settings.drives
    used = {name: getattr(drive, "link", None) for name, drive in drives.items()}
    known = door.links()
    listed = [_row(session, door, name, kind_of(drives[name]), link, known) for name, link in used.items()]
    others = {**dict.fromkeys(known), **_books(session)}
    return listed + [
        _row(session, door, link, kind, link, known) for link, kind in others.items() if link not in used.values()
    ]


def _row(
    session: Session, door: Door, name: str, kind: str | None, link: str | None, known: list[str]
) -> dict[str, object]:
    grant, state = None, None if link is None else "missing"
    if link in known and link:
        grant, state = _grant(session, door, link)
    return {
        "name": name,
        "kind": kind or (grant.service if grant else None),
        "account": grant.account if grant else None,
        "company_id": grant.realm if grant else None,
        "sandbox": grant.sandbox if grant else None,
        "state": state,
        "linked_at": grant.linked_at if grant else None,
        "dies_at": grant.dies_at if grant else None,
        "dies_unused_at": grant.unused_dies_at if grant and _is_of_books(grant) else None,
    }


def _is_of_books(grant: Grant) -> bool:
    """Whether every use of it is noted: those of drives are not, so nobody knows how long they have been unused."""
    from archiver.access.service import SERVICES, service

    return grant.service in SERVICES and service(grant.service).holds_books


def _grant(session: Session, door: Door, link: str) -> tuple[Grant | None, str]:
    """The grant of a link, and its state."""
    try:
        grant = door.grant(link)
    except VaultDamaged:
        return None, "damaged"
    from archiver.access.grant import LATER

    now = session.clock()
    if grant.dies_at is not None and grant.dies_at <= now:
        return grant, "ended"
    if grant.dies_soon(now):
        return grant, "ending"
    unused = grant.unused_dies_at if _is_of_books(grant) else None
    return grant, "unused" if unused and unused <= now + LATER else "linked"


def _shown(session: Session, row: dict[str, object]) -> list[object]:
    state = session.words(STATES.get(str(row["state"]), NEEDLESS))
    account = f"{row['account']} ({row['company_id']})" if row["company_id"] else row["account"]
    return [row["name"], row["kind"], account, state, row["linked_at"], row["dies_at"], row["dies_unused_at"]]
