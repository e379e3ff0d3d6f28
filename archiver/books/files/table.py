"""One table of a file: its columns, what is in them, and its rows by columns.

It is looked at once, whole, before anything of it is read: how days and amounts are written is known from all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from archiver.books.files import conversion, heading
from archiver.books.files.amounts import EACH as EACH_NUMBER
from archiver.books.files.amounts import Numbers
from archiver.books.files.cells import Cell, Look, Row, even, text_of
from archiver.books.files.conversion import Converter
from archiver.books.files.days import Days, ambiguous, timed
from archiver.books.files.kept import Kept, Lot
from archiver.books.files.problems import EACH, Problem
from archiver.model import ColumnType, Value
from archiver.words import N_

BATCH = 2_000
NO_DAY = N_("{column}: {text} is no day.")
NO_NUMBER = N_("{column}: {text} is no number.")
NO_FLAG = N_("{column}: {text} is neither yes nor no.")
TWO_DAYS = N_(
    "{column}: {text} may mean two days, and no other day of the column tells which; say dates in the mapping."
)
TWO_NUMBERS = N_("{column}: its numbers, as {text}, may have decimals or thousands; say decimal in the mapping.")
TOO_WIDE = N_("it has {count} cells, more than the table has columns ({width}).")
NUMBERS = frozenset((ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.RATE))


Wanted = Sequence[tuple[int, Converter]]
"""Places of columns, each with the way in which its cells become values."""


class Raw(Protocol):
    """The rows of a table as a file gives them; ``name`` ends with what it is called ``within`` a file of several."""

    @property
    def path(self) -> Path: ...

    @property
    def name(self) -> str: ...

    @property
    def within(self) -> str: ...

    def batches(self, size: int) -> Iterator[list[Row]]: ...

    def lines(self) -> Iterator[tuple[int, Row]]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner or a preset says of a table where it does not tell by itself."""

    header: bool | None = None
    decimal: str | None = None
    dates: str | None = None


