"""One question over HTTP: what can become of it, and that nothing of it leaks."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from archiver.access import wire
from archiver.errors import ArchiverError, Throttled, Unintelligible, Unreachable, Unwell
from tests.emulators.faults import Fault
from tests.emulators.google import Google

TOKEN = {"grant_type": "refresh_token", "refresh_token": "1//0-very-secret"}


class Line:
    """A server that says the same bytes to everybody, and remembers what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(65536))
                with suppress(OSError):
                    connection.sendall(self._answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):  # closing on what was not read would be a reset
                        pass


@pytest.fixture
def other() -> Iterator[Line]:
    """A machine that must never be asked."""
    with closing(Line(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as line:
        yield line


def says(status: str, body: bytes = b"{}", headers: str = "Content-Type: application/json\r\n") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def ask(answer: bytes) -> wire.Reply:
    with closing(Line(answer)) as line:
        return wire.ask("Google", "POST", f"{line.url}/token", form=TOKEN)


def test_gives_back_the_object() -> None:
    reply = ask(says("200 OK", b'{"access_token": "ya29.secret"}'))
    assert (reply.accepted, reply.body) == (True, {"access_token": "ya29.secret"})
    assert "ya29" not in repr(reply)
    assert ask(says("200 OK", b"null")).body == {}
    assert ask(says("200 OK", b"")).body == {}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"error": "invalid_grant", "error_description": "Token 1//0-very-secret has expired"}', "invalid_grant"),
        (b'{"error": "invalid_client: Invalid client_id"}', "invalid_client"),
        (b'{"error": "1//0-very-secret"}', "400"),
        (b'{"error": {"code": 400, "message": "1//0-very-secret"}}', "400"),
        (b"{}", "400"),
    ],
)
def test_a_refusal_is_one_word_that_holds_nothing_of_what_was_sent(body: bytes, word: str) -> None:
    reply = ask(says("400 Bad Request", body))
    assert (reply.accepted, reply.error) == (False, word)


HTML = "Content-Type: text/html; charset=utf-8\r\n"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says("200 OK", b"<html>Wi-Fi</html>", HTML), Unreachable),
        (says("401 Unauthorized", b"<html>Wi-Fi</html>", HTML), Unreachable),
        (says("511 Network Authentication Required"), Unreachable),
        (says("302 Found", headers="Location: http://wifi.example/\r\n"), Unreachable),
        (says("502 Bad Gateway", b"<html>Error 502</html>", HTML), Unwell),
        (says("500 Internal Server Error"), Unwell),
        (says("429 Too Many Requests", headers="Retry-After: 7\r\n"), Throttled),
        (says("429 Too Many Requests", headers="Retry-After: Wed, 01 Apr 2026 00:00:00 GMT\r\n"), Throttled),
        (says("200 OK", b"1//0-very-secret"), Unintelligible),
        (says("200 OK", b"[]"), Unintelligible),
        (says("200 OK", b'{"a": "' + b"x" * wire.LONGEST + b'"}'), Unintelligible),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Unreachable),
        (b"\x15\x03\x01 no HTTP at all\r\n\r\n", Unreachable),
        (b"", Unreachable),
    ],
)
def test_everything_else_is_one_of_our_errors(answer: bytes, error: type[ArchiverError]) -> None:
    with pytest.raises(error) as failed:
        ask(answer)
    assert failed.value.exit_code == 4
    assert "secret" not in f"{failed.value!r} {failed.value} {failed.value.facts}"


def test_a_service_that_asks_to_wait_says_how_long() -> None:
    with pytest.raises(Throttled) as throttled:
        ask(says("429 Too Many Requests", headers="Retry-After: 7\r\n"))
    assert throttled.value.facts["wait"] == 7


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_carries_nothing_elsewhere(other: Line, status: int) -> None:
    with pytest.raises(Unreachable):
        ask(says(f"{status} Moved", headers=f"Location: {other.url}/token\r\n"))
    assert other.asked == []


def test_nothing_is_sent_in_clear_to_another_machine() -> None:
    with pytest.raises(Unreachable):
        wire.ask("Google", "POST", "http://example.com/token", form=TOKEN)


def test_a_machine_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        wire.ask("Google", "POST", f"http://127.0.0.1:{port}/token", form=TOKEN)


def test_a_silent_service_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(Unreachable):
        wire.ask("Google", "POST", f"http://127.0.0.1:{server.getsockname()[1]}/token", form=TOKEN)


def test_a_password_in_netrc_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login owner password of-netrc\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with closing(Line(says("200 OK"))) as line:
        wire.ask("Google", "GET", line.url)
        wire.ask("Google", "GET", line.url, bearer="ya29.token")
        assert b"uthorization" not in line.asked[0]
        assert b"Authorization: Bearer ya29.token\r\n" in line.asked[1]


@pytest.mark.usefixtures("proxy")
def test_a_certificate_that_nobody_vouches_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name)
    with pytest.raises(Unreachable) as refused:
        wire.ask("Google", "POST", "https://oauth2.googleapis.com/token", form=TOKEN)
    assert "not safe" in str(refused.value)


@pytest.mark.usefixtures("proxy")
def test_logs_hold_no_secret(google: Google, caplog: pytest.LogCaptureFixture) -> None:
    access, refresh = google.link()
    google.faults.add(Fault(on="*", does="portal", nth=2, status=200))
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        wire.ask("Google", "POST", "https://oauth2.googleapis.com/token", form={"refresh_token": refresh})
        with pytest.raises(Unreachable):
            wire.ask("Google", "GET", "https://www.googleapis.com/drive/v3/about?fields=user", bearer=access)
    assert "oauth2.googleapis.com" in caplog.text
    assert access not in caplog.text
    assert refresh not in caplog.text
