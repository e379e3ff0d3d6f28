"""The access token of a link: in memory only, renewed in time, by one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from archiver.access import oauth
from archiver.access.door import Door
from archiver.access.service import service
from archiver.access.tokens import WORD, Tokens
from archiver.errors import Refused, ServiceError
from archiver.words import phrase

EARLY = timedelta(minutes=5)
PAUSES = (2.0, 10.0)  # seconds before asking again


class Bearer:
    """Gives the access token of one link to any number of threads.

    What fails at the service is asked again twice, with waits by ``pause``; then ``Unreachable``, ``Throttled`` or
    ``Unwell``. ``NotLinked`` and its kin where the link is missing or has ended.
    """

    def __init__(
        self, door: Door, link: str, clock: Callable[[], datetime], pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._door = door
        self._link = link
        self._clock = clock
        self._pause = pause
        self._service = door.grant(link).service
        self._lock = threading.Lock()
        self._access: str | None = None
        self._until = clock()
        self._shown = threading.local()

    def token(self) -> str:
        """A token that is good for some minutes yet."""
        with self._lock:
            if self._access is None or self._clock() >= self._until:
                self._access = self._renewed()
            self._shown.token = self._access
            return self._access

    def refused(self) -> None:
        """The service refused the token that this thread was given last: the next one will be another."""
        with self._lock:
            if self._access == getattr(self._shown, "token", None):  # else another thread was refused it before
                self._access = self._renewed()

    def _renewed(self) -> str:
        given = self._persist()
        self._until = self._clock() + max(given.fresh - EARLY, given.fresh / 2)
        return given.access

    def _persist(self) -> Tokens:
        for pause in PAUSES:
            try:
                return renew(self._door, self._link, self._clock, self._service)
            except ServiceError as error:
                if not error.retriable:
                    raise
                self._pause(pause)
        return renew(self._door, self._link, self._clock, self._service)


def renew(door: Door, link: str, clock: Callable[[], datetime], named: str) -> Tokens:
    """New tokens for a link to the service ``named``; what changes of the grant is kept before anybody uses them.

    ``GrantExpired`` or ``GrantRevoked`` where the service takes the grant no longer.
    """
    with door.alone(link):
        grant = door.grant(link, named)  # read here, for somebody else may have renewed it while we waited
        # A vault that cannot be written must say so while the token in it is still good.
        door.keep(link, grant)
        known = service(grant.service, sandbox=grant.sandbox)
        reply = oauth.trade(known, grant, {"grant_type": "refresh_token", "refresh_token": grant.refresh_token})
        if reply.error == "invalid_grant":
            raise grant.ended(link, clock())
        if reply.error in oauth.KEYS:
            oauth.refuse(known, reply.error)
        if not reply.accepted:
            raise Refused(service=known.title, reason=phrase(WORD, word=reply.error))
        given = Tokens.of(known.title, reply.body, slides=known.slides)
        renewed = grant.renewed(given, clock())
        # The one gap that cannot be closed: who is killed between the service's answer and this line, when it gives
        # another refresh token (Intuit daily, Sage each time), has lost the link, and links again.
        door.keep(link, replace(renewed, unused_dies_after=renewed.unused_dies_after or known.unused_dies_after))
    return given
