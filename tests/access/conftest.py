"""What the tests of this room share: the emulators, a vault, and an owner's files."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.access.application import Application
from archiver.access.grant import Grant
from archiver.access.vault import Vault
from tests.contracts.fakes_vault import MemoryVault
from tests.emulators.dropbox import Dropbox
from tests.emulators.fixtures import authority, dropbox, google, proxy, quickbooks
from tests.emulators.google import Google
from tests.emulators.quickbooks import QuickBooks

__all__ = ["authority", "dropbox", "google", "proxy", "quickbooks"]

NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)


@pytest.fixture
def vault() -> Vault:
    """A vault of this test."""
    return MemoryVault({})


@pytest.fixture
def grant() -> Grant:
    """A grant that no service knows."""
    return Grant(
        service="google",
        account="owner@example.com",
        scopes=("https://www.googleapis.com/auth/drive.file",),
        refresh_token="1//0-very-secret",  # noqa: S106 - of nobody
        client_id="an-id",
        client_secret="GOCSPX-also-secret",  # noqa: S106 - of nobody
        token_uri="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
        linked_at=NOW,
    )


@pytest.fixture
def books_grant(quickbooks: QuickBooks) -> Grant:
    """A grant for the company of the emulator, which is reached without TLS."""
    _, refresh = quickbooks.link()
    keys = quickbooks.oauth.production
    return Grant(
        service="quickbooks",
        account=quickbooks.company.name,
        scopes=("com.intuit.quickbooks.accounting",),
        refresh_token=refresh,
        client_id=keys.key,
        client_secret=keys.secret,
        token_uri=f"{quickbooks.url}/oauth2/v1/tokens/bearer",
        linked_at=quickbooks.clock.now(),
        realm=quickbooks.company.realm,
    )


@pytest.fixture
def google_keys(google: Google) -> Application:
    """The owner's keys for Google, which lead to the emulator without TLS."""
    installed = google.credentials(local=True)["installed"]
    return Application(**{key: installed[key] for key in ("client_id", "client_secret", "auth_uri", "token_uri")})


@pytest.fixture
def credentials(google: Google, dropbox: Dropbox, tmp_path: Path) -> Path:
    """The owner's credentials.json, with keys for every service."""
    whole = {
        "google": google.credentials(),
        "google-device": google.credentials(device=True),
        "dropbox": {"app_key": dropbox.oauth.full.key},
    }
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path
