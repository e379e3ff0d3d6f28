"""Rows as the bytes that a spool keeps, and the ways back: whole records, single columns, or values still as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple, get_type_hints

import msgspec

from archiver.collation import natural
from archiver.model import ColumnType, Kind, Record, State, Value

pack = msgspec.msgpack.Encoder().encode
"""A record as bytes; ``OverflowError`` for an integer of its source's own form that is too large."""

_TYPES: dict[ColumnType, type] = {
    ColumnType.DAY: date,
    ColumnType.MOMENT: datetime,
    ColumnType.MONEY: Decimal,
    ColumnType.QUANTITY: Decimal,
    ColumnType.RATE: Decimal,
    ColumnType.FLAG: bool,
}


class Told(NamedTuple):
    """A record whose days and numbers are still text: ``2026-01-31``, ``12.50``, and ``1E+2`` where nobody rounded."""

    id: str
    values: tuple[str | bool | datetime | None, ...]
    state: State


def unpacking(kind: Kind) -> Callable[[bytes], Record]:
    """The way back from stored bytes to a record, whose values have the types of the kind's columns."""
    return _decoding(tuple(_type(kind, key) for key in kind.keys))


def spelling(kind: Kind) -> Callable[[bytes], Record]:
    """The way back to a record whose days and numbers are still text, as they are in ``Told``."""
    return _decoding((Any,) * len(kind.keys))


def _decoding(types: tuple[object, ...]) -> Callable[[bytes], Record]:
    fields = {**get_type_hints(Record), "values": tuple.__class_getitem__(types)}
    # The decoder makes the record itself: a named tuple with the same fields, of which some are now better known.
    stored = type("Stored", (Record,), {"__slots__": (), "__annotations__": fields})
    decode: Callable[[bytes], Record] = msgspec.msgpack.Decoder(stored).decode
    return decode


def telling(kind: Kind) -> Callable[[bytes], Told]:
    """The quick way back for whoever writes the values out again: nothing is made of their text."""
    values = tuple.__class_getitem__((Any,) * len(kind.keys))
    fields = [("id", str), ("document", Any), ("values", values), ("state", State)]
    # What follows in the bytes is skipped, the source's own form above all.
    decode = msgspec.msgpack.Decoder(msgspec.defstruct("Stored", fields, array_like=True, gc=False)).decode

    def told(packed: bytes) -> Told:
        row: Any = decode(packed)
        return Told(row.id, row.values, row.state)

    return told


def choosing(kind: Kind, keys: Sequence[str]) -> Callable[[bytes], tuple[State, tuple[Value, ...]]]:
    """The quick way back to some columns: a record's state, and its values in the order of ``keys``."""
    places = [kind.keys.index(key) for key in keys]
    known = [_type(kind, key) if key in keys else Any for key in kind.keys[: max(places, default=-1) + 1]]
    columns = [(f"at{place}", type_) for place, type_ in enumerate(known)]
    chosen = msgspec.defstruct("Chosen", columns, array_like=True, gc=False)
    fields = [("id", Any), ("document", Any), ("values", chosen), ("state", State)]
    decode = msgspec.msgpack.Decoder(msgspec.defstruct("Stored", fields, array_like=True, gc=False)).decode
    names = [f"at{place}" for place in places]
    several = attrgetter(*names) if len(names) > 1 else None

    def values(packed: bytes) -> tuple[State, tuple[Value, ...]]:
        row: Any = decode(packed)
        return row.state, several(row.values) if several else tuple([getattr(row.values, name) for name in names])

    return values


def _type(kind: Kind, key: str) -> object:
    return _TYPES.get(kind.columns[kind.keys.index(key)].type, str) | None


class Shown:
    """Where a row of one kind stands among the others, as text."""

    def __init__(self, kind: Kind) -> None:
        self._places = [place for key in kind.order if (place := kind.place(key)) is not None]

    def __call__(self, row: Record) -> str:
        """The text that this row sorts by."""
        return "\x01".join([natural(row.values[place]) for place in self._places])
