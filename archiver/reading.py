"""Books into a spool: every family to its end, or until something says why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archiver import errors
from archiver.books import Books, Counts
from archiver.events import Began, Ended, Listener, Moved
from archiver.model import Family, Reading, Status
from archiver.spool import Spool
from archiver.words import N_, Phrase, phrase


def read(books: Books, spool: Spool, left_out: Collection[str], tell: Listener) -> list[Reading]:
    """Spool every family of the books but those of the cycles ``left_out``; what each came to.

    A family that an earlier run of the same request has spooled, or begun to, is not read twice. Errors: the source's.
    """
    families = books.families()
    counted = {family.name: books.count(family) for family in families} if isinstance(books, Counts) else {}
    return [_read(books, spool, family, counted.get(family.name), left_out, tell) for family in families]


def _read(
    books: Books, spool: Spool, family: Family, asked: int | None, left_out: Collection[str], tell: Listener
) -> Reading:
    if family.cycle in left_out:
        reason = phrase(N_("Left out because the owner asked for it."))
        return Reading(family, Status.LEFT_OUT, reason, asked)
    spool.know(family.kinds)
    reached = spool.reached(family.name)
    tell(Began(phrase(N_("Reading {family}"), family=family.main.labels), asked))
    if reached.documents and reached.resume is None and not reached.ended:
        spool.forget(family.name)
        reached = spool.reached(family.name)
    tell(Moved(reached.documents))
    shortfall: errors.Shortfall | None = None
    if not reached.ended:
        try:
            for page in books.read(family, None, reached.resume):
                tell(Moved(spool.add(family.name, page)))
            spool.end(family.name)
        except errors.Shortfall as error:
            shortfall = error
    tell(Ended())
    ended = spool.reached(family.name)
    reading = Reading(family, asked=asked, read=ended.documents, bookmark=None if shortfall else ended.bookmark)
    return _judged(reading, shortfall)


def _judged(reading: Reading, shortfall: errors.Shortfall | None) -> Reading:
    if shortfall:
        reading.status = Status(shortfall.status)
        reason = shortfall.facts["reason"]
        reading.reason = reason if isinstance(reason, Phrase) else phrase("{reason}", reason=reason)
    elif reading.asked is not None and reading.read < reading.asked:
        reading.status = Status.PARTIAL
        missing = reading.asked - reading.read
        reading.reason = phrase(N_("{count} documents were announced and did not come."), count=missing)
    return reading


def incomplete(readings: Sequence[Reading]) -> list[Reading]:
    """The families that could not be read whole: those that the exit code speaks of."""
    return [reading for reading in readings if reading.status in (Status.PARTIAL, Status.FAILED)]
