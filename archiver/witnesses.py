"""Who remembers what an archive was: the catalogue, the drives that took it, and the archives that came after it.

Only entries of our own are asked. One that was learned tells what a cabinet said when it was found, and that may have
been altered before.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from archiver.catalogue import Catalogue, Entry
from archiver.words import N_, Phrase, phrase

CATALOGUE = N_("its digest is the one in the catalogue")
RECEIPT = N_("{drive} has the same, compared there on {moment}")
SUCCESSOR = N_("{name}, which is in the catalogue, names its digest, or that of one after it")


class Witness(NamedTuple):
    """One who shows that an archive is unaltered: ``kind`` is *catalogue*, *receipt* or *successor*."""

    kind: str
    said: Phrase


def of(catalogue: Catalogue, digest: str) -> list[Witness]:
    """All who show that the archive of this digest is what it was when they came to know it; none: nobody knows."""
    own = [entry for entry in catalogue.find(digest) if entry.digest == digest and not entry.learned]
    if own:
        taken = sorted({drive: moment for entry in own for drive, moment in _receipts(catalogue, entry)}.items())
        told = [Witness("receipt", phrase(RECEIPT, drive=drive, moment=moment)) for drive, moment in taken]
        return [Witness("catalogue", phrase(CATALOGUE)), *told]
    after = _successor(catalogue, digest)
    return [Witness("successor", phrase(SUCCESSOR, name=after.name))] if after else []


def _receipts(catalogue: Catalogue, entry: Entry) -> list[tuple[str, datetime]]:
    """The drives that have every cabinet of an archive, each compared, and when the last one was."""
    drives: dict[str, list[datetime | None]] = {}
    for each in catalogue.deposits(entry.id):
        drives.setdefault(each.drive, []).append(each.verified)
    compared = {drive: [moment for moment in moments if moment] for drive, moments in drives.items()}
    return [(drive, max(moments)) for drive, moments in compared.items() if len(moments) == len(entry.cabinets)]


def _successor(catalogue: Catalogue, digest: str) -> Entry | None:
    """An entry of our own from which the chain leads back to this digest, each archive naming the one before it."""
    entries = [entry for entry in catalogue.entries() if entry.place]
    known = {entry.digest: entry for entry in entries}
    for own in (entry for entry in entries if not entry.learned):
        at, seen = own, set[str]()
        while at.place and (before := at.place.predecessor) and before not in seen:
            if before == digest:
                return own
            seen.add(before)
            at = known.get(before, at)
    return None
