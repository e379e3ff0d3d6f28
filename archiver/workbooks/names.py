"""Names that Excel accepts, each only once: of sheets, of tables, of places, of the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.workbooks.text import plain

LONGEST_SHEET = 31
LONGEST_NAME = 255
RESERVED = {"history", "historique"}
"""Excel keeps this name for itself, in the language of its menus."""

_REFUSED_IN_SHEET = re.compile(r"[\[\]:*?/\\]")
_REFUSED_IN_TABLE = re.compile(r"[^A-Za-z0-9_]")


class Names:
    """The names given so far in one workbook; Excel does not tell capitals apart."""

    def __init__(self) -> None:
        self._sheets: set[str] = set(RESERVED)
        self._tables: set[str] = set()
        self._places: set[str] = set()

    def sheet(self, label: str) -> str:
        """A name for a sheet, as near to ``label`` as Excel allows: at most 31 characters."""
        wanted = _fitting(plain(_REFUSED_IN_SHEET.sub("-", label)), LONGEST_SHEET).strip("'") or "-"
        return _single(wanted, self._sheets, " ({})", LONGEST_SHEET)

    def table(self, key: str) -> str:
        """A name for a table: ``tbl_`` and the kind's key, in ASCII."""
        return _single(f"tbl_{_REFUSED_IN_TABLE.sub('_', key)}", self._tables, "_{}", LONGEST_NAME)

    def place(self, wanted: str) -> str:
        """A name for cells, such as ``Total_Invoices_CAD``, in ASCII; ``wanted`` has a ``_``, and so is no cell's."""
        return _single(_REFUSED_IN_TABLE.sub("_", wanted), self._places, "_{}", LONGEST_NAME)


def headings(labels: Iterable[str], numbered: str = " ({})") -> list[str]:
    """The labels of a table's columns: one line each, none empty, none twice; ``numbered`` tells the second apart."""
    taken: set[str] = set()
    return [_single(_fitting(plain(label), LONGEST_NAME) or "-", taken, numbered, LONGEST_NAME) for label in labels]


def _fitting(text: str, longest: int) -> str:
    """``text`` in at most so many UTF-16 units, which is how Excel counts; an ellipsis says that there was more."""
    return text if _held(text, longest) == text else f"{_held(text, longest - 1).rstrip()}…"


def _held(text: str, units: int) -> str:
    """The beginning of ``text``; no character is cut in two."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _single(wanted: str, taken: set[str], numbered: str, longest: int) -> str:
    name, turn = wanted, 1
    while name.lower() in taken:
        turn += 1
        ending = numbered.format(turn)
        name = _held(wanted, longest - len(ending)) + ending
    taken.add(name.lower())
    return name
