"""Pings, as healthchecks and its like understand them: a run began, it went well, it failed.

The address is a bearer secret: whoever has it may ping. It goes to its own origin, and into no error or log.
"""

from __future__ import annotations

import ssl
import time
import urllib.request
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit

from archiver.access import origin
from archiver.errors import ArchiverError, Missing, Refused, Throttled, Unreachable, Unwell
from archiver.notices.hourglass import LATE
from archiver.words import N_, phrase

START, SUCCESS, FAIL = "/start", "", "/fail"
PATIENCE = 10.0  # seconds for each step of a try
WAITS = (1.0, 3.0)  # seconds before the second and the third try
LARGEST = 10_000  # bytes of a body
UNKNOWN = b"(not found)"  # what healthchecks says, with status 200, of an address that it does not have

NO_TRUST = N_("the connection is not safe; somebody may be listening in between")
CUT = N_("the connection was cut, or none could be made")
ELSEWHERE = N_("it answers from elsewhere; give the address that it has now")
STATUS = N_("status {status}")
CHECK = N_("check with this address")


def host(address: str) -> str:
    """Whom an address pings: all of it that may be told."""
    try:
        return urlsplit(address).hostname or "?"
    except ValueError:
        return "?"


def is_address(text: str) -> bool:
    """Whether it can be pinged: https, or what never leaves this machine."""
    return origin.is_safe(text) and text.isascii() and text.isprintable() and " " not in text


def ping(address: str, signal: str, body: str = "", *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Send ``START``, ``SUCCESS`` or ``FAIL``, with the end of ``body``, in up to three tries.

    ``Missing`` where the service knows no such address; ``Unreachable``, ``Throttled``, ``Unwell``, ``Refused``.
    """
    service = host(address)
    if not is_address(address):
        raise Unreachable(service=service, reason=phrase(NO_TRUST))
    where = _beneath(address, signal)
    for wait in WAITS:
        try:
            _once(service, where, _end(body))
        except (Unreachable, Throttled, Unwell):
            sleep(wait)
        else:
            return
    _once(service, where, _end(body))


def _beneath(address: str, signal: str) -> str:
    """The address of a signal; the query stays behind it."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/") + signal if signal else parts.path
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _end(body: str) -> bytes:
    """The last bytes of a text, whole characters."""
    return body.encode()[-LARGEST:].decode(errors="ignore").encode()


def _once(service: str, address: str, body: bytes) -> None:
    request = urllib.request.Request(address, data=body or None, headers=_HEADERS)  # noqa: S310 - https, or loopback
    try:
        with _opener(address).open(request, timeout=PATIENCE) as answer:
            if UNKNOWN in answer.read(100):
                raise Missing(service=service, name=phrase(CHECK))
    except HTTPError as refused:
        with refused:
            raise _refusal(service, refused.code) from None
    except (OSError, HTTPException, ValueError) as error:
        cause = error.reason if isinstance(error, URLError) else error
        raise Unreachable(service=service, reason=phrase(_broken(cause))) from None


def _broken(cause: object) -> str:
    match cause:
        case TimeoutError():
            return LATE
        case ssl.SSLCertVerificationError():
            return NO_TRUST
        case _:
            return CUT


_HEADERS = {"User-Agent": "archiver", "Content-Type": "text/plain; charset=utf-8"}


def _opener(address: str) -> urllib.request.OpenerDirector:
    """Through the proxy of the environment, except for what is not to leave this machine."""
    proxies = urllib.request.getproxies() if address.startswith("https:") else {}
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies), _Stay())


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the address is a secret of its origin."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Nowhere."""


def _refusal(service: str, status: int) -> ArchiverError:
    if status < 400:
        return Refused(service=service, reason=phrase(ELSEWHERE))
    if status in (404, 410):
        return Missing(service=service, name=phrase(CHECK))
    if status == 429:
        return Throttled(service=service, wait=None)
    if status >= 500:
        return Unwell(service=service, reason=phrase(STATUS, status=status))
    return Refused(service=service, reason=phrase(STATUS, status=status))
