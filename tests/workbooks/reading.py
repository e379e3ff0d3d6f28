"""Workbooks read back by two programs that share nothing with the one that wrote them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: object) -> object:
    """A text as Excel shows it; openpyxl leaves the escapes of inline strings as they are, calamine does not."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if isinstance(text, str) else text


def sheet(path: Path, name: str) -> Worksheet:
    """One sheet, as openpyxl reads it."""
    return openpyxl.load_workbook(path)[name]


def column(path: Path, name: str, heading: str) -> list[object]:
    """The values under a heading, as openpyxl reads them."""
    rows = list(sheet(path, name).iter_rows(values_only=True))
    place = rows[0].index(heading)
    return [unescaped(row[place]) for row in rows[1:]]


def names(path: Path) -> list[str]:
    """The sheets of a workbook."""
    return openpyxl.load_workbook(path).sheetnames


def rows(path: Path, name: str) -> Sequence[Sequence[object]]:
    """All the rows of a sheet, as calamine reads them."""
    book = CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(name).to_python()


def part(path: Path, name: str) -> str:
    """One part of the package, as text."""
    with ZipFile(path) as pack:
        return pack.read(name).decode()
