"""LibreOffice as a judge: it opens a workbook, and writes what it understood as XML of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lxml import etree

from tests.workbooks.judges import FORBIDDEN, Judge, Sheets
from tests.workbooks.traps import Seen

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def convert(office: str, folder: Path, form: str, files: Sequence[Path]) -> None:
    """Have LibreOffice convert files into ``folder``, with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, timeout=300, capture_output=True, stdin=subprocess.DEVNULL)


def by_libreoffice(path: Path) -> Sheets:
    """All the sheets of a workbook that LibreOffice has saved as ``.fods``."""
    tree = etree.parse(path, etree.XMLParser(huge_tree=True))
    return {each.get(f"{TABLE}name"): _filled(list(_rows(each))) for each in tree.iter(f"{TABLE}table")}


def libreoffice_shows(text: str) -> str:
    """Its own XML cannot hold these either, and it leaves them out; a carriage return, only before a new line."""
    return FORBIDDEN.sub(lambda found: "\r" if found[0] == "\r" else "", text.replace("\r\n", "\n"))


LIBREOFFICE = Judge("LibreOffice", by_libreoffice, libreoffice_shows)


def _filled(rows: list[list[Seen]]) -> list[list[Seen]]:
    """The rows, all as long as the longest of them."""
    width = max(map(len, rows), default=0)
    return [[*row, *(None for _ in range(width - len(row)))] for row in rows]


def _rows(table: etree._Element) -> Iterator[list[Seen]]:
    """The rows of a sheet, up to the last one that holds anything."""
    empty: list[list[Seen]] = []
    for row in table.iter(f"{TABLE}table-row"):
        cells = list(_cells(row))
        repeated = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        if cells:
            yield from empty
            yield from (cells for _ in range(repeated))
            empty = []
        elif repeated < 10_000:
            empty += [[] for _ in range(repeated)]


def _cells(row: etree._Element) -> Iterator[Seen]:
    waiting = 0
    for cell in row.iter(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        repeated, held = int(cell.get(f"{TABLE}number-columns-repeated", "1")), _value(cell)
        if held is None:
            waiting += repeated
            continue
        yield from (None for _ in range(waiting))
        yield from (held for _ in range(repeated))
        waiting = 0


def _value(cell: etree._Element) -> Seen:
    """What a cell holds; a formula, which none of ours is, is told as one."""
    if formula := cell.get(f"{TABLE}formula"):
        return f"FORMULA {formula}"
    match cell.get(f"{OFFICE}value-type"):
        case None:
            return None
        case "string":
            return "\n".join(_text(each) for each in cell.iterchildren(f"{TEXT}p"))
        case "date":
            return datetime.fromisoformat(cell.get(f"{OFFICE}date-value"))
        case _:
            return float(cell.get(f"{OFFICE}value"))


def _text(element: etree._Element) -> str:
    """The text of a paragraph, whose spaces, tabs and line breaks may be elements."""
    told = {f"{TEXT}s": " " * int(element.get(f"{TEXT}c", "1")), f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
    inside = (f"{_text(each)}{each.tail or ''}" for each in element)
    return told.get(element.tag, "") + (element.text or "") + "".join(inside)
