"""A deposit being read back over a line that breaks; how each service is asked is told by their own tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from archiver.drives.stream import PLAIN, read
from archiver.errors import Missing, Unreachable
from tests.drives.linked import Waits

BYTES = bytes(range(256)) * 400


class Breaking(ThreadingHTTPServer):
    """Serves the bytes from the place on that the path names, and cuts every answer after ``most`` of them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.most = len(BYTES)
        self.asked: list[int] = []

    def fetch(self, at: int) -> requests.Response:
        """Ask for the bytes from there on."""
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"http://127.0.0.1:{self.server_port}/{at}", headers=PLAIN, stream=True, timeout=10)


class Answering(BaseHTTPRequestHandler):
    """One answer."""

    server: Breaking

    def do_GET(self) -> None:
        at = int(self.path.strip("/"))
        self.server.asked.append(at)
        self.send_response(200)
        self.send_header("Content-Length", str(len(BYTES) - at))
        self.end_headers()
        self.wfile.write(BYTES[at : at + self.server.most])

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Breaking]:
    with Breaking() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_all_the_bytes_come_with_one_question(server: Breaking) -> None:
    with read("a service", server.fetch, Waits().patience) as there:
        assert there.read() == BYTES
    assert server.asked == [0]


def test_it_goes_on_where_the_line_broke(server: Breaking) -> None:
    server.most = 40_000
    waits = Waits()

    with read("a service", server.fetch, waits.patience) as there:
        assert there.read() == BYTES
    assert server.asked[0] == 0
    assert len(set(server.asked)) == len(server.asked) > 2, "further each time, and never from the start again"
    assert len(waits.seconds) == len(server.asked) - 1


def test_a_line_that_brings_nothing_is_given_up(server: Breaking) -> None:
    server.most = 0

    with read("a service", server.fetch, Waits().patience) as there, pytest.raises(Unreachable):
        there.read()
    assert set(server.asked) == {0}


def test_what_is_not_there_is_told_at_once() -> None:
    def refuse(at: int) -> requests.Response:
        raise Missing(service="a service", name=f"a.cab from {at} on")

    waits = Waits()
    with pytest.raises(Missing):
        read("a service", refuse, waits.patience)
    assert waits.seconds == []
