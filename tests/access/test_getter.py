"""Asking a service: one origin, one method, tried again where that helps; and nothing that leaks."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from inspect import signature
from pathlib import Path

import pytest

from archiver.access.getter import TRIES, Answer, Getter, Vendor, elsewhere
from archiver.access.pace import Pace
from archiver.errors import (
    AccessStale,
    ArchiverError,
    GrantRevoked,
    Refused,
    Throttled,
    TooMuchAsked,
    Unreachable,
    Unwell,
)
from archiver.events import Event, Warned
from archiver.words import Words

TOKEN = "very-secret-token"  # noqa: S105 - of nobody


class Line:
    """A server that says one answer after the other, the last one for ever, and remembers what it was asked."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers)
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
                answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                with suppress(OSError):
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):  # closing on what was not read would be a reset
                        pass


def says(status: str, body: bytes = b"{}", headers: str = "Content-Type: application/json\r\n") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


GOOD = says("200 OK", b'{"fine": true}')


class Held:
    """A bearer with a token, and others after it; or none, once that was refused."""

    def __init__(self, *others: str) -> None:
        self._tokens = [TOKEN, *others]
        self.refusals = 0

    def token(self) -> str:
        return self._tokens[0]

    def refused(self) -> None:
        self.refusals += 1
        if len(self._tokens) == 1:
            raise GrantRevoked(name="atelier", service="Service")
        self._tokens.pop(0)


def trouble(path: str, answer: Answer) -> ArchiverError | None:
    """A vendor that speaks by status alone."""
    match answer.status:
        case 401:
            return AccessStale(service="Service", name="atelier")
        case 429:
            wait = answer.headers.get("retry-after")
            return Throttled(service="Service", wait=int(wait) if wait else None)
        case 503:
            return Unwell(service="Service", reason="503")
        case 504:
            return TooMuchAsked(service="Service", reason="504")
        case 400:
            return Refused(service="Service", reason="400")
        case _:
            return None


VENDOR = Vendor("Service", trouble, {"minorversion": "75"})


class Asking:
    """A getter that never really waits, and the server before it."""

    def __init__(self, *answers: bytes, bearer: Held | None = None, root: str = "/v3/company/1") -> None:
        self.line = Line(*answers)
        self.bearer = bearer or Held("another-token")
        self.slept: list[float] = []
        self.held: list[float] = []
        self.pace = Pace(10_000, 10_000, clock=lambda: 0.0, sleep=self.held.append)
        self.told: list[Event] = []
        self.getter = Getter(
            f"{self.line.url}{root}", self.bearer, self.pace, VENDOR, self.slept.append, self.told.append
        )

    def close(self) -> None:
        self.getter.close()
        self.line.close()

    @property
    def requests(self) -> Sequence[str]:
        """The first lines of what was asked."""
        return [asked.decode().splitlines()[0] for asked in self.line.asked]


@pytest.fixture
def asking() -> Iterator[Callable[..., Asking]]:
    made: list[Asking] = []

    def make(*answers: bytes, bearer: Held | None = None) -> Asking:
        made.append(Asking(*answers, bearer=bearer))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_gives_back_the_body(asking: Callable[..., Asking]) -> None:
    of = asking(GOOD)
    assert of.getter.get("query", {"query": "select * from Invoice where Name = 'É+1'"}) == b'{"fine": true}'
    (request,) = of.requests
    asked = "query=select+%2A+from+Invoice+where+Name+%3D+%27%C3%89%2B1%27"
    assert request == f"GET /v3/company/1/query?minorversion=75&{asked} HTTP/1.1"
    headers = of.line.asked[0].decode()
    assert f"Authorization: Bearer {TOKEN}" in headers
    assert "Accept: application/json" in headers
    assert of.pace.calls == 1


