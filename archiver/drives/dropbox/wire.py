"""The one way to Dropbox: authorised, patient, and discreet. Only our errors come out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import requests
from dropbox import Dropbox

from archiver.access.door import Door
from archiver.drives import line
from archiver.drives.dropbox import errors
from archiver.drives.dropbox.given import Api
from archiver.drives.parcel import Span
from archiver.drives.patience import Patience

TIMEOUT = 60
T = TypeVar("T")


class Body(bytes):
    """A span in the guise of bytes: the library takes nothing else for a body, lest it could not be sent again.

    A span can be, and does not take 150 MiB of memory. ``Session`` unwraps it.
    """

    span: Span

    def __new__(cls, span: Span) -> Body:
        """Without any bytes of its own."""
        body = super().__new__(cls)
        body.span = span
        return body


class _Session(requests.Session):
    """What the library sends by. It follows no redirection: Dropbox gives none, captive portals do."""

    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0
        line.prompt(self)

    def post(self, url: str | bytes, data: Any = None, json: Any = None, **more: Any) -> requests.Response:  # noqa: ANN401 - the signature is that of requests
        return super().post(url, data.span if isinstance(data, Body) else data, json, **more)


class Wire:
    """Calls of the library, tried again by us alone: it waits for ever when throttled, and not at all when cut off."""

    def __init__(self, door: Door, link: str, patience: Patience) -> None:
        grant = door.grant(link, "dropbox")
        self.patience = patience
        self._door = door
        self._link = link
        self._api = Dropbox(
            oauth2_refresh_token=grant.refresh_token,
            app_key=grant.client_id,
            app_secret=grant.client_secret,
            max_retries_on_error=0,
            max_retries_on_rate_limit=0,
            session=_Session(),
            timeout=TIMEOUT,
            auto_content_hash=False,
        )
        line.be_discreet()

    def call(self, act: Callable[[Api], T], name: object = None) -> T:
        """What ``act`` gives of the library, done again as often as patience allows; ``name`` is what it is about."""
        return self.patience.persist(lambda: self.once(act, name))

    def once(self, act: Callable[[Api], T], name: object = None) -> T:
        """The same, once."""
        try:
            return act(self._api)
        except errors.FAILURES as error:
            trouble = error
        # Out here, where the library's own error, whatever it holds, does not hang on to ours.
        raise errors.of(trouble, name, self._link, self._door)
