"""What drives and books are given at the door: grants, and a place for what must not lie about during an upload."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from archiver.access.grant import Grant
from archiver.access.vault import Vault
from archiver.errors import LinkedElsewhere, NotLinked, VaultDamaged
from archiver.events import Listener, Warned, silence
from archiver.words import N_, phrase

DYING = N_("The link {name} ends on {moment}. Before that, run: archiver relink {name}")


class Door:
    """A vault, seen by drives and by the commands that link them. ``link`` and ``drive`` are names of the settings."""

    def __init__(self, vault: Vault, clock: Callable[[], datetime], tell: Listener = silence) -> None:
        self._vault = vault
        self._clock = clock
        self._tell = tell
        self._warned: set[str] = set()

    def grant(self, link: str, service: str | None = None) -> Grant:
        """The grant of a link, or ``NotLinked``. Warns, once, of one that ends soon.

        Whoever is about to send it names its ``service``: ``LinkedElsewhere`` keeps a token from any other.
        """
        text = self._vault.get(link)
        if text is None:
            raise NotLinked(name=link)
        grant = Grant.from_json(text, link)
        if service not in (None, grant.service):
            raise LinkedElsewhere(name=link, linked=grant.service)
        if grant.dies_soon(self._clock()) and link not in self._warned:
            self._warned.add(link)
            self._tell(Warned(phrase(DYING, name=link, moment=grant.dies_at)))
        return grant

    def keep(self, link: str, grant: Grant) -> None:
        """Keep a grant in the place of the one before."""
        self._vault.put(link, grant.to_json())

    def alone(self, link: str) -> AbstractContextManager[None]:
        """To be in while a grant is read and another kept in its place: no other thread or process is in it then."""
        return self._vault.alone(link)

    def forget(self, link: str) -> None:
        """Forget the grant of a link, if there is one, and the uploads that its drive had begun."""
        self._vault.forget(link)
        for name in self._vault.names():
            if name.startswith(f"session:{link}:"):
                self._vault.forget(name)

    def links(self) -> list[str]:
        """The names of all links."""
        return [name for name in self._vault.names() if ":" not in name]

    def siblings(self, link: str, grant: Grant) -> list[str]:
        """The other links to the same account by the same application: Google ends all of them together."""
        return [name for name in self.links() if name != link and self._ends_with(name, grant)]

    def _ends_with(self, link: str, grant: Grant) -> bool:
        try:
            other = Grant.from_json(self._vault.get(link) or "", link)
        except VaultDamaged:  # and so of no use to anybody
            return False
        return other.is_of(grant) and other.client_id == grant.client_id

    def ended(self, link: str) -> NotLinked:
        """The error to raise when the service no longer accepts the grant of ``link`` (``invalid_grant``)."""
        return self.grant(link).ended(link, self._clock())

    def session(self, drive: str, key: str) -> str | None:
        """The text that was kept for an upload under ``key`` (which may be any text), or None."""
        return self._vault.get(_session(drive, key))

    def keep_session(self, drive: str, key: str, text: str) -> None:
        """Keep what it takes to go on with an upload in another process: Google's session addresses open the door."""
        self._vault.put(_session(drive, key), text)

    def forget_session(self, drive: str, key: str) -> None:
        """The upload is over."""
        self._vault.forget(_session(drive, key))


def _session(drive: str, key: str) -> str:
    return f"session:{drive}:{hashlib.sha256(key.encode()).hexdigest()}"
