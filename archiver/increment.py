"""An archive of changes: from where each family is read on, and whether that leads to what there is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from archiver.books import Books, Enumerates
from archiver.errors import Shortfall
from archiver.held.composed import Composed
from archiver.model import Base, Control, Family, Reading, Status
from archiver.spool import Spool

SWEEP = timedelta(days=30)
"""So often the ids of a source are compared, even where numbers agree."""


@dataclass(slots=True)
class Increment:
    """What an archive of changes builds on: the archives ``before`` it, with how far they hold each family.

    ``swept`` says when a family was read whole last, or its ids compared; ``now`` is when the reading begins.
    """

    before: Composed
    bases: Mapping[str, Base]
    now: datetime
    swept: dict[str, datetime] = field(default_factory=dict)

    @property
    def since(self) -> datetime:
        """The moment of the archive before."""
        return self.before.last.page.archive.moment

    def base(self, family: Family) -> Base | None:
        """From where a family is read on; None where all of it has to be read."""
        base = self.bases.get(family.name)
        return base if family.knows_changes and self.before.holds(family.name) is not None else None

    def name_bases(self, readings: Iterable[Reading]) -> None:
        """Of families that were read whole and compared, too, say which archive holds them so far."""
        for reading in readings:
            reading.base = reading.base or self.bases.get(reading.family.name)

    def agrees(self, reading: Reading) -> bool:
        """Whether the documents that the source counts are those that the archives hold, with what is known by now."""
        holds = self.before.holds(reading.family.name) if reading.holds is None else reading.holds
        return reading.asked == holds and not self._is_due(reading.family)

    def settles(self, reading: Reading, books: Books, spool: Spool) -> bool:
        """Whether what was read since the base, and what is gone, leads to the documents that there are now.

        The ``gone`` and the ``holds`` of the reading are set. Numbers are compared; where they do not agree, where the
        source does not count, or after ``SWEEP``, the ids are. False where the family has to be read whole.
        """
        family, before = reading.family, self.before
        came, gone = set(spool.ids(family.name)), spool.gone(family.name)
        held = before.among(family.name, came | gone)
        reading.gone = gone & held
        start = before.holds(family.name) or 0
        reading.holds = start + len(came - held) - len(reading.gone)
        if reading.status is not Status.COMPLETE:
            return True
        if self.agrees(reading):
            return True
        return self._sweeps(reading, books, came)

    def _is_due(self, family: Family) -> bool:
        return self.now - self.swept.get(family.name, self.before.began) >= SWEEP

    def _sweeps(self, reading: Reading, books: Books, came: set[str]) -> bool:
        """The same by comparing ids; a source that has none to compare is believed if it counts, or tells deletions."""
        name = reading.family.name
        try:
            ids = books.ids(reading.family) if isinstance(books, Enumerates) else None
            there = set(ids or ())
        except Shortfall:  # reading all of it will say why
            return False
        if ids is None:
            return reading.asked == reading.holds or (reading.asked is None and reading.family.knows_deletions)
        known = self.before.documents(name)
        if there - known - came or came - there:
            return False
        reading.gone = known - there
        reading.holds = len(there)
        self.swept[name] = self.now
        return True


class Lineage(NamedTuple):
    """Archives that are open: ``before`` is None where there are none; ``increment`` is what changes alone need;
    ``noted`` is what there is to say of it.
    """

    before: Composed | None = None
    increment: Increment | None = None
    noted: Sequence[Control] = ()


ALONE = Lineage()
"""An archive with none before it that it is compared with."""
