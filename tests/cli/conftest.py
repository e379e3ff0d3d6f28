"""What the tests of commands share: an owner's machine with the emulators behind the real names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.access import Door
from archiver.catalogue import Catalogue, Entry
from archiver.drives import connect
from archiver.settings import load
from tests.access.conftest import credentials
from tests.access.test_commands import Machine, machine
from tests.depositing import archived, deposited
from tests.drives.linked import LINK, link_dropbox, link_google
from tests.emulators.dropbox import Dropbox
from tests.emulators.dropbox.oauth import App
from tests.emulators.fixtures import authority, dropbox, google, proxy
from tests.emulators.google import Google

__all__ = ["authority", "credentials", "dropbox", "google", "machine", "proxy"]

SETTINGS = """
[company.lac]
books = "gnucash:lac.gnucash"
name = "Boulangerie du Lac"

[drive.google]
kind = "google"
link = "GOOGLE"

[drive.dropbox]
kind = "dropbox"
link = "DROPBOX"

[drive.disk]
kind = "folder"
folder = "disk"
"""


@dataclass
class Owner:
    """An owner whose company ``lac`` has archives, and may have three drives."""

    machine: Machine

    @property
    def home(self) -> Path:
        """Where everything of theirs is."""
        return self.machine.home

    def catalogue(self) -> Catalogue:
        """What they remember."""
        return Catalogue(self.home / "catalogue.sqlite")

    def linked(self, name: str) -> Owner:
        """The owner, once the settings know which of the drives is linked."""
        path = self.home / "settings.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(name, LINK), encoding="utf-8")
        return self

    def deposit(self, *drives: str) -> Entry:
        """One more archive, which lies on these drives."""
        from archiver.drives import shapes

        settings = load(self.home / "settings.toml", shapes(), ("gnucash",))
        door = Door(self.machine.vault, lambda: datetime.now(UTC))
        with self.catalogue() as catalogue:
            entry = archived(catalogue, self.home)
            deposited(catalogue, entry, {name: connect(settings.drive(name), door) for name in drives})
        return entry


@pytest.fixture
def owner(machine: Machine) -> Owner:
    """Nothing is linked yet."""
    (machine.home / "disk").mkdir(parents=True)
    (machine.home / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return Owner(machine)


@pytest.fixture
def at_google(owner: Owner, google: Google) -> Owner:
    """The owner of a Google Drive."""
    link_google(google, owner.home)
    return owner.linked("GOOGLE")


@pytest.fixture
def at_dropbox(owner: Owner, dropbox: Dropbox) -> Owner:
    """The owner of a Dropbox that is linked with full access."""
    link_dropbox(dropbox, owner.home)
    return owner.linked("DROPBOX")


@pytest.fixture
def in_app_folder(owner: Owner, dropbox: Dropbox) -> Owner:
    """The owner of a Dropbox that is linked with a folder of the application's own."""
    app: App = dropbox.oauth.folder
    link_dropbox(dropbox, owner.home, app)
    return owner.linked("DROPBOX")


posix = pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals elsewhere")
