"""The columns of a kind that stand on one sheet, and the rows that fill them; nearly always, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, runtime_checkable

from archiver.model import Kind, State
from archiver.workbooks.batch import Line
from archiver.workbooks.edition import Tables

MOST_COLUMNS = 16_384
"""Excel's sheets have no more."""


@runtime_checkable
class Telling(Protocol):
    """Tables that can leave numbers and days as text, which is quicker: see ``packed.Told``."""

    def told(self, kind: Kind) -> Iterable[Line]:
        """The rows of a kind, in the order of ``rows``."""
        ...


class Cut(NamedTuple):
    """Some values of a row."""

    id: str
    values: tuple[Any, ...]
    state: State


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a ``whole`` kind, as a kind; ``chosen`` takes their values out of a row's, unless it has all."""

    whole: Kind
    kind: Kind
    chosen: Callable[[tuple[Any, ...]], tuple[Any, ...]] | None = None

    def once(self, tables: Tables) -> Iterator[Line]:
        """The rows, asked for only when the first of them is written."""
        yield from self._cut(tables.told(self.whole) if isinstance(tables, Telling) else tables.rows(self.whole))

    def sample(self, tables: Tables) -> Iterable[Line]:
        """The rows with values of their true types."""
        return self._cut(tables.rows(self.whole))

    def _cut(self, lines: Iterable[Line]) -> Iterable[Line]:
        if self.chosen is None:
            return lines
        chosen = self.chosen
        return (Cut(line.id, chosen(line.values), line.state) for line in lines)


def parts(kind: Kind) -> Sequence[Part]:
    """The kind as it is; where it has more columns than a sheet, in parts that all begin with the ids of the rows."""
    columns = len(kind.columns)
    if columns <= MOST_COLUMNS:
        return [Part(kind, kind)]
    id_ = kind.place("id") or 0
    others = [at for at in range(columns) if at != id_]
    room = MOST_COLUMNS - 1
    return [
        Part(kind, replace(kind, columns=tuple(kind.columns[at] for at in taken)), itemgetter(*taken))
        for taken in ([id_, *others[start : start + room]] for start in range(0, len(others), room))
    ]
