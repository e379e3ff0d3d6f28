"""A workbook without rows, as openpyxl makes it: the parts of its package, in canonical XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from archiver.workbooks.defined import define
from archiver.workbooks.edition import Edition
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import Link
from archiver.workbooks.looks import Looks
from archiver.workbooks.marks import lock, marked
from archiver.workbooks.properties import describe, extended
from archiver.workbooks.strings import declared

CORE = "docProps/core.xml"


class Sheet(Protocol):
    """What a workbook needs of a sheet. ``links`` are complete once the rows have been taken."""

    @property
    def name(self) -> str:
        """Its name, unique in the workbook."""
        ...

    @property
    def extent(self) -> str:
        """The cells it fills, as ``A1:F20``."""
        ...

    @property
    def links(self) -> Sequence[Link]:
        """The cells that lead elsewhere."""
        ...

    def dress(self, worksheet: Worksheet) -> None:
        """Draw everything but the rows."""
        ...

    def rows(self, ink: Ink) -> Iterator[str]:
        """The rows as XML, from the first down, one or many at a time."""
        ...


@dataclass(frozen=True, slots=True)
class Shell:
    """The parts by name, the name of each sheet's part in the order of the sheets, and the styles that rows refer to.

    Canonical XML: the same sheets give the same text, whichever XML library openpyxl found on the machine.
    """

    parts: dict[str, str]
    worksheets: list[str]
    looks: Looks


def make(title: str, sheets: Sequence[Sheet], edition: Edition) -> Shell:
    """Draw the sheets of a workbook, and say what it is."""
    workbook = Workbook()
    looks = Looks(workbook, edition.language)
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        sheet.dress(workbook.create_sheet(sheet.name))
    if edition.manner.locked:
        for worksheet in workbook.worksheets:
            lock(worksheet)
    define(workbook, sheets)
    describe(workbook, title, edition)
    parts = declared(extended(marked(_parts(workbook), edition.manner), edition))
    return Shell(parts, [each.path.lstrip("/") for each in workbook.worksheets], looks)


def _parts(workbook: Workbook) -> dict[str, str]:
    """The saved parts. openpyxl says that they were modified now; they are as old as the archive."""
    memory = BytesIO()
    workbook.save(memory)
    workbook.properties.modified = workbook.properties.created
    with ZipFile(memory) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    parts[CORE] = tostring(workbook.properties.to_tree())
    return {name: canonicalize(content.decode()) for name, content in parts.items()}
