"""Fixtures: import them into a conftest.py, or into a test module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulators.authority import Authority
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google
from tests.emulators.manager import Manager
from tests.emulators.proxy import Proxy
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.sage import Sage


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The certificate authority of this session."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def google(tmp_path: Path, authority: Authority) -> Iterator[Google]:
    """Google, as nobody has used it yet."""
    with Google(tmp_path / "google", authority) as emulator:
        yield emulator
        emulator.check()


@pytest.fixture
def dropbox(tmp_path: Path, authority: Authority) -> Iterator[Dropbox]:
    """Dropbox, as nobody has used it yet."""
    with Dropbox(tmp_path / "dropbox", authority) as emulator:
        yield emulator
        emulator.check()


@pytest.fixture
def proxy(authority: Authority, google: Google, dropbox: Dropbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The proxy before both, with the environment set so that unmodified programs go through it."""
    proxy = Proxy(authority, [google, dropbox])
    for name, value in proxy.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("httplib2.CA_CERTS", str(proxy.bundle))  # read from the environment once, when imported
    yield proxy
    proxy.stop()
    assert not proxy.refused


@pytest.fixture
def quickbooks(tmp_path: Path, authority: Authority, proxy: Proxy) -> Iterator[QuickBooks]:
    """QuickBooks Online, as nobody has used it yet, behind the proxy."""
    with QuickBooks(tmp_path / "quickbooks", authority) as emulator:
        proxy.lead(emulator)
        yield emulator
        emulator.check()


@pytest.fixture
def sage(tmp_path: Path, authority: Authority, proxy: Proxy) -> Iterator[Sage]:
    """Sage Accounting, as nobody has used it yet, behind the proxy."""
    with Sage(tmp_path / "sage", authority) as emulator:
        proxy.lead(emulator)
        yield emulator
        emulator.check()


@pytest.fixture
def manager(tmp_path: Path, authority: Authority) -> Iterator[Manager]:
    """Manager, as its owner left it; whatever would have changed its books is a mistake."""
    with Manager(tmp_path / "manager", authority) as emulator:
        yield emulator
        emulator.check()
        assert emulator.writes == []
