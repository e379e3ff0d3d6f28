"""Reading from a service over HTTP: GET and nothing else, at one origin, at its pace, tried again where that helps."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from archiver.access import origin, reply, wire
from archiver.access.pace import Pace
from archiver.access.reply import BLOCK, LONGEST, Params
from archiver.errors import AccessStale, ArchiverError, Refused, Throttled, TooMuchAsked, Unreachable
from archiver.events import Listener, Warned, silence
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from requests import Response

TRIES = 5
A_MINUTE = 60.0  # for a service that asks to wait and does not say for how long
MOST = 900.0  # seconds; who asks for more is left for another run
NOTHING: Mapping[str, str] = {}
JSON = "application/json"
WAITING = N_("{service} asks to wait: it is asked again in {seconds} seconds.")


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


def bearing(token: str) -> Mapping[str, str]:
    """The header in which most services want the token."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class Vendor:
    """What is a vendor's own in being asked.

    ``always`` are parameters of every request, ``headers`` go with it, and ``sign`` makes of a token those that let us
    in; ``trouble`` says what is wrong with an answer to a path, or None: ``AccessStale`` has the token renewed once,
    and what is ``retriable`` is asked for again. ``speaks_html``: some of its refusals are pages for people.
    """

    title: str
    trouble: Callable[[str, Answer], ArchiverError | None]
    always: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    sign: Callable[[str], Mapping[str, str]] = bearing
    speaks_html: bool = False


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
        self._session, self._tell = reply.session(), tell
        self.pace = pace

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def within(self, link: str) -> str | None:
        """The address of a link that the service gave; None where it leads to another origin, where nothing is sent."""
        return origin.within(f"{self._root}/", link)

    def get(self, path: str, params: Params = NOTHING, most: int = LONGEST) -> bytes:
        """The body of the answer; of more than ``most`` bytes nothing is kept: ``TooMuchAsked``."""
        return self.ask(path, params, most=most).body

    def ask(
        self,
        path: str,
        params: Params = NOTHING,
        accept: str = JSON,
        headers: Mapping[str, str] = NOTHING,
        most: int = LONGEST,
    ) -> Answer:
        """The answer; a path that begins with a slash is one from the origin. Tried up to five times."""
        failures, given = 0, {"Accept": accept, **self._vendor.headers, **headers}
        while True:
            try:
                return self._signed(path, params, given, most)
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

    def _signed(self, path: str, params: Params, headers: Mapping[str, str], most: int) -> Answer:
        try:
            return self._judged(path, params, headers, most)
        except AccessStale:
            self._bearer.refused()
        return self._judged(path, params, headers, most)

    def _judged(self, path: str, params: Params, headers: Mapping[str, str], most: int) -> Answer:
        signed = self._vendor.sign(self._bearer.token())
        self.pace.turn()
        address = origin.beside(self._root, path) if path.startswith("/") else f"{self._root}/{path}"
        given = {**self._vendor.always, **params}
        with reply.opened(self._session, self._vendor.title, address, given, headers, signed) as came:
            if reply.is_portal(came, speaks_html=self._vendor.speaks_html):
                raise Unreachable(service=self._vendor.title, reason=phrase(wire.PORTAL))
            told = {name.lower(): value for name, value in came.headers.items()}
            answer = Answer(came.status_code, told, reply.whole(came, self._vendor.title, most))
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
    session = reply.session()
    try:
        with reply.opened(session, service, address, NOTHING, {"Accept": "*/*"}, NOTHING) as came:
            if came.status_code >= 300:
                raise Refused(service=service, reason=phrase(wire.STATUS, status=came.status_code))
            yield cast("BinaryIO", io.BufferedReader(_Blocks(came), BLOCK))
    finally:
        session.close()


class _Blocks(io.RawIOBase):
    """The body of a reply as a file; the library's errors are ``OSError`` already."""

    def __init__(self, came: Response) -> None:
        self._blocks = came.iter_content(BLOCK)
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
