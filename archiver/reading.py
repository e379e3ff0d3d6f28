"""Books into a spool: every family to its end, or until something says why not.

With the archives before at hand, families that know changes are read on from there, and proved to be whole by their
number of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from archiver import errors, helper
from archiver.books import Apart, Books, Counts, Foresees, Mends
from archiver.events import Began, Ended, Listener, Moved
from archiver.increment import Increment
from archiver.model import Base, Bookmark, Family, Kind, Page, Reading, Status
from archiver.packed import Pressed, pressed
from archiver.relay import Turn, relayed
from archiver.spool import Spool
from archiver.words import N_, Phrase, phrase

NOT_ASKED = N_("Left out because the owner asked for it.")
MOST_PROCESSES = 2
"""More of them would only wait: what they make is put in its place by one."""
PICTURE = N_("Not in an archive of changes: it is what the system adds up at one moment.")


def read(
    books: Books, spool: Spool, left_out: Collection[str], tell: Listener, increment: Increment | None = None
) -> list[Reading]:
    """Spool every family of the books but those ``left_out``, by name or by cycle; what each came to.

    A family that an earlier run of the same request has spooled, or begun to, is not read twice. Errors: the source's,
    those of the archives that an ``increment`` builds on.
    """
    return _Reader(books, spool, left_out, tell, increment).all()


class _Reader:
    def __init__(
        self, books: Books, spool: Spool, left_out: Collection[str], tell: Listener, increment: Increment | None
    ) -> None:
        self._books, self._spool, self._tell = books, spool, tell
        self._left_out, self._increment = left_out, increment

    def all(self) -> list[Reading]:
        """Every family, what changed meanwhile put in its place, and judged."""
        books = self._books
        readings = [self._begun(family) for family in books.families()]
        wanted = [reading for reading in readings if reading.status is Status.COMPLETE]
        if isinstance(books, Foresees):
            books.foresee(self._ahead([reading.family for reading in wanted if reading.base is None]))
        for reading in wanted:
            self._read(reading)
        # All or none: documents of one moment beside payments of another would be books that never were.
        if isinstance(books, Mends) and not all(map(self._stands, wanted)):
            self._tell(Began(phrase(N_("Reading what changed meanwhile"))))
            for reading in wanted:
                self._mend(books, reading)
            self._tell(Ended())
        for reading in wanted:
            self._judge(reading)
        return readings

    def _begun(self, family: Family) -> Reading:
        if self._increment and family.picture:
            return Reading(family, Status.LEFT_OUT, phrase(PICTURE))
        asked = self._count(family)
        if family.name in self._left_out or family.cycle in self._left_out:
            return Reading(family, Status.LEFT_OUT, phrase(NOT_ASKED), asked)
        from_start = self._increment is None or self._spool.is_whole(family.name)
        base = None if from_start or self._increment is None else self._increment.base(family)
        return Reading(family, asked=asked, base=base)

    def _count(self, family: Family) -> int | None:
        return self._books.count(family) if isinstance(self._books, Counts) else None

    def _stands(self, reading: Reading) -> bool:
        """Whether a family is as the archives before hold it, as far as that was told when the reading began.

        What was read whole is not known to be: it is compared only later.
        """
        if reading.base is None or self._increment is None or reading.read or self._spool.gone(reading.family.name):
            return False
        return self._increment.agrees(reading)

    def _ahead(self, families: Sequence[Family]) -> list[tuple[Family, str | None]]:
        """What is not read yet, and from where it goes on."""
        reached = [(family, self._spool.reached(family.name)) for family in families]
        return [(family, until.resume) for family, until in reached if not until.ended]

    def _read(self, reading: Reading) -> None:
        """A family, from its beginning, from where an earlier run was stopped, or since its base."""
        family, spool = reading.family, self._spool
        spool.know(family.kinds)
        reached = spool.reached(family.name)
        self._tell(
            Began(phrase(N_("Reading {family}"), family=family.main.labels), None if reading.base else reading.asked)
        )
        if reached.documents and reached.resume is None and not reached.ended:
            spool.forget(family.name)
            reached = spool.reached(family.name)
        self._tell(Moved(reached.documents))
        if not reached.ended:
            try:
                for page in self._pages(reading, reached.resume):
                    self._tell(Moved(spool.add(family.name, page)))
                    del page  # two of them at once would be twice the memory
                spool.end(family.name)
            except errors.Shortfall as shortfall:
                _lacking(reading, shortfall)
        self._tell(Ended())
        self._see(reading)

    def _pages(self, reading: Reading, resume: str | None) -> Iterator[Page | Pressed]:
        """The pages of a family, made out by several processes where that is worth it."""
        family, books, processes = reading.family, self._books, helper.most()
        share = books.apart(family) if isinstance(books, Apart) and resume is None and processes > 1 else None
        if share is None:
            return books.read(family, _since(reading.base), resume)
        kinds = {kind.key: kind for kind in family.kinds}
        return relayed(_pressing, (*share, kinds), min(processes, MOST_PROCESSES))

    def _mend(self, books: Mends, reading: Reading) -> None:
        """What changed since a family was read, put in its place."""
        if reading.bookmark is None:
            return
        name = reading.family.name
        try:
            for page in books.mend(reading.family, reading.bookmark):
                again = {row.document for rows in page.rows.values() for row in rows}
                self._spool.add(name, page)
                if reading.base:  # what is gone may not have been read at all
                    self._spool.leave(name, set(page.replaces) - again)
                reading.changed += len(again.union(page.replaces))
        except errors.Shortfall as shortfall:
            _lacking(reading, shortfall)
        self._see(reading)
        reading.asked = self._count(reading.family)

    def _see(self, reading: Reading) -> None:
        """What the spool has of a family; one that is not whole has no bookmark."""
        reached = self._spool.reached(reading.family.name)
        reading.read = reached.documents
        reading.bookmark = reached.bookmark if reading.status is Status.COMPLETE else None

    def _judge(self, reading: Reading) -> None:
        """What was announced and did not come is lacking."""
        if reading.base and self._increment:
            if self._increment.settles(reading, self._books, self._spool):
                reading.asked = None  # that is of all that there is, and not of what changed
                return
            self._again(reading)
        if reading.status is not Status.COMPLETE:
            return
        reading.holds = reading.read
        if reading.asked is not None and reading.read < reading.asked:
            reading.status = Status.PARTIAL
            missing = reading.asked - reading.read
            reading.reason = phrase(N_("{count} documents were announced and did not come."), count=missing)

    def _again(self, reading: Reading) -> None:
        """Changes alone do not lead to what there is now: the family is read from its beginning."""
        self._spool.forget(reading.family.name, whole=True)
        reading.base, reading.gone = None, ()
        self._read(reading)
        if isinstance(self._books, Mends):
            self._mend(self._books, reading)


def _pressing(
    make: Callable[..., Iterable[Page]], given: Sequence[Any], kinds: Mapping[str, Kind], whose: Turn
) -> Iterator[Pressed]:
    return (pressed(page, kinds) for page in make(*given, whose))


def _since(base: Base | None) -> Bookmark | None:
    return base.bookmark if base else None


def _lacking(reading: Reading, shortfall: errors.Shortfall) -> None:
    reading.status = Status(shortfall.status)
    reason = shortfall.facts["reason"]
    reading.reason = reason if isinstance(reason, Phrase) else phrase("{reason}", reason=reason)


def incomplete(readings: Sequence[Reading]) -> list[Reading]:
    """The families that could not be read whole: those that the exit code speaks of."""
    return [reading for reading in readings if reading.status.lacks]
