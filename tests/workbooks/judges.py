"""Programs that share nothing with the one that writes our workbooks, and what each of them is able to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from tests.workbooks.traps import Seen

FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and the format writes as ``_xHHHH_``."""
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Sheets = dict[str, list[list[Seen]]]


@dataclass(frozen=True)
class Judge:
    """A program: all the sheets of a file as it reads them, and a text as it shows it once it has read it."""

    name: str
    read: Callable[[Path], Sheets]
    shows: Callable[[str], str]

    def seen(self, value: Seen) -> Seen:
        """A value as it shows it."""
        return self.shows(value) if isinstance(value, str) else value


def by_openpyxl(path: Path) -> Sheets:
    """All the sheets of a workbook, as openpyxl reads them."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return {each.title: [list(map(seen, row)) for row in each.iter_rows(values_only=True)] for each in book}
    finally:
        book.close()


def by_calamine(path: Path) -> Sheets:
    """All the sheets of a workbook, as calamine reads them."""
    with CalamineWorkbook.from_path(str(path)) as book:
        return {
            name: [list(map(seen, row)) for row in book.get_sheet_by_name(name).to_python()]
            for name in book.sheet_names
        }


def seen(value: object) -> Seen:
    """A value in the terms of our expectations: numbers are floats, days are midnights, nothing is None."""
    match value:
        case None | "":
            return None
        case str() | datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case int() | float():
            return float(value)
    raise AssertionError(f"no cell holds {value!r}")


def column(rows: Sequence[Sequence[Seen]], heading: str) -> list[Seen]:
    """The values under a heading."""
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


def openpyxl_shows(text: str) -> str:
    """openpyxl leaves the escapes as they are, but drops what protects those that were typed."""
    protected = LIKE_AN_ESCAPE.sub("_x005F_", FORBIDDEN.sub(_escape, text))
    return protected.replace("x005F_", "")


def calamine_shows(text: str) -> str:
    """calamine leaves the escapes of what is no character."""
    return re.sub("[\ud800-\udfff\ufffe\uffff]", _escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


OPENPYXL = Judge("openpyxl", by_openpyxl, openpyxl_shows)
CALAMINE = Judge("calamine", by_calamine, calamine_shows)
