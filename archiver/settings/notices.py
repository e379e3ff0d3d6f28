"""Who is told by e-mail, and by which server. Passwords and ping addresses are in the vault."""

from __future__ import annotations

from dataclasses import dataclass

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How a server is spoken to, and the port that is usual for it."""


@dataclass(frozen=True, slots=True)
class Notices:
    """``[notices]``: without ``email`` and ``server`` no e-mail is sent. ``port`` is the usual one if not given."""

    email: tuple[str, ...] = ()
    server: str | None = None
    port: int | None = None
    security: str = "starttls"
    user: str | None = None
    sender: str | None = None
    language: str | None = None
