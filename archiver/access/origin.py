"""Where a secret may be sent: one origin, over TLS."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

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


def within(root: str, link: str) -> str | None:
    """The address that a service gave to be asked next, relative ones included; None if it is of another origin."""
    try:
        address = urljoin(root, link)
        there, here = urlsplit(address), urlsplit(root)
        same = (there.scheme, there.hostname, _port(there)) == (here.scheme, here.hostname, _port(here))
    except ValueError:
        return None
    return address if same and there.username is None and there.password is None else None


def _port(parts: SplitResult) -> int | None:
    return parts.port or {"https": 443, "http": 80}.get(parts.scheme)
