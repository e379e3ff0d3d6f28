"""Which archives tell what was known at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archiver.catalogue import Entry
from archiver.errors import NoArchiveThen


def known_at(entries: Sequence[Entry], moment: datetime, name: str) -> list[Entry]:
    """The last full archive that was finished by ``moment``, and the increments after it that were, too.

    ``entries`` are the archives of one company, called ``name``. ``NoArchiveThen`` where none is old enough.
    """
    there = [entry for entry in entries if entry.verified and entry.retired is None]
    whole = sorted((entry for entry in there if entry.is_whole), key=_age)
    full = next((entry for entry in reversed(whole) if entry.finished <= moment), None)
    if full is None:
        raise NoArchiveThen(name=name, moment=moment, oldest=whole[0].finished if whole else None)
    later = [entry for entry in there if entry.type == "incremental" and _follows(entry, full)]
    return [full, *sorted((entry for entry in later if entry.finished <= moment), key=_age)]


def _age(entry: Entry) -> tuple[datetime, bool, int]:
    """By when they were finished; of the same archive twice, our own counts more than one that was learned."""
    return entry.finished, not entry.learned, entry.id


def _follows(entry: Entry, full: Entry) -> bool:
    here, there = entry.place, full.place
    return here is not None and there is not None and here.series == there.series and here.sequence > there.sequence
