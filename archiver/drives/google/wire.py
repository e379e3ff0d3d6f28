"""The one way to Google: authorised, patient, and discreet. Only our errors come out of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from httplib2 import Response

from archiver.access.door import Door
from archiver.drives import line
from archiver.drives.google import errors
from archiver.drives.google.given import Api
from archiver.drives.patience import Patience

TIMEOUT = 60
_RESUME_INCOMPLETE = 308


class Wire:
    """Sends requests by one ``requests`` session, where the library would use httplib2.

    So the library's calls and our uploads share a connection, a policy of retries that heeds ``Retry-After``, and the
    proxy and certificates of the environment, which httplib2 ignores without PySocks.
    """

    def __init__(self, door: Door, link: str, patience: Patience) -> None:
        grant = door.grant(link, "google")
        credentials = Credentials(
            None,
            refresh_token=grant.refresh_token,
            token_uri=grant.token_uri,
            client_id=grant.client_id,
            client_secret=grant.client_secret,
        )
        self.patience = patience
        self._door = door
        self._link = link
        self._session = AuthorizedSession(credentials, auth_request=_TokenRequest())
        line.prompt(self._session)
        self.api: Api = build("drive", "v3", http=self, cache_discovery=False)
        _be_discreet()

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> tuple[Response, bytes]:
        """What the library calls; done again as often as patience allows."""
        answer = self.patience.persist(lambda: self.send(method, uri, headers, body))
        return Response({**answer.headers, "status": str(answer.status_code)}), answer.content

    def send(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        body: str | bytes | Iterable[bytes] | None = None,
        *,
        name: object = None,
        stream: bool = False,
    ) -> requests.Response:
        """One request, once; ``name`` is what it is about. Its address appears in no error: it may be a secret."""
        try:
            answer: requests.Response = self._session.request(
                method,
                address,
                data=body,
                headers=dict(headers or {}),
                timeout=TIMEOUT,
                stream=stream,
                allow_redirects=False,
            )
        except (GoogleAuthError, OSError) as error:
            trouble = error
        else:
            fine = answer.ok and not errors.is_page(answer)
            if fine or answer.status_code == _RESUME_INCOMPLETE:
                return answer
            with answer:
                raise errors.of_answer(answer, name or urlsplit(address).path.rpartition("/")[2])
        # Out here, where the library's own error, which has the address in its text, does not hang on to ours.
        raise errors.of_exception(trouble, self._link, self._door)


class _TokenRequest(Request):
    """Asks for an access token. google-auth takes any page with status 200 for an answer, and breaks on it."""

    def __init__(self) -> None:
        session = requests.Session()
        line.prompt(session)
        super().__init__(session)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature is google-auth's
        answer = super().__call__(*args, **kwargs, allow_redirects=False)  # type: ignore[no-untyped-call] # the session is typed in part
        if answer.headers.get("Content-Type", "").startswith("text/html") or answer.status // 100 == 3:
            raise TransportError(line.portal(errors.SERVICE))
        return answer


def _be_discreet() -> None:
    """Besides addresses, google-auth logs whole answers, for which it would read a download into memory."""
    line.be_discreet()
    logging.getLogger("google.auth.transport.requests").setLevel(logging.INFO)
