"""Names that Excel accepts, each only once: of sheets, of tables, of the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.workbooks.text import plain

LONGEST_SHEET = 31
RESERVED = {"history", "historique"}
"""Excel keeps this name for itself, in the language of its menus."""

_REFUSED_IN_SHEET = re.compile(r"[\[\]:*?/\\]")
_REFUSED_IN_TABLE = re.compile(r"[^A-Za-z0-9_]")


class Names:
    """The names given so far in one workbook; Excel does not tell capitals apart."""

    def __init__(self) -> None:
        self._sheets: set[str] = set(RESERVED)
        self._tables: set[str] = set()

    def sheet(self, label: str) -> str:
        """A name for a sheet, as near to ``label`` as Excel allows: at most 31 characters."""
        wanted = plain(_REFUSED_IN_SHEET.sub("-", label), LONGEST_SHEET).strip("'") or "-"
        return _single(wanted, self._sheets, " ({})", LONGEST_SHEET)

    def table(self, key: str) -> str:
        """A name for a table: ``tbl_`` and the kind's key, in ASCII."""
        return _single(f"tbl_{_REFUSED_IN_TABLE.sub('_', key)}", self._tables, "_{}", 255)


def headings(labels: Iterable[str]) -> list[str]:
    """The labels of a table's columns: one line each, none empty, none twice."""
    taken: set[str] = set()
    return [_single(plain(label) or "-", taken, " ({})", 255) for label in labels]


def _single(wanted: str, taken: set[str], numbered: str, longest: int) -> str:
    name, turn = wanted, 1
    while name.lower() in taken:
        turn += 1
        ending = numbered.format(turn)
        name = wanted[: longest - len(ending)] + ending
    taken.add(name.lower())
    return name
