"""What became of one record between two archives, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from archiver.held.declared import dressed
from archiver.model import Column, Kind, Record, State, Value
from archiver.words import Words

LEFT_OUT = frozenset({"id", "last_total"})
"""What joins the two rows, and what only an archive knows of a row: no change of the books."""
PARTIES = ("customer", "vendor", "employee", "party", "name")


class What(StrEnum):
    """The codes of the column *change*."""

    ADDED = "added"
    CHANGED = "changed"
    VOIDED = "voided"
    DELETED = "deleted"


class Difference(NamedTuple):
    """A column, and what stood in it before and after."""

    column: Column
    before: Value
    after: Value


class Change(NamedTuple):
    """What became of a record of ``kind``: ``row`` is what it is now, or what was known last of one that is gone."""

    kind: Kind
    what: What
    row: Record
    differences: tuple[Difference, ...] = ()

    def value(self, key: str) -> Value:
        """What stands in a column of the row; None where there is no such column."""
        place = self.kind.place(key)
        return None if place is None else self.row.values[place]

    @property
    def party(self) -> Value:
        """Whose it is, or what it is called."""
        return next((found for key in PARTIES if (found := self.value(key))), None)


class Sides:
    """A kind as two archives have it, or as one of them has it where the other has no rows of it."""

    def __init__(self, then: Kind | None, now: Kind | None) -> None:
        known = now or then
        assert known, "one of the two archives has it"
        self.then, self.now = dressed(then or known), dressed(now or known)
        self._shared = [
            (column, self.then.keys.index(column.key), place)
            for place, column in enumerate(self.now.columns)
            if column.compared and column.key not in LEFT_OUT and column.key in self.then.keys
        ]

    @property
    def single(self) -> list[Column]:
        """The columns that only one of the two has: what stands in them cannot be compared."""
        both = set(self.then.keys) & set(self.now.keys)
        return [column for column in (*self.then.columns, *self.now.columns) if column.key not in both]

    def change(self, then: Record | None, now: Record | None) -> Change | None:
        """What became of a record; None where nothing did. One that is listed as deleted is not there."""
        before, after = _there(then), _there(now)
        if before is None or after is None:
            if after:
                return Change(self.now, What.ADDED, after)
            return Change(self.then, What.DELETED, before) if before else None
        found = tuple(self._differences(before, after))
        if after.state is State.VOIDED and before.state is State.LIVE:
            return Change(self.now, What.VOIDED, after, found)
        return Change(self.now, What.CHANGED, after, found) if found or before.state is not after.state else None

    def same(self, then: Record, now: Record) -> bool:
        """Whether nothing that the source gave differs, not even what is not compared for people."""
        known = dict(zip(self.then.keys, then.values, strict=True))
        return then[3:] == now[3:] and all(
            known.get(column.key) == value
            for column, value in zip(self.now.columns, now.values, strict=True)
            if column.compared
        )

    def _differences(self, then: Record, now: Record) -> Iterator[Difference]:
        for column, at, place in self._shared:
            before, after = then.values[at], now.values[place]
            if before != after:
                yield Difference(column, before, after)


def _there(row: Record | None) -> Record | None:
    return None if row is None or row.state is State.DELETED else row


def shown(value: Value, column: Column, words: Words) -> str:
    """A value as people read it; nothing where there is none."""
    if value is None:
        return ""
    return (
        words.choose(column.choices[value]) if isinstance(value, str) and value in column.choices else words.fact(value)
    )
