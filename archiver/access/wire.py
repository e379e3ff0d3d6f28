"""One question to a service over HTTP, and what can become of it: for linking, where forms are sent too."""

from __future__ import annotations

import base64
import json as notation
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archiver.access import origin
from archiver.errors import Throttled, Unintelligible, Unreachable, Unwell
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

PATIENCE = (10.0, 30.0)  # seconds to connect, and without a byte
LONGEST = 1 << 20  # bytes of an answer
PORTAL_STATUS = 511  # Network Authentication Required

SILENT = N_("it does not answer")
NO_TRUST = N_("the connection is not safe; somebody may be listening in between")
PORTAL = N_("a page of the network itself answers instead")
STATUS = N_("status {status}")
NOT_JSON = N_("it is not JSON")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service said: the status, and the object in its body (empty for null). Bodies hold tokens."""

    status: int
    body: Mapping[str, Any] = field(repr=False)

    @property
    def accepted(self) -> bool:
        """Whether it did what was asked."""
        return self.status < 300

    @property
    def error(self) -> str:
        """The service's short word for what is wrong, if it is one; descriptions could repeat what we sent."""
        error = self.body.get("error")
        word = str(error).partition(":")[0] if isinstance(error, str) else ""
        return word if len(word) <= 40 and word.replace("_", "").isalnum() else f"{self.status}"


def ask(
    service: str,
    method: str,
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    bearer: str | None = None,
    basic: tuple[str, str] | None = None,
    json: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask once; what was sent stays between us and the origin of ``address``, for redirects are not followed.

    ``bearer`` is an access token, ``basic`` a name and a password; one of them at most.
    ``Unreachable`` without an answer of the service itself, ``Throttled``, ``Unwell`` (5xx), ``Unintelligible``.
    """
    import requests

    if not origin.is_safe(address):
        raise Unreachable(service=service, reason=phrase(NO_TRUST))

    try:
        with requests.request(
            method,
            address,
            data=form,
            json=json,
            headers={"Accept": "application/json", **(headers or {})},
            auth=_signed(bearer, basic),
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return _reply(service, answer)
    except requests.exceptions.SSLError:
        raise Unreachable(service=service, reason=phrase(NO_TRUST)) from None
    except (requests.RequestException, OSError):
        raise Unreachable(service=service, reason=phrase(SILENT)) from None


def _signed(bearer: str | None, basic: tuple[str, str] | None) -> Callable[[PreparedRequest], PreparedRequest]:
    """Given always: else requests would look for a password in ~/.netrc, and send that instead."""

    def sign(request: PreparedRequest) -> PreparedRequest:
        if bearer:
            request.headers["Authorization"] = f"Bearer {bearer}"
        elif basic:
            request.headers["Authorization"] = f"Basic {base64.b64encode(':'.join(basic).encode()).decode()}"
        return request

    return sign


def seconds(told: str) -> int | None:
    """How long a service asks to wait; None where it names a day, or a time that nobody would."""
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _reply(service: str, answer: Response) -> Reply:
    status = answer.status_code
    html = "html" in answer.headers.get("Content-Type", "").lower()
    if status == PORTAL_STATUS or 300 <= status < 400 or (html and status < 500):
        raise Unreachable(service=service, reason=phrase(PORTAL))
    if status == 429:
        raise Throttled(service=service, wait=seconds(answer.headers.get("Retry-After", "")))
    if status >= 500:
        raise Unwell(service=service, reason=phrase(STATUS, status=status))
    return Reply(status, _body(service, answer))


def _body(service: str, answer: Response) -> dict[str, Any]:
    """The object in the body: empty for nothing and null; ``Unintelligible`` for anything else."""
    data = bytearray()
    for block in answer.iter_content(1 << 14):
        data += block
        if len(data) > LONGEST:
            raise Unintelligible(service=service, reason=phrase(NOT_JSON))
    try:
        body = notation.loads(data) if data.strip() else None
    except ValueError:
        body = False
    if body is not None and not isinstance(body, dict):
        raise Unintelligible(service=service, reason=phrase(NOT_JSON))
    return body or {}
