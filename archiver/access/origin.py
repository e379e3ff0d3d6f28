"""Where a secret may be sent: one origin, over TLS."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_safe(address: str) -> bool:
    """Whether ``address`` is https, or plain http that never leaves this machine; without a name or password in it."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def beside(address: str, path: str) -> str:
    """Another path of the same origin."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{path}"
