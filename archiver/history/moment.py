"""Which archives tell what was known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from archiver.catalogue import Entry
from archiver.errors import NoArchiveThen


def known_at(entries: Sequence[Entry], moment: datetime, name: str) -> list[Entry]:
    """The last full archive that was finished by ``moment``, and the increments after it that were, too, up to the
    first one that is missing; where a series was recovered, of that series of which the books were read last.

    ``entries`` are the archives of one company, called ``name``. ``NoArchiveThen`` where none is old enough.
    """
    there = [entry for entry in entries if entry.verified and entry.retired is None]
    whole = sorted((entry for entry in there if entry.is_whole), key=_age)
    full = {entry.place and entry.place.series: entry for entry in whole if entry.finished <= moment}
    if not full:
        raise NoArchiveThen(name=name, moment=moment, oldest=whole[0].finished if whole else None)
    later = sorted((entry for entry in there if entry.type == "incremental" and entry.finished <= moment), key=_age)
    return max((list(_joined(each, later)) for each in full.values()), key=lambda found: _age(found[-1]))


def _age(entry: Entry) -> tuple[datetime, bool, int]:
    """By when they were finished; of the same archive twice, our own counts more than one that was learned."""
    return entry.finished, not entry.learned, entry.id


def _joined(full: Entry, increments: Sequence[Entry]) -> Iterator[Entry]:
    """The full archive, then each increment that was built on the one before it, our own before one learned."""
    found: Entry | None = full
    while found:
        yield found
        following = [each for each in increments if _follows(each, found)]
        found = max(following, key=lambda each: (not each.learned, each.finished), default=None)


def _follows(entry: Entry, before: Entry) -> bool:
    """Whether one is the next of the series. Two may have the same number: what it names as the one before counts."""
    here, there = entry.place, before.place
    if here is None or there is None or (here.series, here.sequence) != (there.series, there.sequence + 1):
        return False
    return here.predecessor is None or here.predecessor == before.digest
