"""QuickBooks' interchange files (IIF): several tables in one file, each row of the table that its first cell names.

``!TRNS``, ``!SPL`` and ``!ENDTRNS`` declare transactions: they become one table of postings, a row each, with what the
transaction says on every one of them. Any other table, as ``!ACCNT`` or ``!CUST``, is a table by itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from archiver.books.files.cells import Row
from archiver.books.files.problems import Problem
from archiver.books.files.text import BAD_QUOTES, writing
from archiver.words import N_

TRANSACTION, SPLIT, END = "TRNS", "SPL", "ENDTRNS"
ENTRY = "ENTRY"
SHARED = (
    "TRNSTYPE",
    "DATE",
    "DOCNUM",
    "NAME",
    "DUEDATE",
    "TERMS",
    "MEMO",
    "CLEAR",
    "TOPRINT",
    "PAID",
    "ADDR1",
    "ADDR2",
)
NO_IIF = N_("it is no IIF file: it declares no table with !.")
UNDECLARED = N_("a row of the table {table} comes before the table is declared.")
UNENDED = N_("the transaction that begins on line {began} has no ENDTRNS.")
STRAY = N_("a split comes outside of a transaction.")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of an IIF file."""

    path: Path
    name: str
    within: str
    encoding: str

    def batches(self, size: int) -> Iterator[list[Row]]:
        """The names of its columns, then its rows, many at a time."""
        rows = (row for _, row in self.lines())
        while batch := list(islice(rows, size)):
            yield batch

    def lines(self) -> Iterator[tuple[int, Row]]:
        """The same, each with its line."""
        return _transactions(self) if self.within == TRANSACTION else _plain(self)


def sections(path: Path, name: str) -> list[Section]:
    """The tables of a file, transactions first; ``Problem`` if it is no IIF."""
    encoding = writing(path, name).encoding
    found: dict[str, None] = {}
    for _, row in _read(path, name, encoding):
        if row and row[0].startswith("!"):
            found[row[0][1:].upper()] = None
    if not found:
        raise Problem(name, 1, NO_IIF)
    tables = [each for each in found if each not in (SPLIT, END, "HDR")]
    return [Section(path, f"{name} [{each}]", each, encoding) for each in tables]


def _read(path: Path, name: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    with open(path, encoding=encoding, newline="") as opened:
        reader = csv.reader(opened, delimiter="\t")
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as wrong:
            raise Problem(name, reader.line_num, BAD_QUOTES, what=wrong) from wrong


def _plain(section: Section) -> Iterator[tuple[int, Row]]:
    declared: list[str] | None = None
    for line, row in _read(section.path, section.name, section.encoding):
        head = row[0].upper() if row else ""
        if head == f"!{section.within}":
            if declared is None:
                declared = _names(row)
                yield line, list(declared)
        elif head == section.within:
            if declared is None:
                raise Problem(section.name, line, UNDECLARED, table=section.within)
            yield line, _fitted(row, len(declared))


def _names(row: list[str]) -> list[str]:
    return [each.strip().upper() for each in row[1:] if each.strip()]


def _fitted(row: list[str], width: int) -> Row:
    cells: list[str] = row[1 : width + 1]
    return [*cells, *[""] * (width - len(cells))]


def _transactions(section: Section) -> Iterator[tuple[int, Row]]:
    """A row for each posting: the number of its transaction in the file, what that says, and what the posting says."""
    reading = _Transactions(section.name)
    for line, row in _read(section.path, section.name, section.encoding):
        head = row[0].upper() if row else ""
        if head in (f"!{TRANSACTION}", f"!{SPLIT}") and reading.declare(head[1:], row):
            yield line, [ENTRY, *reading.keys, *(f"TRNS {each}" for each in SHARED)]
        elif head in (TRANSACTION, SPLIT):
            yield line, reading.posting(line, head, row)
        elif head == END:
            reading.began = 0
    if reading.began:
        raise Problem(section.name, reading.began, UNENDED, began=str(reading.began))


@dataclass(slots=True)
class _Transactions:
    """Transactions while they are read: what was declared, and the one that is not ended yet."""

    name: str
    names: dict[str, list[str]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    entry: int = 0
    began: int = 0
    whole: dict[str, str] = field(default_factory=dict)

    def declare(self, table: str, row: list[str]) -> bool:
        """The names of the columns of a table; whether both tables are known by now, for the first time."""
        self.names[table] = _names(row)
        if len(self.names) < 2 or self.keys:
            return False
        self.keys = list(dict.fromkeys((*self.names[TRANSACTION], *self.names[SPLIT])))
        return True

    def posting(self, line: int, table: str, row: list[str]) -> Row:
        """One posting, as a row of the table that is made."""
        if table not in self.names or not self.keys:
            raise Problem(self.name, line, UNDECLARED, table=table)
        told = dict(zip(self.names[table], row[1:], strict=False))
        if table == TRANSACTION:
            if self.began:
                raise Problem(self.name, line, UNENDED, began=str(self.began))
            self.entry, self.began, self.whole = self.entry + 1, line, told
        elif not self.began:
            raise Problem(self.name, line, STRAY)
        shared = (self.whole.get(each, "") for each in SHARED)
        return [str(self.entry), *(told.get(each, "") for each in self.keys), *shared]
