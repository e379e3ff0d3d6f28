"""Rows as the bytes that a spool keeps, and the ways back: whole records, single columns, or values still as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from struct import Struct
from typing import Any, NamedTuple, Protocol, TypeVar, get_type_hints

import msgspec

from archiver import errors
from archiver.collation import natural
from archiver.model import Bookmark, ColumnType, Kind, Page, Record, State, Value
from archiver.words import N_, phrase

pack = msgspec.msgpack.Encoder().encode
"""A record as bytes; ``OverflowError`` for an integer of its source's own form that is too large."""

T = TypeVar("T")
KNOWN = 256
"""Ways back that are made once: each takes as long to make as a thousand rows. And msgspec loses an interruption that
comes while it makes one."""

_LIST = Struct(">BI")
"""How a list of rows begins: that it is one, and how many they are."""

_TYPES: dict[ColumnType, type] = {
    ColumnType.DAY: date,
    ColumnType.MOMENT: datetime,
    ColumnType.MONEY: Decimal,
    ColumnType.QUANTITY: Decimal,
    ColumnType.RATE: Decimal,
    ColumnType.FLAG: bool,
}


class Told(Protocol):
    """A record whose days and numbers are still text: ``2026-01-31``, ``12.50``, and ``1E+2`` where nobody rounded."""

    @property
    def id(self) -> str: ...

    @property
    def values(self) -> tuple[str | bool | datetime | None, ...]: ...

    @property
    def state(self) -> State: ...


Unpack = Callable[[Sequence[bytes]], Sequence[T]]
"""A way back for many rows at once, which takes half the time of one after the other."""


def unpacking(kind: Kind) -> Unpack[Record]:
    """The way back from stored bytes to records, whose values have the types of the kind's columns."""
    return _records(tuple(_type(kind, key) for key in kind.keys))


def spelling(kind: Kind) -> Unpack[Record]:
    """The way back to records whose days and numbers are still text, as they are in ``Told``."""
    return _records((Any,) * len(kind.keys))


@lru_cache(KNOWN)
def _records(types: tuple[object, ...]) -> Unpack[Record]:
    fields = {**get_type_hints(Record), "values": tuple.__class_getitem__(types)}
    # The decoder makes the record itself: a named tuple with the same fields, of which some are now better known.
    return _decoding(type("Stored", (Record,), {"__slots__": (), "__annotations__": fields}))


def telling(kind: Kind) -> Unpack[Told]:
    """The quick way back for whoever writes the values out again: nothing is made of their text."""
    return _told(len(kind.keys))


@lru_cache(KNOWN)
def _told(width: int) -> Unpack[Told]:
    fields = [("id", str), ("document", Any), ("values", tuple.__class_getitem__((Any,) * width)), ("state", State)]
    # What follows in the bytes is skipped, the source's own form above all.
    return _decoding(msgspec.defstruct("Stored", fields, array_like=True, gc=False))


def choosing(kind: Kind, keys: Sequence[str]) -> Unpack[tuple[State, tuple[Value, ...]]]:
    """The quick way back to some columns: each record's state, and its values in the order of ``keys``."""
    places = tuple(kind.keys.index(key) for key in keys)
    upto = kind.keys[: max(places, default=-1) + 1]
    return _chosen(tuple(_type(kind, key) if key in keys else Any for key in upto), places)


@lru_cache(KNOWN)
def _chosen(known: tuple[object, ...], places: tuple[int, ...]) -> Unpack[tuple[State, tuple[Value, ...]]]:
    columns = [(f"at{place}", type_) for place, type_ in enumerate(known)]
    chosen = msgspec.defstruct("Chosen", columns, array_like=True, gc=False)
    fields = [("id", Any), ("document", Any), ("values", chosen), ("state", State)]
    decode: Unpack[Any] = _decoding(msgspec.defstruct("Stored", fields, array_like=True, gc=False))
    names = [f"at{place}" for place in places]
    if len(names) > 1:
        several = attrgetter(*names)
        return lambda packed: [(row.state, several(row.values)) for row in decode(packed)]
    return lambda packed: [(row.state, tuple([getattr(row.values, name) for name in names])) for row in decode(packed)]


class Plain(msgspec.Struct, array_like=True, gc=False):
    """The beginning of any row, of whatever columns; what follows, its source's own form above all, is not held."""

    id: Any
    document: Any
    values: list[Any]
    state: State


_plain = msgspec.msgpack.Decoder(list[Plain]).decode
states = msgspec.msgpack.Decoder(list[State]).decode


def plain(packed: Sequence[bytes]) -> Sequence[Plain]:
    """Rows of one kind, without their source's own form: so of many of them ``columns`` can be made at once."""
    return _plain(_listed(packed))


def columns(rows: Sequence[Plain]) -> Sequence[bytes]:
    """The states of rows of one kind and their columns, each as bytes of its own: see ``states`` and ``column``."""
    return [pack([row.state for row in rows]), *map(pack, zip(*[row.values for row in rows], strict=True))]


def column(kind: Kind, key: str) -> Callable[[bytes], Sequence[Value]]:
    """The way back to the values of a column."""
    return _column(_type(kind, key))


@lru_cache(KNOWN)
def _column(known: object) -> Callable[[bytes], Sequence[Value]]:
    decode: Callable[[bytes], Sequence[Value]] = msgspec.msgpack.Decoder(list.__class_getitem__(known)).decode
    return decode


def _decoding(stored: type) -> Unpack[Any]:
    """Rows that lie one behind the other are nearly the bytes of a list of them: its head is lacking."""
    decode = msgspec.msgpack.Decoder(list.__class_getitem__(stored)).decode
    return lambda packed: decode(_listed(packed))


def _listed(packed: Sequence[bytes]) -> bytes:
    return b"".join((_LIST.pack(0xDD, len(packed)), *packed))


def _type(kind: Kind, key: str) -> object:
    return _TYPES.get(kind.columns[kind.keys.index(key)].type, str) | None


class Shown:
    """Where the rows of one kind stand among each other, as text; ``orders``: whether anything says so."""

    def __init__(self, kind: Kind) -> None:
        self._places = [place for key in kind.order if (place := kind.place(key)) is not None]
        self.orders = bool(self._places)

    def __call__(self, row: Record) -> str | None:
        """The text that this row sorts by, if there is an order."""
        return "\x01".join([natural(row.values[place]) for place in self._places]) if self.orders else None


class Pressed(NamedTuple):
    """A page as a spool keeps it: of each row its id, its document, where it stands among the others, and its bytes."""

    rows: Mapping[str, Sequence[tuple[str, str, str | None, bytes]]]
    resume: str | None = None
    bookmark: Bookmark | None = None
    replaces: Collection[str] = ()
    gone: Collection[str] = ()


def pressed(page: Page, kinds: Mapping[str, Kind]) -> Pressed:
    """A page of rows of these kinds; ``Unintelligible`` for a number in the source's own form that is too large."""
    rows = {key: pressing(kinds[key], some) for key, some in page.rows.items()}
    return Pressed(rows, page.resume, page.bookmark, page.replaces, page.gone)


def pressing(kind: Kind, rows: Iterable[Record]) -> Sequence[tuple[str, str, str | None, bytes]]:
    """The same of rows of one kind."""
    shown = Shown(kind)
    try:
        return [(row.id, row.document, shown(row), pack(row)) for row in rows]
    except OverflowError as large:
        reason = phrase(N_("it gave a number that is too large to be kept."))
        raise errors.Unintelligible(service=kind.labels, reason=reason) from large
