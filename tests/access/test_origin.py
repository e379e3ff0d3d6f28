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


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/v3.1/contacts?page=2", "https://example.com/v3.1/contacts?page=2"),
        ("contacts?page=2", "https://example.com/v3/contacts?page=2"),
        ("https://example.com:443/x", "https://example.com:443/x"),
        ("https://EXAMPLE.com/x", "https://EXAMPLE.com/x"),
        ("http://example.com/x", None),
        ("https://example.com:8443/x", None),
        ("https://example.com.evil.net/x", None),
        ("//evil.net/x", None),
        ("https://me:word@example.com/x", None),
        ("https://example.com:port/x", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_link_leads_to_its_own_origin_or_nowhere(link: str, address: str | None) -> None:
    assert origin.within("https://example.com/v3/", link) == address
