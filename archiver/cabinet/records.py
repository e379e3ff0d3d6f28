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
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from archiver import disk
from archiver.cabinet import lines
from archiver.model import Column, ColumnType, Kind, Record, State, Value

FOLDER = "data/records"
KINDS = f"{FOLDER}/kinds.json"
VOLUME = 1 << 30
"""A file of records ends before it is larger than this; the next one goes on."""
BUFFER = 1 << 18
MANY = 100
"""Records written at once; some have the whole of a document with them."""


def write(
    folder: Path, kinds: Sequence[tuple[Kind, str]], rows: Mapping[str, Iterable[Record]], *, volume: int = VOLUME
) -> None:
    """Write each kind, which comes with the name of its family, into ``folder``; rows come sorted by id.

    Their days and numbers may be text already, as the spool keeps them. Errors: ``NoSpace``, ``TargetNotWritable``.
    """
    with disk.writing(folder):
        folder.mkdir()
        (folder / "kinds.json").write_bytes(_described(kinds))
        for kind, _ in kinds:
            _write_kind(folder, kind, rows[kind.key], volume)


def _write_kind(folder: Path, kind: Kind, rows: Iterable[Record], volume: int) -> None:
    out: BinaryIO | None = None
    number = written = 0
    rows, text = iter(rows), lines.text(kind)
    try:
        while some := list(islice(rows, MANY)):
            together = text(some)
            for piece in (together,) if written + len(together) <= volume else together.splitlines(keepends=True):
                if out is None or written + len(piece) > volume:
                    if out is not None:
                        out.close()
                    number, written = number + 1, 0
                    path = folder / file_name(kind.key, number)
                    out = open(path, "xb", buffering=BUFFER)  # noqa: SIM115 - closed as volumes fill
                out.write(piece)
                written += len(piece)
    finally:
        if out is not None:
            out.close()


def file_name(kind: str, volume: int) -> str:
    """``invoices.jsonl``, ``invoices.2.jsonl``…"""
    return f"{kind}.jsonl" if volume == 1 else f"{kind}.{volume}.jsonl"


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
    with disk.reading(path), path.open("rb") as file:
        for line in file:
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


def families_of(text: bytes) -> dict[str, str]:
    """The family of each kind that ``kinds.json`` declares, by key; ``ValueError`` (msgspec's) as above."""
    return {key: each.family for key, each in msgspec.json.decode(text, type=dict[str, _ToldKind]).items()}


def read(kind: Kind, pieces: Iterable[bytes]) -> Iterator[Record]:
    """The records in a stream of bytes of one volume.

    ``ValueError`` or ``ArithmeticError`` if a line is not one of ours; ``RecursionError`` if it is nested too deep.
    """
    return chain.from_iterable(map(reading(kind), lines.blocks(pieces)))


def reading(kind: Kind) -> Callable[[bytes], Iterator[Record]]:
    """The way from whole lines back to their records; errors as for ``read``."""
    decode = msgspec.json.Decoder(_Line).decode_lines
    columns = [(column.key, _READERS.get(column.type)) for column in kind.columns]

    def records(block: bytes) -> Iterator[Record]:
        for told in decode(block):
            values = tuple([_value(told.values.get(key), read) for key, read in columns])
            yield Record(
                told.id, told.document, values, told.state, told.version, told.created, told.changed, told.source
            )

    return records


def _value(given: str | bool | int | None, read: Callable[[str], Value] | None) -> Value:
    return read(given) if read and isinstance(given, str) else given
