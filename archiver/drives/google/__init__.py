"""Google Drive, reached by its own library. That is imported only when a drive is connected, for it is large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.errors import NotLinked

if TYPE_CHECKING:
    from archiver.access.door import Door
    from archiver.drives.google.drive import GoogleDrive


@dataclass(frozen=True, slots=True)
class Settings:
    """``kind = "google"``. ``link`` names the grant; ``folder`` is made by us at the top of *My Drive*.

    ``limit`` is the most bytes that are sent in a second.
    """

    link: str
    folder: str = "archiver"
    limit: int | None = None


def connect(settings: Settings, door: Door | None) -> GoogleDrive:
    """Google Drive as a drive; nothing is asked before the first call. ``NotLinked`` without a door."""
    from archiver.drives.google.drive import GoogleDrive

    if door is None:
        raise NotLinked(name=settings.link)
    return GoogleDrive(settings, door)
