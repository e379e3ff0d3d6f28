"""A threaded server on loopback which speaks plain HTTP and TLS on one port, and strikes with faults."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.emulators.exchange import BLOCK, Answer, Body, Gone, Piece, Refused, Request
from tests.emulators.faults import Fault
from tests.emulators.traffic import Call

if TYPE_CHECKING:
    from tests.emulators.emulator import Emulator

TLS_HANDSHAKE = b"\x16"
AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""Linger for no second: closing resets the connection."""
PORTAL = "<!DOCTYPE html><html><head><title>Bienvenue</title></head><body>Connectez-vous au Wi-Fi</body></html>"


class Server(ThreadingHTTPServer):
    """Serves one emulator at ``http://127.0.0.1:PORT``, and by TLS on the same port."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.emulator = emulator
        self.port = self.server_port
        self.connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def server_bind(self) -> None:
        """Bind without asking any name server what this machine is called, as HTTPServer does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def stop(self) -> None:
        """Close the door, and whatever came in by it."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):  # a client that leaves is none of our business
            self.emulator.complaints.append(f"{type(error).__name__}: {error}")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    rbufsize = BLOCK
    server: Server

    def setup(self) -> None:
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self.request = self.server.emulator.authority.context.wrap_socket(self.request, server_side=True)
            self.scheme = "https"
        else:
            self.scheme = "http"
        self.server.connections.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.connections.discard(self.request)
        with contextlib.suppress(OSError):
            super().finish()
        if self.scheme == "https":  # the plain socket was detached into this one, and nobody else closes it
            self.request.close()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The moment in the ``Date`` header, which is the service's own."""
        return super().date_time_string(timestamp or self.server.emulator.clock.now().timestamp())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed; ``Emulator.traffic`` has it."""

    def exchange(self) -> None:
        """Take one request and answer it, with the faults that are due."""
        emulator = self.server.emulator
        path = unquote(urlsplit(self.path).path)
        asked = emulator.asked(self.command, path, urlsplit(self.path).query)
        faults = {fault.does: fault for fault in emulator.faults.due(asked)}
        body = self._body(faults.get("cut"), faults.get("slow"))
        request = self._request(path, body)
        time.sleep(emulator.round_trip + (faults["delay"].seconds if "delay" in faults else 0.0))
        try:
            answer = self._answer(request, faults)
        except (Gone, OSError):
            emulator.traffic.note(Call(asked, 0, body.taken, 0))
            self._reset()
            return
        lost = faults.get("cut answer")
        emulator.traffic.note(Call(asked, 0 if lost else answer.status, body.taken, answer.length))
        self._send(answer, lost, whole=body.ended)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = exchange  # noqa: N815 (http.server calls by these names)

    def _body(self, cut: Fault | None, slow: Fault | None) -> Body:
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        length = None if chunked else int(self.headers.get("Content-Length", 0))
        return Body(cast("BinaryIO", self.rfile), length, cut.at if cut else None, slow.rate if slow else 0)

    def _request(self, path: str, body: Body) -> Request:
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        base = f"{self.scheme}://{self.headers.get('Host', '')}"
        return Request(self.command, base, path, query, self.headers, body, urlsplit(self.path).query)

    def _answer(self, request: Request, faults: dict[Any, Fault]) -> Answer:
        emulator = self.server.emulator
        if early := faults.get("fail early"):
            return emulator.unwell(early.status)
        for fault in faults.values():
            if (instead := self._instead(fault, request)) is not None:
                request.body.drain()
                return instead
        try:
            answer = emulator.answer(request)
        except Refused as refused:
            answer = refused.answer
        request.body.drain()
        after = faults.get("fail after")
        return emulator.unwell(after.status) if after else answer

    def _instead(self, fault: Fault, request: Request) -> Answer | None:
        emulator = self.server.emulator
        match fault.does:
            case "throttle":
                return emulator.throttled(fault.retry_after)
            case "fail":
                return emulator.unwell(fault.status)
            case "stale token":
                return emulator.stale()
            case "portal":
                return Answer.page(PORTAL, fault.status)
            case "refuse":
                return emulator.refusal(fault.reason, request)
            case _:
                return None

    def _send(self, answer: Answer, lost: Fault | None, *, whole: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.length))
        if not whole:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self._pour(answer.body, lost.at if lost else None)
        self.wfile.flush()
        if lost:
            self._reset()

    def _pour(self, body: bytes | Piece, most: int | None) -> None:
        if isinstance(body, bytes):
            self.wfile.write(body[:most])
            return
        left = body.length if most is None else min(most, body.length)
        with body.path.open("rb") as file:
            file.seek(body.start)
            while left and (block := file.read(min(BLOCK, left))):
                self.wfile.write(block)
                left -= len(block)

    def _reset(self) -> None:
        """End the connection as a broken line does, without a farewell."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.connection.close()
