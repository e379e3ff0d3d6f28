"""What every source, workbook and archive agrees on: companies, families, kinds, records, pages, tallies, controls.

Money is ``Decimal``, ids are text, days are ``date``, moments are aware UTC ``datetime``. Nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from archiver.words import Phrase

Value = str | Decimal | date | datetime | bool | int | None


class ColumnType(StrEnum):
    """What a column holds, and so how it is written, summed and compared."""

    TEXT = "text"
    ID = "id"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    QUANTITY = "quantity"
    RATE = "rate"
    FLAG = "flag"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind.

    ``currency`` names the column that holds the currency of a money column. ``choices`` gives, for a column of codes,
    each code's label by language. ``field`` is the name in the source; ``ads`` the name in the AICPA Audit Data
    Standards, where one exists. A column that is not ``compared`` is left out of history.
    """

    key: str
    type: ColumnType
    labels: Mapping[str, str]
    meanings: Mapping[str, str]
    currency: str | None = None
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ads: str | None = None
    field: str | None = None
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: a sheet of a workbook, a JSON Lines file of the records.

    ``effect`` is +1, -1 or 0: amounts are as printed on the document, and the kind carries their sign. ``order`` names
    the columns that rows are shown by. A ``derived`` kind is computed from the others and is not among the records.
    """

    key: str
    cycle: str
    effect: int
    columns: tuple[Column, ...]
    labels: Mapping[str, str]
    meanings: Mapping[str, str]
    order: tuple[str, ...] = ("id",)
    derived: bool = False
    keys: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """The columns' keys, in their order: every record asks for them."""
        object.__setattr__(self, "keys", tuple(column.key for column in self.columns))

    def place(self, key: str) -> int | None:
        """Where a column stands in a record's values, or None."""
        return self.keys.index(key) if key in self.keys else None

    def values(self, given: Mapping[str, Value]) -> tuple[Value, ...]:
        """The values of a record, in the columns' order; a key that is no column is a mistake of the source's code."""
        if strange := given.keys() - self.keys:
            raise AssertionError(f"{self.key} has no column {sorted(strange)}")
        return tuple(map(given.get, self.keys))

    def adding(self, *columns: Column) -> Kind:
        """This kind with columns of a source's own, before the last one (*other fields*)."""
        return replace(self, columns=(*self.columns[:-1], *columns, self.columns[-1]))

    def reading(self, fields: Mapping[str, str]) -> Kind:
        """This kind with, for each column named, the field of the source that it comes from."""
        return replace(self, columns=tuple(replace(c, field=fields.get(c.key, c.field)) for c in self.columns))


class State(StrEnum):
    """Whether a record still counts. Voided ones keep their row; deleted ones are listed once."""

    LIVE = "live"
    VOIDED = "voided"
    DELETED = "deleted"


class Record(NamedTuple):
    """One line of one kind.

    ``id`` is unique in its kind; ``document`` is the id of the document it belongs to (its own, for a document or an
    entry of a list). ``source`` is the source's own form, as plain JSON values, on the document only.
    """

    id: str
    document: str
    values: tuple[Value, ...]
    state: State = State.LIVE
    version: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    source: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a family has been read: the source's own time before the first request, and its token if it has one."""

    moment: datetime
    token: str | None = None


class Base(NamedTuple):
    """How far a family has been read, and the archive that holds it so far, by its sequence and archive digest."""

    bookmark: Bookmark
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Family:
    """A document with all that belongs to it, or a list: what a source is asked for at once.

    A ``picture`` is what the source adds up for the moment it is asked, as a report: no archive of changes has it.
    """

    name: str
    kinds: tuple[Kind, ...]
    knows_changes: bool = False
    knows_deletions: bool = False
    picture: bool = False

    @property
    def main(self) -> Kind:
        """The kind that it is called after: the one of its name, else that of its documents."""
        return next((kind for kind in self.kinds if kind.key == self.name), self.kinds[0])

    @property
    def cycle(self) -> str:
        """The cycle of its documents."""
        return self.main.cycle


@dataclass(frozen=True, slots=True)
class Page:
    """Whole documents, the unit of resumption. The family's bookmark comes with its last page.

    ``replaces`` names documents of earlier pages of the family that are read again here, or are gone: their rows go.
    ``gone`` names documents that were deleted since the bookmark from which the family is read.
    """

    rows: Mapping[str, Sequence[Record]]
    resume: str | None = None
    bookmark: Bookmark | None = None
    replaces: Collection[str] = ()
    gone: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """Whose books. What a source does not know is None, and said; ``fiscal_year_start`` is (month, day).

    ``system`` is the accounting system as people call it; ``notes`` is what there is to say of the reading itself.
    """

    source: str
    source_id: str
    name: str
    country: str | None = None
    home_currency: str | None = None
    fiscal_year_start: tuple[int, int] | None = None
    time_zone: str | None = None
    notes: tuple[Phrase, ...] = ()
    system: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period by document date, both ends included; an open end is None."""

    start: date | None = None
    until: date | None = None


class Status(StrEnum):
    """How the reading of a family ended."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_OFFERED = "not_offered"
    FAILED = "failed"
    LEFT_OUT = "left_out"

    @property
    def lacks(self) -> bool:
        """Whether something did not come that was asked for."""
        return self in (Status.PARTIAL, Status.FAILED)


@dataclass(slots=True)
class Reading:
    """What became of one family: how many documents the source announced, how many came, how many were written.

    ``changed`` is how many were read again, were added or went away because that happened while the books were read.
    ``holds`` is how many documents there are, this archive and those that it builds on taken together; None if unknown.
    Where only changes were read, ``base`` says since when, and in which archive; ``gone`` are documents deleted since.
    """

    family: Family
    status: Status = Status.COMPLETE
    reason: Phrase | None = None
    asked: int | None = None
    read: int = 0
    written: int = 0
    bookmark: Bookmark | None = None
    changed: int = 0
    holds: int | None = None
    base: Base | None = None
    gone: Collection[str] = ()

    @property
    def whole(self) -> bool:
        """Whether everything that there is was read, and not only what changed."""
        return self.status is Status.COMPLETE and self.base is None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one kind holds in one currency.

    ``count`` is of all records, ``voided`` of those that no longer count; ``sums`` are those of the live ones, by money
    column, amounts as printed. ``first`` and ``last`` are by day, with the number of that day.
    """

    kind: str
    currency: str | None
    count: int
    voided: int = 0
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    first_number: str | None = None
    last_number: str | None = None


class Verdict(StrEnum):
    """What a control found."""

    TIES = "ties"
    EXPLAINED = "explained"
    DIFFERS = "differs"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that should add up: what was expected, what was found, and in words why they differ if they do.

    ``name`` is one of ``titles.CONTROLS``. ``kind`` is the sheet it speaks of. A ``NOTED`` control states a fact that
    an accountant needs and nothing ties.
    """

    name: str
    verdict: Verdict
    said: Phrase
    kind: str | None = None
    currency: str | None = None
    expected: Decimal | int | None = None
    found: Decimal | int | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A total that the source itself reports at the end of ``as_of``: its ``what`` is ``balance`` (of an account, debit
    positive; of income and expense, of the days from ``since``), ``receivables`` or ``payables`` (None: has no total).
    """

    what: str
    amount: Decimal | None
    as_of: date
    since: date | None = None
    currency: str | None = None
    account_id: str | None = None
    account: str | None = None
