"""One company's turn: what is to be done with its books, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archiver import errors
from archiver.catalogue import Entry, Place
from archiver.drives import Drive
from archiver.export import Archive
from archiver.order import Order

if TYPE_CHECKING:
    from archiver.access import Door


@dataclass(frozen=True, slots=True)
class Job:
    """Whose books, where they are, and where the archive goes.

    ``name`` is the company's in the settings; without one there is no series. ``to`` replaces the archives' own folder.
    ``remembered`` is false for what the catalogue need not know; ``unpacked`` puts the workbooks beside the cabinet on
    every drive, as plain files. With ``only_if_changed`` the same records as in the last archive make none. ``due`` is
    the period of its schedule that the run is for; changes alone are archived until ``full_after``. ``door`` opens
    links, ``unmasked`` and ``printed`` are for the source.
    """

    source: str
    where: str
    order: Order
    documents: Path | None = None
    name: str | None = None
    to: Path | None = None
    drives: Mapping[str, Drive] = field(default_factory=dict)
    remembered: bool = True
    unpacked: bool = False
    only_if_changed: bool = False
    due: datetime | None = None
    full_after: timedelta | None = None
    door: Door | None = None
    unmasked: bool = False
    printed: bool = False

    @property
    def who(self) -> str:
        """What the books are called when something has to be said of them."""
        return self.name or self.where


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job: the archive, the drives that it lies on, and those that failed with their errors."""

    archive: Archive
    place: Place | None
    failed: Mapping[str, errors.ArchiverError]
    deposited: Sequence[str] = ()

    @property
    def lacking(self) -> errors.ArchiverError | None:
        """What keeps it from being all that was asked for: parts of the books, or else the first drive that failed."""
        if self.archive.incomplete:
            return errors.Incomplete(families=[each.family.main.labels for each in self.archive.incomplete])
        return next(iter(self.failed.values()), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """No archive was made, for one stands: nothing has changed since (``unchanged``, when that was seen), or else it
    is for this period already, and only had to be deposited.
    """

    entry: Entry
    failed: Mapping[str, errors.ArchiverError]
    unchanged: datetime | None = None
    deposited: Sequence[str] = ()

    @property
    def lacking(self) -> errors.ArchiverError | None:
        """The first drive that failed."""
        return next(iter(self.failed.values()), None)
