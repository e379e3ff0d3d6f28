"""The story: read the books, write workbooks, pack a cabinet, check it, and put it where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver import contents, errors, heap, reading, verify
from archiver.books import Books
from archiver.cabinet import series, writer
from archiver.cabinet.content import Late, Member
from archiver.catalogue import Place
from archiver.drives import Keep, Receipt
from archiver.events import Began, Ended, Listener
from archiver.increment import ALONE, Lineage
from archiver.model import Control, Reading, Verdict
from archiver.order import Order, request
from archiver.spool import Spool
from archiver.words import N_, phrase
from archiver.workbooks import Edition

__all__ = ["Archive", "Order", "Prepared", "Unchanged", "export"]

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An archive that is packed and checked: its cabinets, each with the name that it is about to be kept under.

    ``likeness`` is the same for the same records and options.
    """

    cabinets: Sequence[tuple[Path, str]]
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

    receipts: Sequence[Receipt]
    digest: str
    edition: Edition

    @property
    def path(self) -> Path:
        """The cabinet, or the first of them."""
        return self.paths[0]

    @property
    def paths(self) -> list[Path]:
        """Its cabinets."""
        return [Path(receipt.where) for receipt in self.receipts]

    @property
    def size(self) -> int:
        """The bytes of all of them."""
        return sum(receipt.size for receipt in self.receipts)

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
    keep: Keep,
    clock: Clock,
    tell: Listener,
    place: Place | None = None,
    lineage: Lineage = ALONE,
    unlike: str | None = None,
    announce: Callable[[Prepared], None] = lambda prepared: None,
) -> Archive | Unchanged:
    """Make one archive of open books, check it, and keep it on a drive; or none, where it would be like ``unlike``.

    ``lineage`` are the archives before it in its series, to tell what changed since then; an increment of them holds
    nothing else, and without changes there is none. ``room`` is private, and empty but for what a killed run of the
    same request has left. Nothing is named ``.cab`` before it is whole and was checked; then ``announce`` hears of it,
    and only then it is kept, the whole of it or nothing. Errors: those of the books, the drive and the archives before,
    ``NoSpace``, ``TooLarge``, ``TallyMismatch``.
    """
    with ExitStack() as closing:
        spool = Spool(room)
        closing.callback(spool.close)
        moment = spool.begin(request(books, order, lineage.increment), clock())
        readings = reading.read(books, spool, order.leaves_out(books.families()), tell, lineage.increment)
        sure = unlike is None and lineage.increment is None
        bag = contents.Bag(room / "bag", books, order, spool, place, sure=sure)
        closing.callback(bag.close)
        edition = bag.examine(readings, moment, clock(), tell, lineage)
        likeness = bag.likeness(edition)
        same = not bag.changed if lineage.increment else likeness == unlike
        if same and not reading.incomplete(readings):
            return Unchanged(edition)
        bag.fill(edition, tell)
    packed, digest = _pack(bag.cabinets(edition), room, moment, tell)
    _prove(packed, digest, order, tell)
    names = order.kept_as(edition, len(packed))
    prepared = Prepared(list(zip(packed, names, strict=True)), digest, edition, likeness)
    announce(prepared)
    return Archive(keep.put_all(prepared.cabinets, tell), digest, edition)


def _pack(
    cabinets: Sequence[Sequence[Member | Late]], room: Path, moment: datetime, tell: Listener
) -> tuple[list[Path], str]:
    """The cabinets as files, and the archive digest."""
    heap.trim()
    tell(Began(phrase(N_("Packing the cabinet"))))
    packed, digests = [], []
    for number, members in enumerate(cabinets, start=1):
        path = room / f"archive-{number}.part"
        path.unlink(missing_ok=True)
        digests.append(writer.write(path, members, stamp=moment).digests)
        packed.append(path)
    tell(Ended())
    return packed, series.digests(digests)


def _prove(packed: Sequence[Path], digest: str, order: Order, tell: Listener) -> None:
    """What was written is what was read, or nothing is kept."""
    heap.trim()
    tell(Began(phrase(N_("Checking what was written"))))
    checked = verify.check(packed[0], passwords=[order.password] if order.password else [], cabinets=packed)
    tell(Ended())
    if checked.problems or checked.digest != digest:
        raise errors.TallyMismatch(listed=list(checked.problems) or digest)
