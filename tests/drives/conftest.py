"""What the tests of drives share: the two services, each with a grant that is kept in the test's own folder."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.drives.linked import Service, link_dropbox, link_google
from tests.emulators.dropbox import Dropbox
from tests.emulators.fixtures import authority, dropbox, google, proxy
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

__all__ = ["authority", "dropbox", "google", "proxy"]


@pytest.fixture
def at_google(google: Google, proxy: Proxy, tmp_path: Path) -> Service:
    """Google Drive, linked."""
    link_google(google, tmp_path)
    return Service(google, tmp_path)


@pytest.fixture
def at_dropbox(dropbox: Dropbox, proxy: Proxy, tmp_path: Path) -> Service:
    """Dropbox, linked."""
    link_dropbox(dropbox, tmp_path)
    return Service(dropbox, tmp_path)


@pytest.fixture(params=["google", "dropbox"])
def service(request: pytest.FixtureRequest) -> Service:
    """Each of the two."""
    found: Service = request.getfixturevalue(f"at_{request.param}")
    return found


@dataclass(frozen=True)
class Bin:
    """The trash of a desktop, as freedesktop.org describes it: files, and beside them where they were."""

    folder: Path

    def held(self) -> dict[str, Path]:
        """What is in it, by the path where it was."""
        told = sorted(self.folder.glob("info/*.trashinfo"))
        where = (unquote(info.read_text().partition("Path=")[2].splitlines()[0]) for info in told)
        files = (self.folder / "files" / info.name.removesuffix(".trashinfo") for info in told)
        return dict(zip((str(self.folder.parent / path) for path in where), files, strict=True))

    def take_back(self, path: str) -> None:
        """What its owner does."""
        self.held()[path].rename(path)


@pytest.fixture
def trash_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bin:
    """The trash of a machine that has none else."""
    for module in [each for each in sys.modules if each.startswith("send2trash")]:
        monkeypatch.delitem(sys.modules, module)  # it looks only once where the trash is
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    (tmp_path / "share" / "Trash").mkdir(parents=True)
    return Bin(tmp_path / "share" / "Trash")
