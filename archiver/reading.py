"""Books into a spool: every family to its end, or until something says why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archiver import errors
from archiver.books import Books, Counts, Foresees, Mends
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
    if isinstance(books, Foresees):
        books.foresee(_ahead(spool, [family for family in families if family.cycle not in left_out]))
    readings = [_read(books, spool, family, counted.get(family.name), left_out, tell) for family in families]
    if isinstance(books, Mends):
        tell(Began(phrase(N_("Reading what changed meanwhile"))))
        for reading in readings:
            _mend(books, spool, reading)
        tell(Ended())
    for reading in readings:
        _judge(reading)
    return readings


def _ahead(spool: Spool, families: Sequence[Family]) -> list[tuple[Family, str | None]]:
    """What is not read yet, and from where it goes on."""
    reached = [(family, spool.reached(family.name)) for family in families]
    return [(family, until.resume) for family, until in reached if not until.ended]


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
    reading = Reading(family, asked=asked)
    if not reached.ended:
        try:
            for page in books.read(family, None, reached.resume):
                tell(Moved(spool.add(family.name, page)))
                del page  # two of them at once would be twice the memory
            spool.end(family.name)
        except errors.Shortfall as shortfall:
            _lacking(reading, shortfall)
    tell(Ended())
    _see(reading, spool)
    return reading


def _mend(books: Mends, spool: Spool, reading: Reading) -> None:
    """What changed since a family was read, put in its place."""
    if reading.bookmark is None:
        return
    try:
        for page in books.mend(reading.family, reading.bookmark):
            spool.add(reading.family.name, page)
            reading.changed += len({row.document for rows in page.rows.values() for row in rows}.union(page.replaces))
    except errors.Shortfall as shortfall:
        _lacking(reading, shortfall)
    _see(reading, spool)
    if isinstance(books, Counts):
        reading.asked = books.count(reading.family)


def _see(reading: Reading, spool: Spool) -> None:
    """What the spool has of a family; one that is not whole has no bookmark."""
    reached = spool.reached(reading.family.name)
    reading.read = reached.documents
    reading.bookmark = reached.bookmark if reading.status is Status.COMPLETE else None


def _lacking(reading: Reading, shortfall: errors.Shortfall) -> None:
    reading.status = Status(shortfall.status)
    reason = shortfall.facts["reason"]
    reading.reason = reason if isinstance(reason, Phrase) else phrase("{reason}", reason=reason)


def _judge(reading: Reading) -> None:
    """What was announced and did not come is lacking."""
    if reading.status is Status.COMPLETE and reading.asked is not None and reading.read < reading.asked:
        reading.status = Status.PARTIAL
        missing = reading.asked - reading.read
        reading.reason = phrase(N_("{count} documents were announced and did not come."), count=missing)


def incomplete(readings: Sequence[Reading]) -> list[Reading]:
    """The families that could not be read whole: those that the exit code speaks of."""
    return [reading for reading in readings if reading.status in (Status.PARTIAL, Status.FAILED)]
