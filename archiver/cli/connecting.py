"""A drive of the settings, connected, with the door opened for it where it is behind one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archiver.cli.session import Session

if TYPE_CHECKING:
    from archiver.access import Door
    from archiver.drives import Drive


def connected(session: Session, name: str) -> Drive:
    """The drive called ``name``; nothing is asked of it yet. ``UnknownDrive``."""
    from archiver.drives import connect

    settings = session.settings.drive(name)
    return connect(settings, _door(session) if hasattr(settings, "link") else None)


def _door(session: Session) -> Door:
    from archiver.access import Door, open_vault

    vault = open_vault(session.places, os.environ, session.settings.defaults.vault)
    return Door(vault, session.clock, session.listener())
