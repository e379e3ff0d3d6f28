"""What every workbook of one archive is made from, and what became of each kind on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archiver.figure import Figure
from archiver.model import Company, Control, Kind, Reading, Record, Span, Tally
from archiver.words import N_, Phrase, Words, phrase

REMARKS = 100


class Tables(Protocol):
    """The rows that workbooks are made of, in the order that people read them."""

    def kinds(self) -> Sequence[Kind]:
        """The kinds that have rows, derived ones too."""
        ...

    def rows(self, kind: Kind) -> Iterable[Record]:
        """The records of a kind."""
        ...

    def count(self, kind: Kind) -> int:
        """How many there are."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """How workbooks are made for those who work with them.

    ``headers`` is one of ``words.HEADERS``: what the columns are headed by. With ``locked`` no cell can be changed, nor
    sorted, until the sheet is unprotected, for which there is no password. With ``recommended``, programs ask at each
    opening whether to open for reading only. With ``ascii_names``, their files have names of ASCII.
    """

    headers: str = "language"
    locked: bool = False
    recommended: bool = False
    ascii_names: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What every workbook of one archive says of itself.

    ``moment`` is the first request to the books, ``finished`` the last page read, both aware; ``controls`` are told
    as they stand, ``figures`` are what the summary shows; ``missing`` says what this source never gives, ``masked``
    which of its fields are. What holds changes only says ``since`` which moment.
    """

    language: str
    name: str
    type: str
    company: Company
    moment: datetime
    finished: datetime
    program: str
    series: str | None = None
    sequence: int | None = None
    span: Span | None = None
    since: datetime | None = None
    readings: Sequence[Reading] = ()
    tallies: Sequence[Tally] = ()
    controls: Sequence[Control] = ()
    figures: Sequence[Figure] = ()
    missing: Sequence[Phrase] = ()
    masked: Sequence[str] = ()
    manner: Manner = Manner()

    @property
    def words(self) -> Words:
        """The language of the workbooks."""
        return Words(self.language)

    @property
    def zone(self) -> tzinfo:
        """The zone that moments are shown in: the company's, or UTC where it is not known."""
        return zone_of(self.company)

    @property
    def zone_is_known(self) -> bool:
        """Whether that zone is the company's own."""
        return self.zone is not UTC

    @property
    def zone_name(self) -> str:
        """The zone, as the dictionary and the cover name it."""
        return str(self.zone)


def zone_of(company: Company) -> tzinfo:
    """The zone that the days of a company are in, or UTC where it is not known."""
    try:
        return ZoneInfo(company.time_zone) if company.time_zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@dataclass(slots=True)
class Written:
    """What became of one kind on paper: in which workbook and sheets, how many rows, and what had to be cut or moved.

    The first hundred remarks are kept as they are; the one after them counts the rest.
    """

    kind: str
    workbook: str
    sheets: list[str]
    rows: int = 0
    remarks: list[Phrase] = field(default_factory=list)
    unsaid: int = 0

    def remark(self, said: Phrase) -> None:
        """Keep a remark, or count it once there are too many to read."""
        if len(self.remarks) < REMARKS:
            self.remarks.append(said)
            return
        self.unsaid += 1
        rest = phrase(N_("{sheet}: {count} more remarks of this sort."), sheet=self.sheets[0], count=self.unsaid)
        self.remarks[REMARKS:] = [rest]
