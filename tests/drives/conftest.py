"""What the tests of drives share: the two services, each with a grant that is kept in the test's own folder."""

from __future__ import annotations

from pathlib import Path

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
