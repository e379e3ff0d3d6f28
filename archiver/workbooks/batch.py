"""Rows taken many at a time, and turned into columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, Protocol

from archiver.model import State
from archiver.workbooks.cell import Pen, Place, Row
from archiver.workbooks.numbers import places

MANY = 500
"""Rows written at once: enough that what is done once for all of them counts for little."""


_VALUES = attrgetter("values")


class Line(Protocol):
    """What a row is made of: a record, or one that is ``packed.Told``."""

    @property
    def id(self) -> str:
        """Its id, for remarks."""
        ...

    @property
    def values(self) -> tuple[Any, ...]:
        """A value for each column of its kind."""
        ...

    @property
    def state(self) -> State:
        """Whether it still counts."""
        ...


@dataclass(slots=True)
class Batch:
    """Some ``rows`` that follow one another, all of which count, or none; ``first`` is the number of the first.

    ``least`` gives for each money column how many decimals its currency has, or a list of them, one for each row;
    ``lines`` is how many lines high those rows are that are higher than one.
    """

    first: int
    live: bool
    rows: Sequence[Line]
    least: dict[int | None, int | list[int]]
    lines: dict[int, int] = field(default_factory=dict)

    def row(self, at: int, place: Place) -> Row:
        """What is known of one of the rows."""
        least = self.least.get(place.currency, 0)
        return Row(self.first + at, self.rows[at].id, self.live, least if isinstance(least, int) else least[at])

    def raise_to(self, at: int, lines: int) -> None:
        """A row is at least so many lines high."""
        self.lines[at] = max(lines, self.lines.get(at, 1))


def batches(pen: Pen, lines: Iterable[Line], first: int) -> Iterator[tuple[bool, Batch, Sequence[tuple[Any, ...]]]]:
    """Rows that follow one another and count, or do not; and their values, column by column."""
    currencies = {place.currency for place in pen.places if place.currency is not None}
    home, lines = places(pen.home), iter(lines)
    while many := list(islice(lines, MANY)):
        for live, run in groupby(many, _is_live):
            some = list(run)
            columns = list(zip(*map(_VALUES, some), strict=True))
            least: dict[int | None, int | list[int]] = {at: _least(columns[at], home) for at in currencies}
            yield live, Batch(first, live, some, least | {None: home}), columns
            first += len(some)


def _is_live(line: Line) -> bool:
    return line.state is State.LIVE


def _least(currencies: Sequence[object], home: int) -> int | list[int]:
    """How many decimals the amounts of some rows have at least: those of their currencies; one number if alike."""
    each = {currency: places(str(currency)) if currency else home for currency in set(currencies)}
    alike = set(each.values())
    return alike.pop() if len(alike) == 1 else [each[currency] for currency in currencies]
