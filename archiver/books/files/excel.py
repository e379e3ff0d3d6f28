"""Tables in Excel workbooks, read with calamine: the values that cells show, formulas by what they came to."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, PasswordError

from archiver import helper
from archiver.books.files.cells import Row
from archiver.books.files.cutting import LARGEST, Cut, TooLarge
from archiver.books.files.problems import Problem
from archiver.relay import ALONE, Turn, relayed
from archiver.words import N_

LARGE = 64 << 20
"""Bytes of a sheet's XML from which on it is worth starting processes that make it out, each some parts of it."""
OLD = b"\xd0\xcf\x11\xe0"
NO_WORKBOOK = N_("it is no Excel workbook, or a damaged one ({what}).")
LOCKED = N_("it is an old workbook (.xls), or one that needs a password; save it as .xlsx, without a password.")
TOO_LARGE = N_("its texts are larger than any workbook's of Excel.")
UNCOMPUTED = N_("the formula in {cell} was never computed; open the file in Excel, and save it.")
ERROR = N_("{cell} shows {text}, which is an error and no value.")
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, OSError, LookupError, ValueError, RuntimeError),
    struct.error,
)
"""What the libraries raise for workbooks that are spoilt, each in its own place."""
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*\bt="e"[^>]*>(?:\s*<f.*?(?:/>|</f>))?\s*<v>([^<]*)</v>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a sheet of a workbook; ``part`` is its file there, ``within`` the sheet where there are several."""

    path: Path
    name: str
    sheet: str
    part: str
    within: str = ""

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Its rows, from the first one that is not empty, ``size`` at a time."""
        for _, rows in self._parts():
            for start in range(0, len(rows), size):
                yield rows[start : start + size]

    def lines(self) -> Iterator[tuple[int, Row]]:
        """The same, each with the number of its row."""
        for first, rows in self._parts():
            yield from enumerate(rows, start=first)

    def _parts(self) -> Iterator[tuple[int, list[Row]]]:
        processes = helper.most()
        if processes > 1 and self._size() >= LARGE:
            yield from relayed(Sheet.taken, (self,), processes)
        else:
            yield from self.taken(ALONE)

    def taken(self, turn: Turn) -> Iterator[tuple[int, list[Row]]]:
        """The parts whose turn it is: the number of the first row of each, and its rows."""
        with _sensible(self.name), zipfile.ZipFile(self.path) as book:
            cut = Cut(book, self.sheet, self.part)
            for part in turn.mine(cut.parts()):
                _check(self.name, part)
                yield cut.rows(part)

    def _size(self) -> int:
        """How many bytes of XML there are, as far as the file says so."""
        with _sensible(self.name), zipfile.ZipFile(self.path) as book:
            return book.getinfo(self.part).file_size


def _check(name: str, part: bytes) -> None:
    """calamine gives nothing where a formula has no value, or an error: here they are said."""
    if b"<f" in part and (found := _UNCOMPUTED.search(part)):
        raise Problem(name, int(found[2]), UNCOMPUTED, cell=(found[1] + found[2]).decode())
    if b't="e"' in part and (found := _ERROR.search(part)):
        raise Problem(name, int(found[2]), ERROR, cell=(found[1] + found[2]).decode(), text=found[3].decode())


@contextmanager
def _sensible(name: str) -> Iterator[None]:
    try:
        yield
    except TooLarge as large:
        raise Problem(name, None, TOO_LARGE) from large
    except PasswordError as locked:
        raise Problem(name, None, LOCKED) from locked
    except (CalamineError, *DAMAGED) as wrong:
        raise Problem(name, None, NO_WORKBOOK, what=wrong) from wrong


def sheets(path: Path, name: str) -> list[Sheet]:
    """The sheets of a workbook, in its order; ``Problem`` if it is none."""
    with open(path, "rb") as opened:
        if opened.read(len(OLD)) == OLD:
            raise Problem(name, None, LOCKED)
    with _sensible(name), zipfile.ZipFile(path) as book:
        related = _xml(book, "xl/_rels/workbook.xml.rels")
        targets = {each.get("Id"): each.get("Target", "") for each in related}
        listed = [each for each in _xml(book, "xl/workbook.xml").iter() if each.tag.endswith("}sheet")]
        parts = {each.get("name", ""): _part(targets[each.get(_RELATED)]) for each in listed}
        there = {each: part for each, part in parts.items() if part.startswith("xl/worksheets/")}
        if len(there) < 2:
            return [Sheet(path, name, each, part) for each, part in there.items()]
        return [Sheet(path, f"{name} [{each}]", each, part, each) for each, part in there.items()]


def _xml(book: zipfile.ZipFile, part: str) -> ET.Element:
    if book.getinfo(part).file_size > LARGEST:
        raise TooLarge
    return ET.fromstring(book.read(part))  # noqa: S314 - expat itself refuses entities that multiply


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
