"""A service that can be linked: what it is called, what we ask of it, and how it says whose account it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module

from archiver.access.grant import Grant
from archiver.access.tokens import Tokens

SERVICES: Mapping[str, str] = {
    "google": "archiver.access.google",
    "dropbox": "archiver.access.dropbox",
    "quickbooks": "archiver.access.quickbooks",
    "sage": "archiver.access.sage",
    "tryton": "archiver.access.keyed",
    "manager": "archiver.access.keyed",
}
"""Each service and its module, which has a ``SERVICE``, and a ``SANDBOX`` where one can be tried without real books; or
``SERVICES``, those that are entered by a key.
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose it is: an e-mail or a company; and its room in bytes, None where there is no limit or no word about it."""

    name: str
    used: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """One of the companies that a login lets us read: its id at the service, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """The facts of one service.

    ``scopes`` is the least that is needed. ``account`` asks, by an access token, whose it is; ``revoke`` ends a grant
    at the service. ``lasting`` holds the parameters by which a link outlives the hour. ``manage`` is where its owner
    sees and ends links by hand. ``unused_dies_after`` is how long a link may stay unused.

    ``proves``: the answer is tied to the question by PKCE, too. ``signs``: the keys are sent by HTTP Basic, and not in
    the form. ``headers`` go to its token address. ``holds_books``: each link is to one company, and to no drive.
    ``companies`` asks, by an access token, which ones a login may read, where the service's page does not let its owner
    choose. ``slides``: a link lives on with each use. ``reads_only``: what is asked for allows nothing but reading.
    ``keyed``: its owner gives a key, which only its owner can end.
    """

    name: str
    title: str
    scopes: tuple[str, ...]
    lasting: Mapping[str, str]
    manage: str
    account: Callable[[Tokens], Account] = field(repr=False)
    revoke: Callable[[Grant], None] = field(repr=False)
    unused_dies_after: timedelta | None = None
    proves: bool = True
    signs: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    holds_books: bool = False
    sandbox: bool = False
    companies: Callable[[Tokens], Sequence[Books]] | None = field(default=None, repr=False)
    slides: bool = False
    reads_only: bool = False
    keyed: bool = False


def service(name: str, *, sandbox: bool = False) -> Service:
    """The service called ``name``, which is one of ``SERVICES``."""
    module = import_module(SERVICES[name])
    found: Service
    if keyed := getattr(module, "SERVICES", None):
        found = keyed[name]
    else:
        found = getattr(module, "SANDBOX", module.SERVICE) if sandbox else module.SERVICE
    return found
