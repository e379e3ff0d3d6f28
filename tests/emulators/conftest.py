"""The emulators, and the vendors' own programs in front of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from dropbox import Dropbox as Client
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.http import build_http

from tests.emulators.dropbox import Dropbox
from tests.emulators.dropbox.oauth import App
from tests.emulators.fixtures import authority, dropbox, google, proxy, quickbooks
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.quickbooks.client import Reader

__all__ = ["authority", "dropbox", "google", "proxy", "quickbooks"]


class Linked:
    """Makes the vendors' clients, linked to an account, and closes them in the end."""

    def __init__(self, google: Google, dropbox: Dropbox, stack: contextlib.ExitStack) -> None:
        self._google, self._dropbox, self._stack = google, dropbox, stack

    def drive(self, tokens: tuple[str, str] | None = None) -> Any:  # noqa: ANN401 (the SDK has no types)
        """Drive v3 by google-api-python-client, as it comes."""
        access, refresh = tokens or self._google.link()
        keys = self._google.credentials()["installed"]
        given = {name: keys[name] for name in ("token_uri", "client_id", "client_secret")}
        return self.drive_by(Credentials(access, refresh_token=refresh, **given))

    def drive_by(self, credentials: Credentials) -> Any:  # noqa: ANN401 (the SDK has no types)
        """Drive v3, with these credentials; it waits for a second instead of a minute when it hangs, as it can."""
        http = build_http()
        http.timeout = 1
        service = build("drive", "v3", http=AuthorizedHttp(credentials, http=http))
        return self._stack.enter_context(contextlib.closing(service))

    def dropbox(self, app: App | None = None, tokens: tuple[str, str] | None = None) -> Client:
        """Dropbox by its SDK, which does not try again."""
        app = app or self._dropbox.oauth.full
        access, refresh = tokens or self._dropbox.link(app)
        keys = {"app_key": app.key, "oauth2_access_token": access, "oauth2_refresh_token": refresh}
        soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=4)  # naive, as the SDK wants it
        never = {"max_retries_on_error": 0, "max_retries_on_rate_limit": 0}
        client = Client(**keys, **never, oauth2_access_token_expiration=soon, timeout=5)
        return self._stack.enter_context(contextlib.closing(client))

    def session(self) -> requests.Session:
        """Plain requests, through the same proxy."""
        return self._stack.enter_context(requests.Session())


@pytest.fixture
def linked(google: Google, dropbox: Dropbox, proxy: Proxy) -> Iterator[Linked]:
    """Clients of this test."""
    with contextlib.ExitStack() as stack:
        yield Linked(google, dropbox, stack)


@pytest.fixture
def drive(linked: Linked) -> Any:  # noqa: ANN401 (the SDK has no types)
    """Drive v3, linked as the owner."""
    return linked.drive()


@pytest.fixture
def client(linked: Linked) -> Client:
    """Dropbox, linked as the owner with an application that sees all of it."""
    return linked.dropbox()


@pytest.fixture
def reader(quickbooks: QuickBooks) -> Iterator[Reader]:
    """A client of the company that QuickBooks serves."""
    with requests.Session() as session:
        yield Reader(quickbooks, session)
