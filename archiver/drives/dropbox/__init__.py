"""Dropbox, reached by its own library. That is imported only when a drive is connected, for it takes its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.errors import NotLinked

if TYPE_CHECKING:
    from archiver.access.door import Door
    from archiver.drives.dropbox.drive import DropboxDrive


@dataclass(frozen=True, slots=True)
class Settings:
    """``kind = "dropbox"``. ``link`` names the grant; ``folder`` is made by us, in the application's own folder if it
    has one. ``limit`` is the most bytes that are sent in a second."""

    link: str
    folder: str = "/archiver"
    limit: int | None = None


def connect(settings: Settings, door: Door | None) -> DropboxDrive:
    """Dropbox as a drive; nothing is asked before the first call. ``NotLinked`` without a door."""
    from archiver.drives.dropbox.drive import DropboxDrive

    if door is None:
        raise NotLinked(name=settings.link)
    return DropboxDrive(settings, door)
