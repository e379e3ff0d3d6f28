"""Where a secret may be sent."""

from __future__ import annotations

import pytest

from archiver.access import origin


@pytest.mark.parametrize(
    "address",
    ["https://oauth2.googleapis.com/token", "http://127.0.0.1:8080/token", "http://localhost/token", "http://[::1]:1/"],
)
def test_over_tls_or_within_this_machine(address: str) -> None:
    assert origin.is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://oauth2.googleapis.com/token",
        "http://127.0.0.1.example.com/token",
        "http://127.0.0.1@example.com/token",
        "https://name:word@example.com/token",
        "ftp://127.0.0.1/token",
        "file:///token",
        "javascript:alert(1)",
        "https:///token",
        "https://example.com:port/token",
        "https://[::1/token",
        "token",
        "",
    ],
)
def test_nowhere_else(address: str) -> None:
    assert not origin.is_safe(address)


def test_beside_is_the_same_origin() -> None:
    assert origin.beside("http://127.0.0.1:8080/a/token?b=c", "/revoke") == "http://127.0.0.1:8080/revoke"
