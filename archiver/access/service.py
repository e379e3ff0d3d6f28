"""A service that can be linked: what it is called, what we ask of it, and how it says whose account it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from archiver.access.grant import Grant

SERVICES: Mapping[str, str] = {
    "google": "archiver.access.google",
    "dropbox": "archiver.access.dropbox",
}
"""Each service and its module, which has a ``SERVICE``."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose it is, and its room in bytes; None where the service sets no limit or does not tell."""

    email: str
    used: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The facts of one service.

    ``scopes`` is the least that deposits and sharing need. ``account`` asks, by an access token, whose it is;
    ``revoke`` ends a grant at the service. ``lasting`` holds the parameters by which a link outlives the hour.
    ``manage`` is where its owner sees and ends links by hand.
    """

    name: str
    title: str
    scopes: tuple[str, ...]
    lasting: Mapping[str, str]
    manage: str
    account: Callable[[str], Account] = field(repr=False)
    revoke: Callable[[Grant], None] = field(repr=False)


def service(name: str) -> Service:
    """The service called ``name``, which is one of ``SERVICES``."""
    found: Service = import_module(SERVICES[name]).SERVICE
    return found
