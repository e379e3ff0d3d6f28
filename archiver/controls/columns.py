"""Some columns of a kind, with the state of each row: what most controls need, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from archiver.controls import Tables
from archiver.model import Kind, State, Value

Stated = tuple[State, tuple[Value, ...]]


@runtime_checkable
class Quick(Protocol):
    """Tables that can give single columns without making whole records."""

    def stated(self, kind: Kind, keys: Sequence[str], *, by_id: bool = False) -> Iterator[Stated]:
        """The state of every row and its values in the order of ``keys``; rows as people read them, or by id."""
        ...


def stated(tables: Tables, key: str, keys: Sequence[str], *, by_id: bool = False) -> Iterator[Stated]:
    """The rows of the kind called ``key``, or none where there is no such kind; a column that it lacks is None.

    ``by_id`` asks for the order of ids, in which documents and their lines come side by side; who relies on it for more
    than memory is wrong, since not all tables have it.
    """
    kind = tables.kind(key)
    if kind is None:
        return
    there = [each for each in keys if each in kind.keys]
    rows = tables.stated(kind, there, by_id=by_id) if isinstance(tables, Quick) else _whole(tables, kind, there)
    if len(there) == len(keys):
        yield from rows
    else:
        places = [there.index(each) if each in there else None for each in keys]
        for state, values in rows:
            yield state, tuple([None if place is None else values[place] for place in places])


def _whole(tables: Tables, kind: Kind, keys: Sequence[str]) -> Iterator[Stated]:
    places = [kind.keys.index(each) for each in keys]
    return ((row.state, tuple([row.values[place] for place in places])) for row in tables.rows(kind))


def live(tables: Tables, key: str, keys: Sequence[str], *, by_id: bool = False) -> Iterator[tuple[Value, ...]]:
    """The same of the rows that count."""
    return (values for state, values in stated(tables, key, keys, by_id=by_id) if state is State.LIVE)
