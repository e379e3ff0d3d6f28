"""Whatever the program rclone reaches, some seventy services, as a drive; rclone keeps the keys to them itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archiver.drives.rclone.drive import Rclone


@dataclass(frozen=True, slots=True)
class Settings:
    """``kind = "rclone"``. ``remote`` is one that ``rclone config`` made, with a path or without: ``pcloud:archives``.

    ``program`` is rclone's name or path; ``limit`` the most bytes that are sent in a second. ``keeps_deleted`` is its
    owner's word that the service has a trash, or keeps versions, of what is deleted: rclone does not say.
    """

    remote: str
    program: str = "rclone"
    limit: int | None = None
    keeps_deleted: bool = False


def connect(settings: Settings, _door: object = None) -> Rclone:
    """The remote as a drive; nothing is run before the first call. ``RemoteRefused`` where it spells out a secret."""
    from archiver.drives.rclone.drive import Rclone

    return Rclone(settings)
