"""A record as one line of JSON, and many lines as columns: what is done millions of times, in as few steps as it takes.

Values may still be the text that they are written as: days in ISO form, amounts and quantities without rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from archiver.model import ColumnType, Kind, Record, State, Value

LONGEST = 64 << 20
"""A longer line is none of ours: it is not read into memory."""
BLOCK = 1 << 18
NUMBERS = frozenset({ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.RATE})

_encoder = msgspec.json.Encoder(decimal_format="string")


class _Told(msgspec.Struct, omit_defaults=True, gc=False):
    id: str
    document: str
    state: str
    version: str | None = None
    created: str | None = None
    changed: str | None = None
    values: object = None
    source: object = None


def lines(kind: Kind) -> Callable[[Record], bytes]:
    """The way from a record of a kind to its line, with its end: absent values left out, money and quantities as text.

    ``ValueError`` for a record that has not as many values as its kind has columns.
    """
    together = text(kind)
    return lambda row: together((row,))


def text(kind: Kind) -> Callable[[Iterable[Record]], bytes]:
    """The same for many records at once, in less time: their lines, one behind the other."""
    names = [(f"at{place}", object, None) for place in range(len(kind.columns))]
    named = {f"at{place}": column.key for place, column in enumerate(kind.columns)}
    values = msgspec.defstruct("Values", names, rename=named, omit_defaults=True, gc=False)
    moments = [place for place, column in enumerate(kind.columns) if column.type is ColumnType.MOMENT]
    numbers = [place for place, column in enumerate(kind.columns) if column.type in NUMBERS]
    encode, width = _encoder.encode_lines, len(kind.columns)

    def told(row: Record) -> _Told:
        id_, document, given, state, version, created, changed, source = row
        if len(given) != width:
            raise ValueError(f"{id_} has {len(given)} values")
        shown = _with(given, moments, _moment) if moments else given
        return _Told(id_, document, state, version, _moment(created), _moment(changed), values(*shown), source)

    def plain(row: Record) -> _Told:
        return told(row._replace(values=tuple(_with(row.values, numbers, _plain))))

    def together(rows: Iterable[Record]) -> bytes:
        rows = tuple(rows)
        text = encode(list(map(told, rows)))
        if b"E+" in text or b"E-" in text:  # a number in scientific notation, or words that only look like one
            text = encode(list(map(plain, rows)))
        return text

    return together


def _with(values: Sequence[Value], places: Iterable[int], change: Callable[[Any], Value]) -> list[Value]:
    changed = list(values)
    for place in places:
        changed[place] = change(changed[place])
    return changed


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _plain(value: Decimal | str | None) -> str | None:
    return None if value is None else f"{Decimal(value):f}"


class _Line(msgspec.Struct, gc=False, kw_only=True):
    id: str
    document: str
    state: State = State.LIVE
    created: datetime | None = None
    changed: datetime | None = None


class Head(msgspec.Struct, gc=False):
    """Whose line it is: the document that the record belongs to, and whether it counts."""

    document: str
    state: State = State.LIVE


_heads = msgspec.json.Decoder(Head).decode_lines


def heads(block: bytes) -> list[Head]:
    """The heads of whole lines; errors as of ``columns``."""
    return _heads(block)


class Columns(NamedTuple):
    """Some records as columns: their ids, their states, and the text in each of the columns that were asked for."""

    ids: Sequence[str]
    states: Sequence[State]
    values: Sequence[Sequence[str | None]]


def columns(keys: Sequence[str], pieces: Iterable[bytes]) -> Iterator[Columns]:
    """The columns ``keys`` of the lines in a stream of bytes, some thousand lines at a time.

    ``ValueError`` if a line is not one of ours; ``RecursionError`` if it is nested too deep.
    """
    named = {f"at{place}": key for place, key in enumerate(keys)}
    values = msgspec.defstruct("Values", [(name, str | None, None) for name in named], rename=named, gc=False)
    line = msgspec.defstruct("Line", [("values", values)], bases=(_Line,), gc=False)
    decode = msgspec.json.Decoder(line).decode_lines
    get = [attrgetter(f"values.{name}") for name in named]
    for block in blocks(pieces):
        rows = decode(block)
        ids, states = list(map(attrgetter("id"), rows)), list(map(attrgetter("state"), rows))
        yield Columns(ids, states, [list(map(each, rows)) for each in get])


def blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger pieces that end where lines do; ``ValueError`` for an empty line, or one without end."""
    begun, end = bytearray(), 0
    for piece in pieces:
        if last := piece.rfind(b"\n") + 1:
            end = len(begun) + last
        begun += piece
        if end and len(begun) >= BLOCK:
            yield _filled(bytes(begun[:end]))
            del begun[:end]
            end = 0
        if len(begun) - end > LONGEST:
            raise ValueError(f"a line of more than {LONGEST} bytes")
    if begun:
        yield _filled(bytes(begun))


def _filled(block: bytes) -> bytes:
    if block.startswith(b"\n") or b"\n\n" in block:
        raise ValueError("an empty line")
    return block
