"""What is asked for: how much of the books, in which language, sealed or not, and how the archive is packed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from archiver import __version__, kinds
from archiver.attachments import ATTACHMENTS
from archiver.books import Books, Versioned
from archiver.cabinet import series
from archiver.cabinet.file_name import folder_name
from archiver.cabinet.format import LARGEST_CABINET
from archiver.envelope import Password
from archiver.increment import Increment
from archiver.model import Family
from archiver.whose import Known
from archiver.workbooks import Edition, Manner

FINANCIAL = frozenset({
    "people", "jobs", "customer_types", "budgets", "attachments", "preferences", "entitlements", "emails",
    "audit_trail",
})  # fmt: skip
"""What transactions do not need, by cycle or family; so do lists that only a source knows of."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    ``wanted`` is ``full``, ``financial`` or ``incremental``. ``left_out`` names cycles, ``boxes`` what else is left out
    of an archive that is as good as whole: of ``BOXES``. ``start`` and ``until`` are the days of a period, ``year`` is
    a fiscal year by its name. ``prefix`` replaces company, moment and type before the mark in the file's name;
    ``to_last_day`` says that the books end with their last day, and leaves nothing out; a ``flat`` archive goes
    straight into the folder that it is kept in; ``discriminator`` tells apart copies of the same books. ``password``
    seals the archive; ``passwords`` open the one before it. No cabinet has more than ``largest`` bytes.
    """

    language: str = "en"
    wanted: str = "full"
    boxes: frozenset[str] = frozenset()
    start: date | None = None
    until: date | None = None
    year: str | None = None
    to_last_day: bool = False
    left_out: frozenset[str] = frozenset()
    prefix: str | None = None
    flat: bool = False
    discriminator: str = ""
    known: Known = field(default_factory=Known)
    manner: Manner = field(default_factory=Manner)
    password: Password | None = None
    passwords: tuple[Password, ...] = ()
    largest: int = LARGEST_CABINET

    @property
    def type(self) -> str:
        """What is wanted, or ``period`` where less than that is; only full and incremental ones are of a series."""
        return "period" if self.left_out or self.start or self.until or self.year else self.wanted

    @property
    def in_series(self) -> bool:
        """Whether its archive has a place among the others."""
        return self.type in ("full", "incremental")

    def leaves_out(self, families: Iterable[Family]) -> frozenset[str]:
        """The families and cycles that are not read."""
        asked = self.left_out | {each for each in self.boxes if each != ATTACHMENTS}
        if self.wanted != "financial":
            return asked
        ours = {kind.key for kind in kinds.kinds()}
        return (
            asked | FINANCIAL | {each.name for each in families if each.cycle == "lists" and each.main.key not in ours}
        )

    @property
    def sealed(self) -> bool:
        """Whether only a password opens the archive."""
        return self.password is not None

    def kept_as(self, edition: Edition, count: int) -> list[str]:
        """The relative path of each of ``count`` cabinets where they are kept."""
        files = series.file_names(edition.name, count)
        return files if self.flat else [f"{shelf(edition)}/{file}" for file in files]


def shelf(edition: Edition) -> str:
    """The folder of a company's archives of one year, alike on every drive."""
    return f"{folder_name(edition.company.name)}/{edition.moment.year}"


def request(books: Books, order: Order, increment: Increment | None = None) -> str:
    """What must be the same for an interrupted reading to go on: the books as they are, and what is asked of them.

    Books that cannot tell their version are never taken for the same twice.
    """
    version = books.version() if isinstance(books, Versioned) else uuid4().hex
    since = sorted((name, base.digest) for name, base in increment.bases.items()) if increment else order.wanted
    return f"{__version__} {version} {sorted(order.left_out | order.boxes)} {since}"
