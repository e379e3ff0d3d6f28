"""A drive of the settings, connected, with the door opened for it where it is behind one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archiver.cli.session import Session

if TYPE_CHECKING:
    from archiver.access import Door
    from archiver.drives import Drive
    from archiver.events import Listener


def connected(session: Session, name: str, tell: Listener | None = None) -> Drive:
    """The drive called ``name``; nothing is asked of it yet. ``UnknownDrive``."""
    from archiver.drives import connect

    settings = session.settings.drive(name)
    return connect(settings, door(session, tell) if hasattr(settings, "link") else None)


def door(session: Session, tell: Listener | None = None) -> Door:
    """The door to what is linked; warnings go to ``tell``, or to where the session tells of progress."""
    from archiver.access import Door, open_vault

    vault = open_vault(session.places, os.environ, session.settings.defaults.vault)
    return Door(vault, session.clock, tell or session.listener())
