"""What the emulators of all vendors have in common: a server, a clock, faults, counts, and a place on disk."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.emulators.authority import HOSTS, Authority
from tests.emulators.clock import Clock
from tests.emulators.content import Shelf
from tests.emulators.exchange import Answer, Request
from tests.emulators.faults import Faults
from tests.emulators.server import Server
from tests.emulators.traffic import Traffic


class Emulator(ABC):
    """One vendor. Starts serving when made; ``stop`` it, or use it in a ``with``.

    ``round_trip`` is slept before every answer, in seconds. ``complaints`` lists everything that the emulator itself
    did wrong: answers that the vendor's own schemas refuse, bugs; a test ends by ``check``-ing that there is none.
    """

    name: str
    digests: tuple[str, ...]

    def __init__(self, place: Path, authority: Authority) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.authority = authority
        self.hosts = HOSTS[self.name]
        self.lock = threading.RLock()
        self.clock = Clock()
        self.faults = Faults()
        self.traffic = Traffic()
        self.shelf = Shelf(place, self.digests)
        self.round_trip = 0.0
        self.complaints: list[str] = []
        self.server = Server(self)

    @property
    def url(self) -> str:
        """Where it is reached without TLS."""
        return f"http://127.0.0.1:{self.server.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and forget everything."""
        self.server.stop()
        self.shelf.clear()

    def check(self) -> None:
        """Raise if the emulator itself has done anything wrong."""
        assert not self.complaints, "\n".join(self.complaints)

    def browse(self, address: str) -> tuple[int, str]:
        """Open an address of ours as a browser would, without following: the status, and where it leads or the page."""
        parts = urlsplit(address)
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}", headers={"Host": parts.netloc})
            answer = connection.getresponse()
            page = answer.read().decode()
            return answer.status, answer.headers.get("Location", page)
        finally:
            connection.close()

    def asked(self, method: str, path: str, query: str) -> str:
        """What a request is called where faults and counts name it: ``METHOD /path``."""
        return f"{method} {path}"

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """Serve one request; raises ``Refused`` with the answer otherwise."""

    @abstractmethod
    def throttled(self, retry_after: int | None) -> Answer:
        """Too many requests, in the vendor's words."""

    @abstractmethod
    def unwell(self, status: int) -> Answer:
        """A server error, in the vendor's words."""

    @abstractmethod
    def stale(self) -> Answer:
        """An access token that has just expired, in the vendor's words."""

    @abstractmethod
    def refusal(self, reason: str, request: Request) -> Answer:
        """The vendor's error of that name, as this request would get it."""
