"""``archiver links``: the drives, whose they are, and which links are about to end."""

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

NONE = N_("No drive yet. Link one with: archiver link google, dropbox, folder or rclone")
NEEDLESS = N_("needs no link")
STATES = {
    "linked": N_("linked"),
    "ending": N_("ends soon"),
    "ended": N_("has ended"),
    "missing": N_("not linked"),
    "damaged": N_("is damaged"),
}
SOON = N_("{name} ends on {moment}. Before that, run: archiver relink {name}")
OVER = N_("{name} has ended. Run: archiver relink {name}")
BROKEN = N_("{name} is damaged where it is kept. Run: archiver relink {name}")
ADVICE = {"ending": SOON, "ended": OVER, "damaged": BROKEN}


def command(words: Words) -> click.Command:
    """List the drives and their links."""

    @click.command("links", help=words(N_("List the drives, their accounts and their links.")))
    @shared(words)
    @click.pass_obj
    def links(session: Session) -> None:
        from archiver.access import Door, open_vault

        door = Door(open_vault(session.places, os.environ, session.settings.defaults.vault), session.clock)
        rows = _rows(session, door)
        session.result(links=rows)
        if not rows:
            session.say(NONE)
            return
        heads = (N_("Name"), N_("Kind"), N_("Account"), N_("State"), N_("Linked on"), N_("Ends on"))
        session.table(heads, [_shown(session, row) for row in rows])
        for row in rows:
            if advice := ADVICE.get(str(row["state"])):
                session.say(advice, name=row["name"], moment=row["dies_at"])

    return links


def kind_of(drive: object) -> str:
    """The kind of a drive, by its settings."""
    from archiver.drives import DRIVES

    return next(kind for kind, module in DRIVES.items() if module == type(drive).__module__)


def _rows(session: Session, door: Door) -> list[dict[str, object]]:
    """The drives of the settings, then links that none of them uses."""
    drives = session.settings.drives
    used = {name: getattr(drive, "link", None) for name, drive in drives.items()}
    known = door.links()
    rows = [_row(session, door, name, kind_of(drives[name]), link, known) for name, link in used.items()]
    return rows + [_row(session, door, each, None, each, known) for each in known if each not in used.values()]


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
        "state": state,
        "linked_at": grant.linked_at if grant else None,
        "dies_at": grant.dies_at if grant else None,
    }


def _grant(session: Session, door: Door, link: str) -> tuple[Grant | None, str]:
    """The grant of a link, and its state."""
    try:
        grant = door.grant(link)
    except VaultDamaged:
        return None, "damaged"
    now = session.clock()
    if grant.dies_at is not None and grant.dies_at <= now:
        return grant, "ended"
    return grant, "ending" if grant.dies_soon(now) else "linked"


def _shown(session: Session, row: dict[str, object]) -> list[object]:
    state = session.words(STATES.get(str(row["state"]), NEEDLESS))
    return [row["name"], row["kind"], row["account"], state, row["linked_at"], row["dies_at"]]
