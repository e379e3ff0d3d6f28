"""Reading from a service over HTTP: GET and nothing else, at one origin, at its pace, tried again where that helps."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from archiver.access import origin, wire
from archiver.access.pace import Pace
from archiver.errors import (
    AccessStale,
    ArchiverError,
    Refused,
    Throttled,
    TooMuchAsked,
    Unintelligible,
    Unreachable,
)
from archiver.events import Listener, Warned, silence
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

PATIENCE = (10.0, 130.0)  # seconds to connect, and without a byte: QuickBooks itself gives up after 120
LONGEST = 1 << 28  # bytes of an answer
BLOCK = 1 << 16
TRIES = 5
A_MINUTE = 60.0  # for a service that asks to wait and does not say for how long
MOST = 900.0  # seconds; who asks for more is left for another run
NOTHING: Mapping[str, str] = {}
JSON = "application/json"
WAITING = N_("{service} asks to wait: it is asked again in {seconds} seconds.")
LONG = N_("the answer is longer than any honest one")


class Bearer(Protocol):
    """Whoever keeps the access token."""

    def token(self) -> str:
        """One that should be good now."""
        ...

    def refused(self) -> None:
        """The service did not accept the last one: get another, or raise why there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vendor:
    """What is a vendor's own in being asked.

    ``always`` are parameters of every request; ``trouble`` says what is wrong with an answer to a path, or None:
    ``AccessStale`` has the token renewed once, and what is ``retriable`` is asked for again.
    """

    title: str
    trouble: Callable[[str, Answer], ArchiverError | None]
    always: Mapping[str, str] = field(default_factory=dict)


class Getter:
    """Asks one service. ``root`` is where relative paths begin; the bearer's token goes nowhere but to its origin.

    Any number of threads may ask; ``tell`` hears of waits from whichever of them it is.
    Errors: those of ``vendor`` and ``bearer``; ``Unreachable`` where nobody, or somebody else, answers.
    """

    def __init__(
        self,
        root: str,
        bearer: Bearer,
        pace: Pace,
        vendor: Vendor,
        sleep: Callable[[float], None] = time.sleep,
        tell: Listener = silence,
    ) -> None:
        if not origin.is_safe(root):
            raise Unreachable(service=vendor.title, reason=phrase(wire.NO_TRUST))
        self._root, self._bearer, self._vendor, self._sleep = root.rstrip("/"), bearer, vendor, sleep
        self._session, self._tell = _session(), tell
        self.pace = pace

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def get(self, path: str, params: Mapping[str, str] = NOTHING) -> bytes:
        """The body of the answer."""
        return self.ask(path, params).body

    def ask(self, path: str, params: Mapping[str, str] = NOTHING, accept: str = JSON) -> Answer:
        """The answer; a path that begins with a slash is one from the origin. Tried up to five times."""
        failures = 0
        while True:
            try:
                return self._signed(path, params, accept)
            except ArchiverError as error:
                failures += 1
                if not _passes(error) or failures == TRIES:
                    raise
                self._wait(error, failures)

    def _wait(self, error: ArchiverError, failures: int) -> None:
        """As long as the service asks, for everybody; else, twice as long each time."""
        if isinstance(error, Throttled):
            wait = _asked(error) or A_MINUTE
            if self.pace.throttled(wait):
                self._tell(Warned(phrase(WAITING, service=self._vendor.title, seconds=round(wait))))
        else:
            self._sleep(2.0 ** (failures - 1))

    def _signed(self, path: str, params: Mapping[str, str], accept: str) -> Answer:
        try:
            return self._judged(path, params, accept)
        except AccessStale:
            self._bearer.refused()
        return self._judged(path, params, accept)

    def _judged(self, path: str, params: Mapping[str, str], accept: str) -> Answer:
        token = self._bearer.token()
        self.pace.turn()
        address = origin.beside(self._root, path) if path.startswith("/") else f"{self._root}/{path}"
        given = {**self._vendor.always, **params}
        with _opened(self._session, self._vendor.title, address, given, accept, token) as reply:
            headers = {name.lower(): value for name, value in reply.headers.items()}
            answer = Answer(reply.status_code, headers, _whole(reply, self._vendor.title))
        if trouble := self._vendor.trouble(path, answer):
            raise trouble
        self.pace.answered()
        return answer


def _passes(error: ArchiverError) -> bool:
    """Whether it is worth waiting for."""
    return error.retriable and not isinstance(error, TooMuchAsked) and _asked(error) <= MOST


def _asked(error: ArchiverError) -> float:
    """The seconds that a service asks to wait."""
    wait = error.facts.get("wait")
    return float(wait) if isinstance(wait, int | float) else 0.0


@contextmanager
def elsewhere(service: str, address: str) -> Iterator[BinaryIO]:
    """The bytes at an address that a service gave, at whatever host: nothing of ours is sent there.

    Errors: ``Refused``, ``Unreachable``; ``OSError`` where it breaks off.
    """
    session = _session()
    try:
        with _opened(session, service, address, NOTHING, "*/*", None) as reply:
            if reply.status_code >= 300:
                raise Refused(service=service, reason=phrase(wire.STATUS, status=reply.status_code))
            yield cast("BinaryIO", io.BufferedReader(_Blocks(reply), BLOCK))
    finally:
        session.close()


class _Blocks(io.RawIOBase):
    """The body of a reply as a file; the library's errors are ``OSError`` already."""

    def __init__(self, reply: Response) -> None:
        self._blocks = reply.iter_content(BLOCK)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """The next bytes; none at the end."""
        room = memoryview(buffer)  # type: ignore[arg-type] # any buffer that the standard library brings
        self._rest = self._rest or next(self._blocks, b"")
        given, self._rest = self._rest[: len(room)], self._rest[len(room) :]
        room[: len(given)] = given
        return len(given)


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


def _session() -> Session:
    """Connections that keep no cookies and are not talked about: some addresses are secrets."""
    import requests

    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(each, _Silence) for each in logger.filters):
        logger.addFilter(_Silence())
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@contextmanager
def _opened(
    session: Session, service: str, address: str, params: Mapping[str, str], accept: str, token: str | None
) -> Iterator[Response]:
    """A reply of the service itself, redirected nowhere."""
    import requests

    def sign(request: PreparedRequest) -> PreparedRequest:
        # Given always: else requests would look for a password in ~/.netrc, and send that instead.
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    if not origin.is_safe(address):
        raise Unreachable(service=service, reason=phrase(wire.NO_TRUST))
    reason = None
    try:
        with _silently():
            reply = session.get(
                address,
                params=params,
                headers={"Accept": accept},
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
        if _is_portal(reply) and token:
            raise Unreachable(service=service, reason=phrase(wire.PORTAL))
        yield reply


def _is_portal(reply: Response) -> bool:
    """Whether somebody else answers: no interface for programs sends people on, or speaks HTML."""
    html = "html" in reply.headers.get("Content-Type", "").lower()
    status: int = reply.status_code
    return status == wire.PORTAL_STATUS or 300 <= status < 400 or (html and status < 500)


def _whole(reply: Response, service: str) -> bytes:
    import requests

    data, broken = bytearray(), False
    try:
        for block in reply.iter_content(BLOCK):
            data += block
            if len(data) > LONGEST:
                raise Unintelligible(service=service, reason=phrase(LONG))
    except (requests.RequestException, OSError):
        broken = True
    if broken:
        raise Unreachable(service=service, reason=phrase(wire.SILENT))
    return bytes(data)
