"""Pings: what a monitor gets, what can go wrong with it, and that its address stays secret."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from archiver.errors import ArchiverError, Missing, Refused, Throttled, Unreachable, Unwell
from archiver.notices import ping as room
from archiver.notices.ping import FAIL, START, SUCCESS, host, ping
from tests.emulators.authority import Authority
from tests.emulators.pings import OK, Pings, Trouble

UUID = "5c3f3b5e-9d5a-4f0c-8a59-0123456789ab"


@pytest.fixture
def monitor(trusted: Authority) -> Iterator[Pings]:
    with Pings() as monitor:
        yield monitor


@pytest.fixture
def waits() -> list[float]:
    return []


def test_the_three_signals(monitor: Pings) -> None:
    for signal in (START, SUCCESS, FAIL):
        ping(f"{monitor.url}/{UUID}", signal)
    assert monitor.signals == [f"/{UUID}/start", f"/{UUID}", f"/{UUID}/fail"]


@pytest.mark.parametrize(
    ("path", "started", "succeeded"),
    [
        ("/key/slug?create=1&x=%20", "/key/slug/start?create=1&x=%20", "/key/slug?create=1&x=%20"),
        ("/key/", "/key/start", "/key/"),
        ("/key#part", "/key/start", "/key"),
        ("?key=1", "/start?key=1", "/?key=1"),
    ],
)
def test_a_query_stays_behind_the_signal(monitor: Pings, path: str, started: str, succeeded: str) -> None:
    ping(monitor.url + path, START)
    ping(monitor.url + path, SUCCESS)
    assert monitor.signals == [started, succeeded]


def test_a_body_is_posted_and_no_longer_than_ten_kilobytes(monitor: Pings) -> None:
    ping(monitor.url, FAIL, "é" * 9000 + "the end")
    [pinged] = monitor.pinged
    assert (pinged.method, pinged.headers["Content-Type"]) == ("POST", "text/plain; charset=utf-8")
    assert 9_990 < len(pinged.body) <= 10_000
    assert pinged.body.decode() == "é" * ((len(pinged.body) - 7) // 2) + "the end"
    ping(monitor.url, SUCCESS)
    assert monitor.pinged[1].method == "GET"


@pytest.mark.parametrize("trouble", [Trouble(500), Trouble(503), Trouble(429), Trouble(closes=True)])
def test_it_is_tried_three_times(monitor: Pings, waits: list[float], trouble: Trouble) -> None:
    monitor.troubles = [trouble, trouble, OK]
    ping(monitor.url, FAIL, "why", sleep=waits.append)
    assert waits == [1.0, 3.0]
    assert [each.body for each in monitor.pinged] == [b"why"] * 3


@pytest.mark.parametrize(
    ("trouble", "error", "tries"),
    [
        (Trouble(500), Unwell, 3),
        (Trouble(429), Throttled, 3),
        (Trouble(closes=True), Unreachable, 3),
        (Trouble(404), Missing, 1),
        (Trouble(410), Missing, 1),
        (Trouble(200, b"OK (not found)"), Missing, 1),
        (Trouble(400), Refused, 1),
        (Trouble(403, b"no"), Refused, 1),
        (Trouble(304), Refused, 1),
    ],
)
def test_what_goes_wrong_is_one_of_our_errors(
    monitor: Pings, waits: list[float], trouble: Trouble, error: type[ArchiverError], tries: int
) -> None:
    monitor.troubles = [trouble] * 4
    with pytest.raises(error) as failed:
        ping(f"{monitor.url}/{UUID}", SUCCESS, sleep=waits.append)
    assert len(monitor.pinged) == tries
    assert UUID not in f"{failed.value!r} {failed.value} {failed.value.facts} {failed.value.__cause__}"
    assert "127.0.0.1" in str(failed.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(monitor: Pings, status: int) -> None:
    with Pings() as other:
        monitor.troubles = [Trouble(status, location=f"{other.url}/{UUID}")]
        with pytest.raises(Refused):
            ping(f"{monitor.url}/{UUID}", FAIL, "why")
        assert other.pinged == []
    assert len(monitor.pinged) == 1


def test_a_slow_monitor_is_waited_for_but_not_without_end(
    monitor: Pings, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor.troubles = [Trouble(seconds=0.3)]
    ping(monitor.url, SUCCESS, sleep=waits.append)
    assert waits == []
    monkeypatch.setattr(room, "PATIENCE", 0.2)
    monitor.troubles = [Trouble(seconds=20)] * 3
    with pytest.raises(Unreachable, match="in time"):
        ping(monitor.url, SUCCESS, sleep=waits.append)


def test_a_machine_where_nobody_listens(trusted: Authority, waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        ping(f"http://127.0.0.1:{port}", SUCCESS, sleep=waits.append)
    assert len(waits) == 2


@pytest.mark.parametrize(
    "address",
    [
        f"http://hc-ping.com/{UUID}",
        f"https://owner:{UUID}@hc-ping.com/",
        f"ftp://127.0.0.1/{UUID}",
        f"file:///{UUID}",
        UUID,
        "",
        "https://[",
        f"https://hc-ping.com/{UUID} and more",
        f"https://hc-ping.com/{UUID}\r\nX: y",
        f"https://hc-ping.com/é{UUID}",
    ],
)
def test_nothing_is_sent_in_clear_or_anywhere_odd(address: str) -> None:
    with pytest.raises(Unreachable) as refused:
        ping(address, SUCCESS, sleep=lambda _: None)
    assert UUID not in f"{refused.value} {refused.value.facts}"
    assert UUID not in host(address)


def test_a_safe_line_is_one_that_somebody_vouches_for(
    trusted: Authority, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Pings(trusted) as monitor:
        ping(f"{monitor.url}/{UUID}", SUCCESS)
        assert monitor.signals == [f"/{UUID}"]
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(Unreachable, match="not safe"):
            ping(f"{monitor.url}/{UUID}", SUCCESS, sleep=waits.append)
        assert len(monitor.pinged) == 1


def test_a_proxy_is_not_told_what_stays_on_this_machine(monitor: Pings, monkeypatch: pytest.MonkeyPatch) -> None:
    with Pings() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        ping(f"{monitor.url}/{UUID}", SUCCESS)
        assert (len(monitor.pinged), proxy.pinged) == (1, [])


def test_no_library_logs_the_address(
    monitor: Pings, waits: list[float], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monitor.troubles = [Trouble(500), Trouble(closes=True), OK, Trouble(404)]
    with caplog.at_level(logging.DEBUG):
        ping(f"{monitor.url}/{UUID}", FAIL, sleep=waits.append)
        with pytest.raises(Missing):
            ping(f"{monitor.url}/{UUID}", SUCCESS)
    assert UUID not in caplog.text
    assert UUID not in "".join(capfd.readouterr())
