"""The tokens that a service gives: one to get in with for an hour, one to get the next ones with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from archiver.errors import Unintelligible
from archiver.words import N_, phrase

WORD = N_("“{word}”")
HOUR = timedelta(hours=1)
FAR = 1 << 31  # seconds


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a service gives, and for how long.

    ``lifetime`` is how long the link will last, ``unused`` how long it may stay unused, where the service says so;
    ``fresh`` how long the access token is good. ``realm`` is the company that they are for, at a service of companies.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    scopes: tuple[str, ...] | None
    lifetime: timedelta | None = None
    unused: timedelta | None = None
    fresh: timedelta = HOUR
    realm: str | None = None

    @classmethod
    def of(cls, title: str, body: Mapping[str, Any], *, slides: bool = False) -> Tokens:
        """The tokens of an answer of the service called ``title``, or ``Unintelligible``.

        ``slides``: each use begins the link's life anew, so that what the service tells is how long it may stay unused.
        """
        access, refresh, scope = body.get("access_token"), body.get("refresh_token"), body.get("scope")
        if not isinstance(access, str) or not access or not isinstance(refresh, str | None):
            raise Unintelligible(service=title, reason=phrase(WORD, word="access_token"))
        # The name that Google uses for applications in testing, and Sage for the span that slides; then Intuit's.
        span = _span(body, "refresh_token_expires_in")
        return cls(
            access,
            refresh,
            scopes=tuple(scope.split()) if isinstance(scope, str) else None,
            lifetime=(None if slides else span) or _span(body, "x_refresh_token_hard_expires_in"),
            unused=(span if slides else None) or _span(body, "x_refresh_token_expires_in"),
            fresh=_span(body, "expires_in") or HOUR,
        )


def _span(body: Mapping[str, Any], name: str) -> timedelta | None:
    seconds = body.get(name)
    return timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < FAR else None
