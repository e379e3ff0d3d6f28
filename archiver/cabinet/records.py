"""The records as plain text: ``kinds.json``, and a JSON Lines file for each kind.

One object a line, sorted by id, money and quantities as text, absent values left out: what history compares, what a
program can read in ten years, and what *verify* counts again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import msgspec

from archiver.cabinet import disk
from archiver.model import Column, ColumnType, Kind, Record, State, Value

FOLDER = "data/records"
KINDS = f"{FOLDER}/kinds.json"
VOLUME = 1 << 30
"""A file of records ends before it is larger than this; the next one goes on."""
LONGEST = 64 << 20
"""A longer line is none of ours: it is not read into memory."""

_encode = msgspec.json.Encoder(decimal_format="string").encode


def write(
    folder: Path, kinds: Sequence[tuple[Kind, str]], rows: Mapping[str, Iterable[Record]], *, volume: int = VOLUME
) -> None:
    """Write each kind, which comes with the name of its family, into ``folder``; rows come sorted by id.

    Errors: ``NoSpace``, ``TargetNotWritable``.
    """
    with disk.writing(folder):
        folder.mkdir()
        (folder / "kinds.json").write_bytes(_described(kinds))
        for kind, _ in kinds:
            _write_kind(folder, kind, rows[kind.key], volume)


def _write_kind(folder: Path, kind: Kind, rows: Iterable[Record], volume: int) -> None:
    out: BinaryIO | None = None
    number = written = 0
    keys = kind.keys
    try:
        for row in rows:
            line = _encode(_line(keys, row)) + b"\n"
            if out is None or written + len(line) > volume:
                if out is not None:
                    out.close()
                number, written = number + 1, 0
                out = open(folder / file_name(kind.key, number), "xb")  # noqa: SIM115 - closed as volumes fill
            out.write(line)
            written += len(line)
    finally:
        if out is not None:
            out.close()


def file_name(kind: str, volume: int) -> str:
    """``invoices.jsonl``, ``invoices.2.jsonl``…"""
    return f"{kind}.jsonl" if volume == 1 else f"{kind}.{volume}.jsonl"


def _line(keys: Sequence[str], row: Record) -> dict[str, object]:
    facts = {
        "id": row.id,
        "document": row.document,
        "state": row.state.value,
        "version": row.version,
        "created": _text(row.created),
        "changed": _text(row.changed),
    }
    line: dict[str, object] = {key: value for key, value in facts.items() if value is not None}
    values = zip(keys, row.values, strict=True)
    line["values"] = {key: _text(value) for key, value in values if value is not None}
    if row.source is not None:
        line["source"] = row.source
    return line


def _text(value: Value) -> object:
    if type(value) is str:  # nearly all of them
        return value
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def _described(kinds: Sequence[tuple[Kind, str]]) -> bytes:
    told = {
        kind.key: {
            "family": family,
            "cycle": kind.cycle,
            "effect": kind.effect,
            "labels": dict(kind.labels),
            "columns": [_column(column) for column in kind.columns],
        }
        for kind, family in kinds
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _column(column: Column) -> dict[str, object]:
    maybe = {"currency": column.currency, "ads": column.ads, "field": column.field}
    told: dict[str, object] = {"key": column.key, "type": column.type.value, "labels": dict(column.labels)}
    told |= {name: value for name, value in maybe.items() if value is not None}
    return told if column.compared else told | {"compared": False}


class _Told(msgspec.Struct):
    key: str
    type: ColumnType
    labels: dict[str, str]
    currency: str | None = None
    ads: str | None = None
    field: str | None = None
    compared: bool = True


class _ToldKind(msgspec.Struct):
    family: str
    cycle: str
    effect: int
    labels: dict[str, str]
    columns: list[_Told]


class _Line(msgspec.Struct):
    id: str
    document: str
    values: dict[str, str | bool | int]
    state: State = State.LIVE
    version: str | None = None
    created: datetime | None = None
    changed: datetime | None = None
    source: dict[str, object] | None = None


_READERS: Mapping[ColumnType, Callable[[str], Value]] = {
    ColumnType.DAY: date.fromisoformat,
    ColumnType.MOMENT: datetime.fromisoformat,
    ColumnType.MONEY: Decimal,
    ColumnType.QUANTITY: Decimal,
    ColumnType.RATE: Decimal,
}


class _Counted(msgspec.Struct):
    state: State


def digest_without_deleted(path: Path) -> str:
    """The SHA-256 (hex) of a file of records without those that are gone: they are listed once, and then no more."""
    digest, decode = hashlib.sha256(), msgspec.json.Decoder(_Counted).decode
    with disk.reading(path), path.open("rb") as lines:
        for line in lines:
            if decode(line).state is not State.DELETED:
                digest.update(line)
    return digest.hexdigest()


def kinds_of(text: bytes) -> list[Kind]:
    """The kinds that ``kinds.json`` declares; ``ValueError`` (msgspec's) if it is not one of ours."""
    told = msgspec.json.decode(text, type=dict[str, _ToldKind])
    return [
        Kind(
            key,
            each.cycle,
            each.effect,
            tuple(
                Column(c.key, c.type, c.labels, {}, currency=c.currency, ads=c.ads, field=c.field, compared=c.compared)
                for c in each.columns
            ),
            each.labels,
            {},
        )
        for key, each in told.items()
    ]


def read(kind: Kind, pieces: Iterable[bytes]) -> Iterator[Record]:
    """The records in a stream of bytes of one volume.

    ``ValueError`` or ``ArithmeticError`` if a line is not one of ours; ``RecursionError`` if it is nested too deep.
    """
    decode = msgspec.json.Decoder(_Line).decode
    columns = [(column.key, _READERS.get(column.type)) for column in kind.columns]
    for line in _lines(pieces):
        told = decode(line)
        values = tuple([_value(told.values.get(key), read) for key, read in columns])
        yield Record(told.id, told.document, values, told.state, told.version, told.created, told.changed, told.source)


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    begun = bytearray()
    for piece in pieces:
        first, *others = piece.split(b"\n")
        begun += first
        if len(begun) > LONGEST:
            raise ValueError(f"a line of more than {LONGEST} bytes")
        if others:
            yield bytes(begun)
            yield from others[:-1]
            begun = bytearray(others[-1])
    if begun:
        yield bytes(begun)


def _value(given: str | bool | int | None, read: Callable[[str], Value] | None) -> Value:
    return read(given) if read and isinstance(given, str) else given
