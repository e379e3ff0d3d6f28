"""Links that would die of disuse are used in time, for schedules that are slower than that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from archiver.access.bearer import renew
from archiver.access.door import Door
from archiver.access.grant import Grant
from archiver.access.service import SERVICES, service
from archiver.errors import ArchiverError, VaultReadOnly
from archiver.events import Listener, Warned
from archiver.words import N_, phrase

DAY = timedelta(days=1)

FAILED = N_("The link {name} could not be kept alive: {said} {hint}")


def keep_alive(door: Door, clock: Callable[[], datetime], tell: Listener) -> list[str]:
    """Renew every link that has lived a third of the time for which it may stay unused; the names of those renewed.

    Never the same one twice a day. A failure is told and stops nothing.
    """
    kept = []
    for link in door.links():
        try:
            grant = door.grant(link)
            if _is_due(grant, clock()):
                renew(door, link, clock, grant.service)
                kept.append(link)
        except VaultReadOnly:
            continue  # what the system gives is the system's to renew
        except ArchiverError as error:
            tell(Warned(phrase(FAILED, name=link, said=error.phrase, hint=error.advice)))
    return kept


def _is_due(grant: Grant, now: datetime) -> bool:
    if grant.service not in SERVICES:
        return False
    life = grant.unused_dies_after or service(grant.service).unused_dies_after
    return life is not None and now - grant.used_at >= max(life / 3, DAY)
