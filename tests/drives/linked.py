"""Drives that are linked to the emulators, as the owner's consent and the vendors' own libraries make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver.access import Door, Grant
from archiver.access.vaults.file import FileVault
from archiver.drives import dropbox, google
from archiver.drives.dropbox.drive import DropboxDrive
from archiver.drives.google.drive import GoogleDrive
from archiver.drives.patience import Patience
from tests.emulators.dropbox import Dropbox
from tests.emulators.dropbox.oauth import App
from tests.emulators.google import Google

LINK = "mine"
MIB = 1 << 20
CHUNK = 256 * 1024


class Waits:
    """Takes the place of sleeping: remembers how long it would have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)

    @property
    def patience(self) -> Patience:
        """The usual one, without the waiting."""
        return Patience(sleep=self)


def door(place: Path) -> Door:
    """The door of this place, as any process opens it."""
    return Door(FileVault(place / "links"), lambda: datetime.now(UTC))


def link_google(emulator: Google, place: Path) -> None:
    """Keep a grant of Google's."""
    app = emulator.credentials()["installed"]
    _, refresh = emulator.link()
    _keep(place, "google", refresh, app["client_id"], app["client_secret"], app["token_uri"])


def link_dropbox(emulator: Dropbox, place: Path, app: App | None = None) -> None:
    """Keep a grant of Dropbox's, for its application with full access unless another is given."""
    app = app or emulator.oauth.full
    _, refresh = emulator.link(app)
    _keep(place, "dropbox", refresh, app.key, None, "https://api.dropboxapi.com/oauth2/token")


@dataclass(frozen=True)
class Service:
    """One of the two, as a test sees it that holds for both."""

    emulator: Google | Dropbox
    place: Path

    def connect(self, waits: Waits | None = None) -> GoogleDrive | DropboxDrive:
        """A new connection, as another process would make it."""
        connect = google_drive if isinstance(self.emulator, Google) else dropbox_drive
        return connect(self.place, waits)

    def contents(self) -> list[bytes]:
        """All files that lie there."""
        if isinstance(self.emulator, Google):
            return [each.content.read() for each in self.emulator.items() if each.content]
        found = (self.emulator.get(path).content for path in self.emulator.paths())
        return [content.read() for content in found if content]


def _keep(place: Path, service: str, refresh: str, client: str, secret: str | None, address: str) -> None:
    grant = Grant(
        service=service,
        account="proprietaire@example.com",
        scopes=(),
        refresh_token=refresh,
        client_id=client,
        client_secret=secret,
        token_uri=address,
        linked_at=datetime.now(UTC),
    )
    door(place).keep(LINK, grant)


def google_drive(place: Path, waits: Waits | None = None, chunk: int = CHUNK) -> GoogleDrive:
    """Google Drive in chunks that are small."""
    return GoogleDrive(google.Settings(LINK), door(place), chunk=chunk, patience=(waits or Waits()).patience)


def dropbox_drive(place: Path, waits: Waits | None = None, at_once: int = CHUNK, chunk: int = CHUNK) -> DropboxDrive:
    """Dropbox in requests that are small: nearly everything goes in sessions."""
    settings = dropbox.Settings(LINK)
    return DropboxDrive(settings, door(place), at_once=at_once, chunk=chunk, patience=(waits or Waits()).patience)
