"""What the tests of this room share: an authority that this machine trusts, a log, a vault, and a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.access.vault import Vault
from archiver.catalogue import Agenda, Catalogue
from archiver.notices import Log
from tests.contracts.fakes_vault import MemoryVault
from tests.emulators.authority import Authority
from tests.emulators.fixtures import authority

__all__ = ["authority"]

NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return authority


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """A log that nothing is written in yet."""
    return Log(tmp_path / "log" / "archiver.log", lambda: NOW)


@pytest.fixture
def vault() -> Vault:
    """A vault of this test."""
    return MemoryVault({})


@pytest.fixture
def agenda(tmp_path: Path) -> Iterator[Agenda]:
    """The agenda of a new catalogue."""
    with Catalogue(tmp_path / "catalogue.sqlite") as catalogue:
        yield catalogue.agenda
