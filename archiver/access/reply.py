"""The reply of a server to one question by GET: redirected nowhere, talked about nowhere, no longer than is honest."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from archiver.access import origin, wire
from archiver.errors import TooMuchAsked, Unintelligible, Unreachable
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

PATIENCE = (10.0, 130.0)  # seconds to connect, and without a byte: QuickBooks itself gives up after 120
LONGEST = 1 << 28  # bytes of an answer
BLOCK = 1 << 16
LONG = N_("the answer is longer than any honest one")
Params = Mapping[str, str | Sequence[str]]
"""The parameters of a question; a name may have several values."""

_ASKING: ContextVar[bool] = ContextVar("asking", default=False)


class _Silence(logging.Filter):
    """Nothing is logged of a request that a Getter makes; what others make is theirs to tell."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record through unless it is of a Getter's request."""
        return not _ASKING.get()


@contextmanager
def _silently() -> Iterator[None]:
    before = _ASKING.set(True)
    try:
        yield
    finally:
        _ASKING.reset(before)


def session() -> Session:
    """Connections that keep no cookies and are not talked about: some addresses are secrets."""
    import requests

    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(each, _Silence) for each in logger.filters):
        logger.addFilter(_Silence())
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@contextmanager
def opened(
    session: Session,
    service: str,
    address: str,
    params: Params,
    headers: Mapping[str, str],
    signed: Mapping[str, str],
) -> Iterator[Response]:
    """A reply, redirected nowhere."""
    import requests

    def sign(request: PreparedRequest) -> PreparedRequest:
        # Given always: else requests would look for a password in ~/.netrc, and send that instead.
        request.headers.update(signed)
        return request

    if not origin.is_safe(address):
        raise Unreachable(service=service, reason=phrase(wire.NO_TRUST))
    reason = None
    try:
        with _silently():
            reply = session.get(
                address,
                params=params,
                headers=headers,
                auth=sign,
                timeout=PATIENCE,
                allow_redirects=False,
                stream=True,
            )
    except requests.exceptions.SSLError:
        reason = wire.NO_TRUST
    except (requests.RequestException, OSError):
        reason = wire.SILENT
    if reason:  # out here, where the library's own error, which has the address in its text, does not hang on to ours
        raise Unreachable(service=service, reason=phrase(reason))
    with reply:
        yield reply


def is_portal(reply: Response, *, speaks_html: bool) -> bool:
    """Whether somebody else answers: no interface for programs sends people on, or gives HTML for what it has."""
    html = "html" in reply.headers.get("Content-Type", "").lower()
    status: int = reply.status_code
    return status == wire.PORTAL_STATUS or 300 <= status < 400 or (html and status < (400 if speaks_html else 500))


def whole(reply: Response, service: str, most: int = LONGEST) -> bytes:
    """Its body; ``TooMuchAsked`` as soon as there are more than ``most`` bytes of it."""
    import requests

    data, broken = bytearray(), False
    try:
        for block in reply.iter_content(BLOCK):
            data += block
            if len(data) > LONGEST:
                raise Unintelligible(service=service, reason=phrase(LONG))
            if len(data) > most:
                raise TooMuchAsked(service=service)
    except (requests.RequestException, OSError):
        broken = True
    if broken:
        raise Unreachable(service=service, reason=phrase(wire.SILENT))
    return bytes(data)
