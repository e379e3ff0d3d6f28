"""Files for tests, made from nothing: DBF tables with their memos, Excel workbooks."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

FIELD_END, FILE_END = b"\r", b"\x1a"


def dbf(
    fields: Sequence[tuple[str, str, int, int]],
    rows: Sequence[Sequence[object]],
    *,
    version: int = 0x03,
    page: int = 0x03,
    encoding: str = "cp1252",
    deleted: Sequence[int] = (),
) -> bytes:
    """A table: its fields as (name, type, length, decimals), its rows, those of them that are marked as deleted."""
    start, length = 32 + 32 * len(fields) + 1, 1 + sum(each[2] for each in fields)
    head = struct.pack("<B3BIHH17xBxx", version, 26, 3, 31, len(rows), start, length, page)
    described = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(), type_.encode(), size, decimals)
        for name, type_, size, decimals in fields
    )
    body = b"".join(
        (b"*" if turn in deleted else b" ")
        + b"".join(_cell(value, each, encoding) for value, each in zip(row, fields, strict=True))
        for turn, row in enumerate(rows)
    )
    return head + described + FIELD_END + body + FILE_END


def _cell(value: object, field: tuple[str, str, int, int], encoding: str) -> bytes:
    _, type_, size, decimals = field
    match value:
        case bytes():
            return value
        case None:
            return b" " * size
        case bool():
            return b"T" if value else b"F"
        case date():
            return value.strftime("%Y%m%d").encode()
        case int() if type_ == "I" or (type_ == "M" and size == 4):
            return struct.pack("<i", value)
        case Decimal() if type_ == "Y":
            return struct.pack("<q", int(value.scaleb(4)))
        case int() | Decimal():
            return f"{value:.{decimals}f}".rjust(size).encode()
        case _:
            return str(value).encode(encoding).ljust(size)


def fpt(texts: Sequence[str], encoding: str = "cp1252") -> bytes:
    """A memo file of FoxPro; the texts begin at the blocks 8, 9, …, of 64 bytes each."""
    blocks = [struct.pack(">II", 1, len(text.encode(encoding))) + text.encode(encoding) for text in texts]
    return struct.pack(">IHH504x", 8 + len(texts), 0, 64) + b"".join(each.ljust(64, b"\0") for each in blocks)


def dbt(texts: Sequence[str], encoding: str = "cp850") -> bytes:
    """A memo file of dBASE III; the texts begin at the blocks 1, 2, …, of 512 bytes each."""
    return bytes(512) + b"".join((text.encode(encoding) + FILE_END + FILE_END).ljust(512, b"\0") for text in texts)


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> bytes:
    """A workbook with a sheet for each table, as openpyxl writes it: formulas are not computed."""
    book = Workbook()
    del book["Sheet"]
    for turn, rows in enumerate(sheets):
        sheet = book.create_sheet(names[turn] if names else f"Sheet{turn + 1}")
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
