"""Tables in DBF files, as dBASE, FoxPro and Visual FoxPro write them, with their memos (DBT, FPT)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path

from archiver.books.files.cells import Cell, Row
from archiver.books.files.problems import Problem
from archiver.words import N_

HEADER, FIELD = 32, 32
MEMO_HEADER = 512
END_OF_FIELDS = 0x0D
DELETED = 0x2A
JULIAN_DAYS_BEFORE_1 = 1_721_425
VERSIONS = frozenset((0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB))
FOXPRO = frozenset((0x30, 0x31, 0x32))
FPT_MEMO = frozenset((0xF5, 0x30, 0x31, 0x32))
PAGES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x04: "mac_roman",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
}
DEFAULT_PAGE = "cp1252"
NO_DBF = N_("it is no DBF table.")
CUT_OFF = N_("it ends in the middle: {there} of {said} rows are there.")
NO_MEMO = N_("its memo file is missing, or empty: {memo}")
BAD_CELL = N_("{column} holds {text}, which is not what the table says it holds.")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type as one letter, where it is in a record, and how long."""

    name: str
    type: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Dbf:
    """A table in a DBF file; rows that are marked as deleted are left out."""

    path: Path
    name: str
    version: int
    count: int
    start: int
    length: int
    encoding: str
    fields: tuple[Field, ...]
    within: str = ""

    def batches(self, size: int) -> Iterator[list[Row]]:
        """The names of the columns, then its rows, many at a time. ``Problem`` for what is not as the table says."""
        rows = (row for _, row in self.lines())
        while batch := list(islice(rows, size)):
            yield batch

    def lines(self) -> Iterator[tuple[int, Row]]:
        """The same, each with its number in the table, counted from 1; the names are number 0."""
        yield 0, [field.name for field in self.fields]
        memo = _Memo.beside(self) if any(field.type in "MGP" for field in self.fields) else None
        with open(self.path, "rb") as opened:
            opened.seek(self.start)
            for number in range(1, self.count + 1):
                record = opened.read(self.length)
                if len(record) < self.length:
                    raise Problem(self.name, number, CUT_OFF, there=number - 1, said=self.count)
                if record[0] != DELETED:
                    yield number, [self._cell(field, record, number, memo) for field in self.fields]

    def _cell(self, field: Field, record: bytes, number: int, memo: _Memo | None) -> Cell:
        raw = record[field.start : field.start + field.length]
        try:
            if field.type in "MGP":
                return memo.text(raw, self.encoding) if memo else None
            if field.type == "B" and self.version in FOXPRO:
                return float(struct.unpack("<d", raw)[0])
            if field.type in _READ:
                return _READ[field.type](raw)
            return raw.rstrip(b" \0").decode(self.encoding)
        except (ValueError, InvalidOperation, struct.error) as odd:
            shown = raw.decode("latin-1").strip()
            raise Problem(self.name, number, BAD_CELL, column=field.name, text=shown) from odd


def _number(raw: bytes) -> Decimal | None:
    text = raw.strip(b" \0*").decode("ascii")
    return Decimal(text) if text else None


def _whole(raw: bytes) -> Decimal:
    return Decimal(struct.unpack("<i", raw)[0])


def _money(raw: bytes) -> Decimal:
    return Decimal(struct.unpack("<q", raw)[0]).scaleb(-4)


def _flag(raw: bytes) -> bool | None:
    return {"T": True, "Y": True, "F": False, "N": False}.get(raw.decode("ascii").upper())


def _day(raw: bytes) -> date | None:
    text = raw.strip(b" \0").decode("ascii")
    return datetime.strptime(text, "%Y%m%d").date() if text.strip("0") else None  # noqa: DTZ007 - a plain day


def _moment(raw: bytes) -> datetime | None:
    days, thousandths = struct.unpack("<ii", raw)
    if not days:
        return None
    return datetime.fromordinal(days - JULIAN_DAYS_BEFORE_1) + timedelta(milliseconds=round(thousandths, -3))


_READ: Mapping[str, Callable[[bytes], Cell]] = {
    "N": _number,
    "F": _number,
    "I": _whole,
    "Y": _money,
    "L": _flag,
    "D": _day,
    "T": _moment,
}


@dataclass(frozen=True, slots=True)
class _Memo:
    """The texts that are too long for a record, in a file beside the table."""

    data: bytes
    block: int
    fpt: bool

    @classmethod
    def beside(cls, table: Dbf) -> _Memo:
        fpt = table.version in FPT_MEMO
        wanted = table.path.with_suffix(".fpt" if fpt else ".dbt").name.lower()
        found = next((each for each in sorted(table.path.parent.iterdir()) if each.name.lower() == wanted), None)
        if found is None:
            raise Problem(table.name, None, NO_MEMO, memo=wanted)
        data = found.read_bytes()
        if len(data) < MEMO_HEADER:
            raise Problem(table.name, None, NO_MEMO, memo=found.name)
        block = struct.unpack(">H", data[6:8])[0] if fpt else 512
        return cls(data, block or 512, fpt)

    def text(self, raw: bytes, encoding: str) -> str | None:
        """The text of one cell, which holds the number of its block."""
        number = struct.unpack("<i", raw)[0] if len(raw) == 4 else int(raw.strip(b" \0") or 0)
        if not number:
            return None
        start = number * self.block
        if self.fpt:
            kind, length = struct.unpack(">II", self.data[start : start + 8])
            return self.data[start + 8 : start + 8 + length].decode(encoding) if kind == 1 else None
        if self.data[start : start + 4] == b"\xff\xff\x08\x00":
            (length,) = struct.unpack("<I", self.data[start + 4 : start + 8])
            return self.data[start + 8 : start + length].decode(encoding)
        return self.data[start:].partition(b"\x1a")[0].decode(encoding)


def opened(path: Path, name: str) -> Dbf:
    """The table in a file; ``Problem`` if there is none."""
    with open(path, "rb") as file:
        head = file.read(HEADER)
        if len(head) < HEADER or head[0] not in VERSIONS:
            raise Problem(name, None, NO_DBF)
        count, start, length = struct.unpack("<IHH", head[4:12])
        described = file.read(max(start - HEADER, 0))
    fields = tuple(_fields(described))
    if not fields or fields[-1].start + fields[-1].length > length:
        raise Problem(name, None, NO_DBF)
    return Dbf(path, name, head[0], count, start, length, PAGES.get(head[29], DEFAULT_PAGE), fields)


def _fields(described: bytes) -> Iterator[Field]:
    place = 1
    for at in range(0, len(described) - FIELD + 1, FIELD):
        each = described[at : at + FIELD]
        if each[0] == END_OF_FIELDS:
            return
        name = each[:11].partition(b"\0")[0].decode("latin-1")
        type_, length = chr(each[11]), each[16]
        if type_ == "0":  # which cells are null: no column
            place += length
            continue
        yield Field(name, type_, place, length)
        place += length
