"""The story: read the books, write workbooks, pack a cabinet, check it, and put it where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver import contents, errors, reading, verify
from archiver.books import Books
from archiver.cabinet import writer
from archiver.catalogue import Place
from archiver.contents import Order
from archiver.drives import Drive, Receipt
from archiver.events import Began, Ended, Listener
from archiver.model import Control, Reading, Verdict
from archiver.spool import Spool
from archiver.words import N_, phrase
from archiver.workbooks import Edition

__all__ = ["Archive", "Order", "Prepared", "Unchanged", "export"]

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An archive that is packed and checked, and about to be kept under ``name``.

    ``likeness`` is the same for the same records and options.
    """

    path: Path
    name: str
    digest: str
    edition: Edition
    likeness: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A complete reading that found the same as before: no archive was made."""

    edition: Edition


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished archive: where it lies, its archive digest, and all that it says of itself."""

    receipt: Receipt
    digest: str
    edition: Edition

    @property
    def path(self) -> Path:
        """The cabinet."""
        return Path(self.receipt.where)

    @property
    def findings(self) -> list[Control]:
        """What the books have to say against themselves: controls that differ."""
        return [control for control in self.edition.controls if control.verdict is Verdict.DIFFERS]

    @property
    def incomplete(self) -> list[Reading]:
        """The families that could not be read whole."""
        return reading.incomplete(self.edition.readings)


def export(
    books: Books,
    order: Order,
    room: Path,
    keep: Drive,
    clock: Clock,
    tell: Listener,
    place: Place | None = None,
    before: Path | None = None,
    unlike: str | None = None,
    announce: Callable[[Prepared], None] = lambda prepared: None,
) -> Archive | Unchanged:
    """Make one archive of open books, check it, and keep it on a drive; or none, where it would be like ``unlike``.

    ``before`` is the cabinet of the archive before it in its series, to tell what is gone since then. ``room`` is
    private, and empty but for what a killed run of the same request has left. Nothing is named ``.cab`` before it is
    whole and was checked; then ``announce`` hears of it, and only then it is kept. Errors: those of the books and the
    drive, ``NoSpace``, ``TooLarge``, ``TallyMismatch``.
    """
    spool = Spool(room)
    try:
        moment = spool.begin(contents.request(books, order), clock())
        readings = reading.read(books, spool, order.left_out, tell)
        bag = contents.Bag(room / "bag", books, order, spool, place)
        edition = bag.examine(readings, moment, clock(), tell, before)
        likeness = bag.likeness(edition)
        if likeness == unlike and not reading.incomplete(readings):
            return Unchanged(edition)
        digest = bag.fill(edition, tell)
    finally:
        spool.close()
    packed = _pack(bag, room / "archive.part", moment, tell)
    _prove(packed, digest, order, tell)
    prepared = Prepared(packed, order.kept_as(edition), digest, edition, likeness)
    announce(prepared)
    return Archive(keep.put(packed, prepared.name, tell), digest, edition)


def _pack(bag: contents.Bag, path: Path, moment: datetime, tell: Listener) -> Path:
    tell(Began(phrase(N_("Packing the cabinet"))))
    path.unlink(missing_ok=True)
    writer.write(path, [writer.Member(name, source) for name, source in bag.members()], stamp=moment)
    tell(Ended())
    return path


def _prove(cabinet: Path, digest: str, order: Order, tell: Listener) -> None:
    """What was written is what was read, or nothing is kept."""
    tell(Began(phrase(N_("Checking what was written"))))
    checked = verify.check(cabinet, passwords=[order.password] if order.password else [])
    tell(Ended())
    if checked.problems or checked.digest != digest:
        raise errors.TallyMismatch(listed=list(checked.problems) or digest)