def test_a_path_from_the_origin(asking: Callable[..., Asking]) -> None:
    of = asking(GOOD)
    of.getter.ask("/manage/entitlements/v3/1", accept="application/xml")
    assert of.requests == ["GET /manage/entitlements/v3/1?minorversion=75 HTTP/1.1"]
    assert b"Accept: application/xml" in of.line.asked[0]


def test_it_has_no_other_method_than_get() -> None:
    names = {parameter for name in ("get", "ask") for parameter in signature(getattr(Getter, name)).parameters}
    assert names == {"self", "path", "params", "accept", "headers", "most"}
    assert not any(verb in vars(Getter) for verb in ("post", "put", "patch", "delete", "request", "head"))


@pytest.mark.parametrize("root", ["http://example.com/v3", "ftp://127.0.0.1/", "https://me:word@example.com/"])
def test_a_token_goes_nowhere_unsafe(root: str) -> None:
    with pytest.raises(Unreachable):
        Getter(root, Held(), Pace(), VENDOR)


@pytest.mark.parametrize("path", ["//127.0.0.1:{port}/stolen", "@127.0.0.1:{port}/stolen", "http://127.0.0.1:{port}/"])
def test_no_path_leads_to_another_origin(asking: Callable[..., Asking], path: str) -> None:
    of = asking(GOOD)
    with closing(Line(GOOD)) as other:
        with suppress(ArchiverError):
            of.getter.get(path.format(port=other.url.rpartition(":")[2]))
        assert other.asked == []


def test_redirects_are_not_followed(asking: Callable[..., Asking]) -> None:
    with closing(Line(GOOD)) as other:
        of = asking(says("302 Found", b"", f"Location: {other.url}/\r\n"))
        with pytest.raises(Unreachable):
            of.getter.get("query")
        assert other.asked == []


