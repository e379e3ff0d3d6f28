"""What is said of a line that fails, and what is not."""

from __future__ import annotations

import logging
import socket

import pytest
import requests

from archiver.drives import line

ADDRESS = "https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable&upload_id=AHmUsecret&a=b"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (requests.exceptions.SSLError(ADDRESS), "certificate"),
        (requests.exceptions.ProxyError(ADDRESS), "proxy"),
        (requests.exceptions.ReadTimeout(ADDRESS), "in time"),
        (requests.exceptions.ConnectionError(ADDRESS), "cut"),
        (OSError(ADDRESS), "cut"),
    ],
)
def test_a_broken_line_is_told_without_its_address(error: Exception, said: str) -> None:
    told = line.broken("Google Drive", error)

    assert said in str(told)
    assert "googleapis" not in f"{told} {told!r} {told.facts}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Invalid "Authorization":\n "Bearer sl.u.secret"', 'Invalid "Authorization": "Bearer …"'),
        (ADDRESS, "https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable&upload_id=…&a=b"),
        ("x" * 999, "x" * 300),
    ],
)
def test_what_a_service_says_is_one_line_without_secrets(text: str, said: str) -> None:
    assert line.said(text) == said


def test_logs_of_requests_are_discreet_once_for_all(caplog: pytest.LogCaptureFixture) -> None:
    line.be_discreet()
    line.be_discreet()
    logger = logging.getLogger("urllib3.connectionpool")
    with caplog.at_level(logging.DEBUG, logger.name):
        logger.debug('"%s %s"', "PUT", ADDRESS)

    assert caplog.messages == [f'"PUT {line.said(ADDRESS)}"']
    assert sum(isinstance(each, line.Discretion) for each in logger.filters) == 1


def test_nothing_is_held_back_through_a_proxy() -> None:
    session = requests.Session()
    line.prompt(session)
    adapter = session.get_adapter(ADDRESS)
    assert isinstance(adapter, line.Prompt)

    options = adapter.proxy_manager_for("http://127.0.0.1:3128").connection_pool_kw["socket_options"]
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
