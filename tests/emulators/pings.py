"""A monitor on loopback that is pinged as healthchecks is, with troubles that can be switched on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Self

from tests.emulators.authority import Authority


@dataclass(frozen=True)
class Pinged:
    """One ping: the method, the path with its query, the body."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Trouble:
    """What one ping gets instead of OK: another status, body or place, or nothing for ``seconds``, or for ever.

    ``drip`` sends a letter of the answer's first line each ``seconds``.
    """

    status: int = 200
    body: bytes = b"OK"
    location: str | None = None
    seconds: float = 0.0
    drip: bool = False
    closes: bool = False


OK = Trouble()


@dataclass
class Pings:
    """A monitor at ``url``; use it in a ``with``. ``troubles`` are met one after the other, one a ping."""

    authority: Authority | None = None
    troubles: list[Trouble] = field(default_factory=list)
    pinged: list[Pinged] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.closing = threading.Event()
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it is."""
        scheme, host = ("https", "localhost") if self.authority else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self._server.server_address[1]}"

    @property
    def signals(self) -> list[str]:
        """The paths that were pinged."""
        return [each.path for each in self.pinged]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, pings: Pings) -> None:
        self.pings = pings
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """Bind without asking any name server what this machine is called, as HTTPServer does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up, or does not trust us, is none of our business."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    request: socket.socket

    def setup(self) -> None:
        if self.server.pings.authority:
            self.request = self.server.pings.authority.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if self.server.pings.authority:  # the plain socket was detached into this one, and nobody else closes it
            self.request.close()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed; ``pinged`` has it."""

    def _take(self) -> None:
        pings = self.server.pings
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pings.pinged.append(Pinged(self.command, self.path, body, dict(self.headers.items())))
        self._answer(pings.troubles.pop(0) if pings.troubles else OK)

    do_GET = do_POST = do_HEAD = _take  # noqa: N815 - http.server calls by these names

    def _answer(self, trouble: Trouble) -> None:
        if trouble.closes:
            self.close_connection = True
            return
        if trouble.drip:
            self._drip(b"HTTP/1.1 200 OK" + b" " * 10_000, trouble.seconds)
        self.server.pings.closing.wait(trouble.seconds)
        self.send_response(trouble.status)
        if trouble.location:
            self.send_header("Location", trouble.location)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(trouble.body)))
        self.end_headers()
        self.wfile.write(trouble.body)

    def _drip(self, data: bytes, seconds: float) -> None:
        until = time.monotonic() + 20
        for at in range(len(data)):
            if time.monotonic() > until or self.server.pings.closing.wait(seconds):
                return
            self.wfile.write(data[at : at + 1])
