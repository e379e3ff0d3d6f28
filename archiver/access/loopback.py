"""The small counter on this machine where the browser brings the answer, and is told what became of it."""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from archiver.access import page
from archiver.access.oauth import Answer
from archiver.errors import ArchiverError, CodeRefused, LinkRefused, LinkTimedOut, PortTaken
from archiver.words import N_, Phrase, Words, phrase

FAREWELL = 5.0  # seconds that the browser is given to fetch the last page
LONGEST_WAIT = 120.0  # seconds that the browser waits for our verdict

WAITING = N_("archiver waits for your answer")
ELSEWHERE = N_("Please answer in the tab of {service}, or start again from the address in your terminal.")
DONE = N_("Thank you: {service} allowed it")
CLOSE = N_("You can close this page. The rest is in your terminal.")
FAILED = N_("No link was made")
WORD = N_("“{word}”")


@dataclass(frozen=True, slots=True)
class Said:
    """What the counter says to one request; ``is_last`` where it tells what became of the answer."""

    status: int
    body: bytes = b""
    is_last: bool = False


class Counter:
    """Listens on 127.0.0.1 while the owner answers in a browser; use it in a ``with``.

    ``address`` is where the service wants the browser to come back to, if it was told beforehand: ``PortTaken`` where
    another program listens there. Else a free port is taken.

    Favicons, second tabs and answers to other questions get a polite page, and are waited past. The browser's last
    page is held back until the ``with`` ends, so that it tells what really became of it.
    """

    def __init__(self, words: Words, service: str, address: str | None = None) -> None:
        self._words = words
        self._service = service
        self._state: str | None = None
        self._lock = threading.Lock()
        self._answer: dict[str, str] | None = None
        self._answered = threading.Event()
        self._verdict: tuple[Phrase, Phrase] | None = None
        self._judged = threading.Event()
        self._farewell = threading.Event()
        self._server = _Server(self, (urlsplit(address).port or 80) if address else 0)
        self.address = address or f"http://127.0.0.1:{self._server.server_port}/"
        """Where the browser is to come back to."""
        self._path = urlsplit(self.address).path or "/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, ArchiverError):
            self._verdict = phrase(FAILED), error.phrase
        else:
            self._verdict = phrase(FAILED if error else DONE, service=self._service), phrase(CLOSE)
        self._judged.set()
        if self._answered.is_set():
            self._farewell.wait(FAREWELL)
        self._server.shutdown()
        self._server.server_close()

    def expect(self, state: str) -> None:
        """Take the answer that has this ``state``: to be said before the browser is sent away."""
        self._state = state

    def wait(self, seconds: float) -> Answer:
        """The answer; ``LinkRefused``, ``CodeRefused`` or ``LinkTimedOut``."""
        if not self._answered.wait(seconds) or self._answer is None:
            raise LinkTimedOut(service=self._service)
        if "code" in self._answer:
            return Answer.of(self._answer)
        word = self._answer.get("error", "")
        if word == "access_denied":
            raise LinkRefused(service=self._service)
        raise CodeRefused(service=self._service, reason=phrase(WORD, word=word[:60]))

    def receive(self, target: str) -> Said:
        """What a browser gets for what it asks; an answer that is ours is held until it is judged."""
        parts = urlsplit(target)
        if (parts.path or "/") != self._path:
            return Said(404)
        given = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if not self._is_ours(given):
            return Said(400 if given else 200, self._page(phrase(WAITING), phrase(ELSEWHERE, service=self._service)))
        with self._lock:  # the first answer counts; the same page again (a reload) gets the same verdict
            self._answer = self._answer or given
        self._answered.set()
        self._judged.wait(LONGEST_WAIT)
        return Said(200, self._page(*(self._verdict or (phrase(WAITING), phrase(CLOSE)))), is_last=True)

    def sent(self, said: Said) -> None:
        """A page has gone out; once it is the last one, nothing keeps the counter open."""
        if said.is_last:
            self._farewell.set()

    def _is_ours(self, given: dict[str, str]) -> bool:
        state = given.get("state", "")
        asked = self._state is not None and hmac.compare_digest(state.encode(), self._state.encode())
        return asked and ("code" in given or "error" in given)

    def _page(self, title: Phrase, text: Phrase) -> bytes:
        return page.page(self._words, title, text)


class _Server(ThreadingHTTPServer):
    """One thread a connection, for browsers open some that they never use."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, counter: Counter, port: int) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise PortTaken(port=port) from error
        self.counter = counter

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no concern of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "archiver"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        known = self.headers.get("Host", "").rpartition(":")[0] in ("127.0.0.1", "localhost")
        said = self.server.counter.receive(self.path) if known else Said(404)
        self.send_response(said.status)
        for name, value in page.HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)
        self.wfile.flush()
        self.server.counter.sent(said)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what is asked here holds the code."""
