"""The books at the end of a row of archives: a full one, and what each increment after it says of single documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import merge
from operator import attrgetter

from archiver.held import Held
from archiver.history.declared import dressed
from archiver.model import Kind, Record, State

Document = tuple[str, str]
"""A family, and the id of one of its documents."""


def belonging(kind: Kind, families: Mapping[str, str]) -> Callable[[Record], str]:
    """The way from a row of a kind to its family, of those that ``families`` gives by kind.

    Taxes come with invoices and with bills alike: such a row names the document that it is part of.
    """
    own = families[kind.key]
    which, whose = kind.place("document_kind"), kind.place("document_id")
    if which is None or whose is None:
        return lambda row: own

    def family(row: Record) -> str:
        return families.get(str(row.values[which]), own) if row.values[whose] == row.document else own

    return family


class Composed:
    """The rows of a full archive, where a document that a later increment has gives way to it, in every kind of its
    family; one that it lists as deleted goes.

    Memory: the ids of the documents of the increments.
    """

    def __init__(self, full: Held, increments: Sequence[Held] = ()) -> None:
        self._layers = (full, *increments)
        self._families = {key: name for held in reversed(self._layers) for key, name in held.families.items()}
        self._kinds = self._joined()
        self._later: list[set[Document]] = [set() for _ in self._layers]
        for number, held in reversed(list(enumerate(self._layers[1:]))):
            self._later[number] = self._later[number + 1] | set(self._documents(held))

    @property
    def kinds(self) -> Sequence[Kind]:
        """Every kind that one of them has, with the columns of all of them."""
        return tuple(self._kinds.values())

    @property
    def families(self) -> Mapping[str, str]:
        """The family of each kind."""
        return self._families

    def rows(self, kind: Kind) -> Iterator[Record]:
        """The records of one of these kinds, sorted by id."""
        parts = [self._layer(number, kind.key) for number in range(len(self._layers))]
        return parts[0] if len(parts) == 1 else merge(*parts, key=attrgetter("id"))

    def _joined(self) -> dict[str, Kind]:
        """The kinds of the first archive, then of those after it; columns that are added stand before the last one."""
        found: dict[str, Kind] = {}
        for held in self._layers:
            for kind in map(dressed, held.kinds):
                known = found.setdefault(kind.key, kind)
                added = tuple(column for column in kind.columns if column.key not in known.keys)
                found[kind.key] = replace(known, columns=(*known.columns[:-1], *added, *known.columns[-1:]))
        return found

    def _documents(self, held: Held) -> Iterator[Document]:
        for kind in held.kinds:
            family = belonging(kind, self._families)
            yield from ((family(row), row.document) for row in held.rows(kind))

    def _layer(self, number: int, key: str) -> Iterator[Record]:
        held, later = self._layers[number], self._later[number]
        kind = held.kind(key)
        if kind is None:
            return
        family, whole = belonging(kind, self._families), self._kinds[key]
        for row in held.rows(kind):
            if later and (family(row), row.document) in later:
                continue
            if number and row.state is State.DELETED:
                continue
            yield row if whole.keys == kind.keys else _widened(row, kind, whole)


def _widened(row: Record, kind: Kind, whole: Kind) -> Record:
    return row._replace(values=whole.values(dict(zip(kind.keys, row.values, strict=True))))


def compose(full: Held, increments: Sequence[Held] = ()) -> Composed:
    """The books as a full archive and the increments after it, oldest first, know them together."""
    return Composed(full, increments)