@dataclass(slots=True)
class Table:
    """A table that was looked at."""

    raw: Raw
    headings: list[str]
    start: int
    head: Row | None
    looks: list[Look]
    above: list[str] = field(default_factory=list)
    day: int | None = None
    rows: int = 0
    totals: int = 0
    repeated: int = 0
    wide: bool = False
    kept: Kept | None = None

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.headings)

    @property
    def columns(self) -> list[int]:
        """The places of the columns that have a heading or anything in them."""
        named = self.head or []
        return [
            place
            for place, look in enumerate(self.looks)
            if look.filled or (place < len(named) and text_of(named[place]).strip())
        ]

    def decimal(self, place: int, said: Said) -> str | None:
        """The sign of the decimals of a column of numbers: proved by it, else said, else proved by all the others."""
        look = self.looks[place]
        proofs = {each.proof for each in self.looks} - {None, EACH_NUMBER}
        if not look.either:
            return look.proof or said.decimal or "."
        return said.decimal or (next(iter(proofs)) if len(proofs) == 1 else None)

    def order(self, place: int, said: Said) -> str | None:
        """The order of the days of a column, in the same way."""
        look = self.looks[place]
        if not look.dated:
            return None
        if ambiguous(look.days or (), look.dated) is None:
            return min(look.dated)
        if said.dates in look.dated:
            return said.dates
        told = {self._certain(each) for each in self.looks} - {None}
        return told.pop() if len(told) == 1 else None

    def _certain(self, look: Look) -> str | None:
        """The order that a column proves by itself."""
        told = (look.dated or frozenset()) & {"dmy", "mdy"}
        return next(iter(told)) if len(told) == 1 else None

    def days(self, place: int, said: Said) -> tuple[date, date] | None:
        """The first and the last day of a column."""
        look, order = self.looks[place], self.order(place, said)
        if order is None:
            return None
        read = Days(order)
        found = [day for day in (*(read[each] for each in look.days or ()), look.first, look.last) if day]
        return (min(found), max(found)) if found else None

    def batches(self, wanted: Wanted) -> Iterator[list[Sequence[Value]]]:
        """Its rows, many at a time, as the columns ``wanted``, each as it is converted."""
        return (convert() for _, convert in self.lots(wanted))

    def lots(self, wanted: Wanted) -> Iterator[tuple[int, Callable[[], list[Sequence[Value]]]]]:
        """The same for whoever does not want all of them: how many rows, and what makes their columns."""
        places = [place for place, _ in wanted]
        for count, columns in self.kept.again(places) if self.kept and self.kept.whole else self._lots(places):
            yield count, partial(_converted, wanted, columns)

    def _lots(self, places: Sequence[int]) -> Iterator[Lot]:
        for rows in self._batches():
            columns = list(zip(*rows, strict=True))
            if columns:
                yield Lot(len(rows), partial(_chosen, columns, places))

    def _batches(self) -> Iterator[list[Row]]:
        skip = self.start
        for batch in self.raw.batches(BATCH):
            rows = batch[skip:] if skip else batch
            skip = max(skip - len(batch), 0)
            rows, _, _ = heading.sifted(even(rows, self.width), self.head, self.day)
            yield rows

    def converter(self, place: int, type_: ColumnType, said: Said) -> Converter:
        """How the cells of a column become values; ``problems`` has said before that they can."""
        if type_ in NUMBERS:
            return conversion.numbers(Numbers(self.decimal(place, said) or "."))
        if type_ is ColumnType.DAY:
            return conversion.days(Days(self.order(place, said) or "dmy"))
        if type_ is ColumnType.FLAG:
            return conversion.flags
        return conversion.texts

    def natural(self, place: int, said: Said) -> ColumnType:
        """What a column is by its looks alone: what is in doubt is text."""
        look = self.looks[place]
        if look.classes and look.classes <= {bool}:
            return ColumnType.FLAG
        if look.numeric and not look.coded and not look.dashed and self.decimal(place, said):
            return ColumnType.QUANTITY
        if self.order(place, said) and not look.timed and not any(map(timed, look.days or ())):
            return ColumnType.DAY
        return ColumnType.TEXT

    def doubts(self, said: Said) -> list[str]:
        """The headings of columns that are kept as text, because their days or numbers may mean two things."""
        return [
            self.headings[place]
            for place, look in enumerate(self.looks)
            if (look.dated and not self.order(place, said)) or (look.numeric and not self.decimal(place, said))
        ]

    def problems(self, types: Mapping[int, ColumnType], said: Said) -> Iterator[Problem]:
        """What keeps columns from being what they are to be, with the lines where that is so."""
        yield from self._too_wide()
        for place, type_ in types.items():
            look, name = self.looks[place], self.headings[place]
            if not look.filled:
                continue
            if type_ in NUMBERS and look.numeric and self.decimal(place, said) is None:
                yield Problem(self.raw.name, None, TWO_NUMBERS, column=name, text=min(look.shapes or ()))
            elif type_ is ColumnType.DAY and look.dated and self.order(place, said) is None:
                text = ambiguous(look.days or (), look.dated)
                yield Problem(self.raw.name, None, TWO_DAYS, column=name, text=text)
            elif self._unlike(look, type_):
                yield from self._odd(place, type_, said)

    def _unlike(self, look: Look, type_: ColumnType) -> bool:
        if type_ is ColumnType.FLAG:
            return look.classes != {bool}
        return (type_ in NUMBERS and not look.numeric) or (type_ is ColumnType.DAY and not look.dated)

    def _odd(self, place: int, type_: ColumnType, said: Said) -> Iterator[Problem]:
        """The first lines on which a column is not what it is to be."""
        reason = {ColumnType.DAY: NO_DAY, ColumnType.FLAG: NO_FLAG}.get(type_, NO_NUMBER)
        convert = self.converter(place, type_, said)
        left = EACH
        for line, row in self.located():
            try:
                convert([row[place]])
            except (ValueError, KeyError, TypeError):
                yield Problem(self.raw.name, line, reason, column=self.headings[place], text=text_of(row[place]))
                left -= 1
                if not left:
                    return

    def _too_wide(self) -> Iterator[Problem]:
        if self.wide:
            wide = ((line, row) for line, row in self._located() if any(text_of(each) for each in row[self.width :]))
            for _, (line, row) in zip(range(EACH), wide, strict=False):
                yield Problem(self.raw.name, line, TOO_WIDE, count=len(row), width=self.width)

    def located(self) -> Iterator[tuple[int, Row]]:
        """Its rows one by one, each with its line: the slow way, for whoever has something to say of it."""
        for line, row in self._located():
            kept, _, _ = heading.sifted(even([row], self.width), self.head, self.day)
            if kept:
                yield line, kept[0]

    def _located(self) -> Iterator[tuple[int, Row]]:
        return (each for place, each in enumerate(self.raw.lines()) if place >= self.start)


def _chosen(columns: Sequence[Sequence[Cell]], places: Sequence[int]) -> list[Sequence[Cell]]:
    return [columns[place] for place in places]


def _converted(wanted: Wanted, columns: Callable[[], list[Sequence[Cell]]]) -> list[Sequence[Value]]:
    return [convert(column) for column, (_, convert) in zip(columns(), wanted, strict=True)]