def test_no_password_of_netrc_and_no_cookie_is_sent(
    asking: Callable[..., Asking], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    of = asking(says("200 OK", b"{}", "Set-Cookie: a=b\r\n"))
    of.getter.get("query")
    of.getter.get("query")
    with elsewhere("Service", f"{of.line.url}/file") as opened:
        opened.read()
    for asked in of.line.asked:
        assert b"Cookie" not in asked
        assert b"Basic" not in asked


def test_what_passes_is_asked_again_after_growing_waits(asking: Callable[..., Asking]) -> None:
    of = asking(says("503 Busy"), says("503 Busy"), says("503 Busy"), GOOD)
    assert of.getter.get("query") == b'{"fine": true}'
    assert of.slept == [1.0, 2.0, 4.0]
    assert of.pace.calls == 1, "what was not answered is not metered"


def test_patience_ends(asking: Callable[..., Asking]) -> None:
    of = asking(says("503 Busy"))
    with pytest.raises(Unwell):
        of.getter.get("query")
    assert len(of.line.asked) == TRIES


@pytest.mark.parametrize(("header", "wait"), [("", 60.0), ("Retry-After: 7\r\n", 7.0)])
def test_a_throttled_service_holds_everybody(asking: Callable[..., Asking], header: str, wait: float) -> None:
    of = asking(says("429 Slow down", b"{}", header), says("429 Slow down", b"{}", header), GOOD)
    of.getter.get("query")
    assert of.slept == []
    assert of.held == pytest.approx([wait, wait], abs=0.01)
    (told,) = of.told
    assert isinstance(told, Warned)
    assert Words("en").say(told.said) == f"Service asks to wait: it is asked again in {wait:.0f} seconds."


@pytest.mark.parametrize(
    ("status", "header", "error"),
    [("400 Bad", "", Refused), ("504 Late", "", TooMuchAsked), ("429 No", "Retry-After: 3600\r\n", Throttled)],
)
def test_what_does_not_pass_soon_is_not_asked_again(
    asking: Callable[..., Asking], status: str, header: str, error: type[ArchiverError]
) -> None:
    of = asking(says(status, b"{}", header))
    with pytest.raises(error):
        of.getter.get("query")
    assert len(of.line.asked) == 1


def test_more_than_was_wanted_is_not_heard_to_its_end(asking: Callable[..., Asking]) -> None:
    whole = b'{"a": "' + b"x" * 200_000 + b'"}'
    of = asking(says("200 OK", whole), says("200 OK", whole))
    assert of.getter.get("query", most=len(whole)) == whole
    with pytest.raises(TooMuchAsked):
        of.getter.get("query", most=len(whole) - 1)
    assert len(of.line.asked) == 2


def test_a_stale_token_is_renewed_once(asking: Callable[..., Asking]) -> None:
    of = asking(says("401 Unauthorized"), GOOD)
    of.getter.get("query")
    assert [b"Bearer another-token" in asked for asked in of.line.asked] == [False, True]
    assert of.bearer.refusals == 1


def test_a_token_that_is_refused_again_is_the_end(asking: Callable[..., Asking]) -> None:
    of = asking(says("401 Unauthorized"))
    with pytest.raises(AccessStale):
        of.getter.get("query")
    assert len(of.line.asked) == 2
    of = asking(says("401 Unauthorized"), bearer=Held())
    with pytest.raises(GrantRevoked):
        of.getter.get("query")


@pytest.mark.parametrize(
    "answer",
    [
        says("200 OK", b"<html>Sign in to the Wi-Fi</html>", "Content-Type: text/html\r\n"),
        says("511 Network Authentication Required"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"",
        b"nonsense",
    ],
)
def test_somebody_else_or_nobody_answers(asking: Callable[..., Asking], answer: bytes) -> None:
    of = asking(answer)
    with pytest.raises(Unreachable) as error:
        of.getter.get("query")
    assert len(of.line.asked) == TRIES
    assert TOKEN not in f"{error.value!r} {error.value} {error.value.facts}"
    assert error.value.__context__ is None, "the library's own error tells the address"


def test_a_service_that_comes_back(asking: Callable[..., Asking]) -> None:
    of = asking(b"", says("200 OK", b"<html/>", "Content-Type: text/html\r\n"), GOOD)
    assert of.getter.get("query") == b'{"fine": true}'


def test_nothing_is_told_to_the_logs(asking: Callable[..., Asking], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    of = asking(GOOD)
    of.getter.get("query", {"query": "select * from Invoice"})
    with elsewhere("Service", f"{of.line.url}/file?signature=secret") as opened:
        opened.read()
    assert caplog.text == ""
    assert TOKEN not in repr(of.getter)


def test_elsewhere_nothing_of_ours_is_sent() -> None:
    with closing(Line(says("200 OK", b"%PDF-1.4 " + b"x" * 200_000, "Content-Type: application/pdf\r\n"))) as line:
        with elsewhere("Service", f"{line.url}/a?signature=secret") as opened:
            start = opened.read(5)
            rest = opened.read()
        assert start == b"%PDF-"
        assert len(rest) == 200_004
        assert b"Authorization" not in line.asked[0]
        assert b"minorversion" not in line.asked[0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says("404 Not Found"), Refused),
        (says("403 Expired"), Refused),
        (says("302 Found", b"", "Location: http://127.0.0.1:9/\r\n"), Refused),
        (b"", Unreachable),
    ],
)
def test_elsewhere_something_is_wrong(answer: bytes, error: type[ArchiverError]) -> None:
    with closing(Line(answer)) as line, pytest.raises(error), elsewhere("Service", f"{line.url}/a?s=secret"):
        raise AssertionError


def test_elsewhere_it_breaks_off() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with closing(Line(answer)) as line, elsewhere("Service", f"{line.url}/a") as opened, pytest.raises(OSError):  # noqa: PT011 - any of them
        opened.read()


def test_elsewhere_has_to_be_safe() -> None:
    with pytest.raises(Unreachable), elsewhere("Service", "http://example.com/a"):
        raise AssertionError
