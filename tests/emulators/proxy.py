"""A proxy that leads the vendors' real names to our servers, and nowhere else."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

from tests.emulators.authority import Authority
from tests.emulators.emulator import Emulator

BUFFER = 256 * 1024


class Proxy(ThreadingTCPServer):
    """Understands ``CONNECT host:443`` for the hosts of its emulators. ``refused`` lists what else was asked for."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, authority: Authority, emulators: Iterable[Emulator]) -> None:
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.bundle: Path = authority.bundle
        self.ports = {host: each.server.port for each in emulators for host in each.hosts}
        self.refused: list[str] = []
        self.connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def lead(self, emulator: Emulator) -> None:
        """Lead the hosts of one more emulator to it."""
        self.ports.update(dict.fromkeys(emulator.hosts, emulator.server.port))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program must be given, so that it comes here and trusts what it finds."""
        bundle = str(self.bundle)
        return {
            **dict.fromkeys(("HTTPS_PROXY", "https_proxy"), self.url),
            **dict.fromkeys(("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"), ""),
            **dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "CURL_CA_BUNDLE"), bundle),
        }

    def stop(self) -> None:
        """Close the door and every tunnel."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def handle_error(self, request: object, client_address: object) -> None:
        """A tunnel that breaks is what some tests are about."""


class Tunnel(BaseRequestHandler):
    """One connection, led on."""

    server: Proxy
    request: socket.socket

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            block = self.request.recv(4096)
            if not block:
                return
            head += block
        verb, target = head.decode("latin-1").split()[:2]
        host = target.rpartition(":")[0]
        port = self.server.ports.get(host)
        if verb != "CONNECT" or port is None:
            self.server.refused.append(f"{verb} {target}")
            self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", port)) as onward:
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._join(onward)

    def _join(self, onward: socket.socket) -> None:
        both = {self.request, onward}
        self.server.connections |= both
        for end in both:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_pour, args=(onward, self.request), daemon=True)
        back.start()
        _pour(self.request, onward)
        back.join()
        self.server.connections -= both


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Everything that comes from one end, until it closes or breaks; then both do likewise."""
    try:
        while block := source.recv(BUFFER):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
