"""A workbook as a file: the shell's parts, and the rows streamed past openpyxl into the zip.

Entries come in a fixed order with fixed dates, so that the same sheets give the same bytes.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.worksheet.cell_range import CellRange

from archiver import errors
from archiver.workbooks.edition import Edition
from archiver.workbooks.links import listed, related
from archiver.workbooks.looks import Looks
from archiver.workbooks.shell import CORE, Sheet, Shell, make

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST = ("[Content_Types].xml", "_rels/.rels", CORE)
CHUNK = 1 << 18
MANY_CELLS = 10_000_000
"""From here on a sheet may be longer than 2 GiB before it is compressed, and needs the larger form of zip."""


def write(path: Path, title: str, sheets: Sequence[Sheet], edition: Edition) -> None:
    """Write a workbook of ``sheets``; NoSpace if the disk is full. What was begun is left to the caller."""
    shell = make(title, sheets, edition)
    try:
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=6) as pack:
            _fill(pack, shell, sheets, edition.moment)
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise errors.NoSpace(path=path.parent) from failure
        raise


def _fill(pack: ZipFile, shell: Shell, sheets: Sequence[Sheet], moment: datetime) -> None:
    parts = dict(shell.parts)
    for name in FIRST:
        _put(pack, name, parts.pop(name), moment)
    for name, sheet in zip(shell.worksheets, sheets, strict=True):
        _stream(pack, name, parts.pop(name), sheet, shell.looks, moment)
        relations = f"{name.replace('worksheets/', 'worksheets/_rels/')}.rels"
        if together := related(sheet.links, parts.get(relations)):
            parts[relations] = together
    for name in sorted(parts):
        _put(pack, name, parts[name], moment)


def _stream(pack: ZipFile, name: str, shell: str, sheet: Sheet, looks: Looks, moment: datetime) -> None:
    """A worksheet: what stands before its rows, the rows, what stands after."""
    head, _, rest = shell.partition("<sheetData>")
    tail = rest.partition("</sheetData>")[2]
    head = re.sub(r'<dimension ref="[^"]*">', f'<dimension ref="{sheet.extent}">', head)
    with pack.open(_entry(name, moment), "w", force_zip64=_cells(sheet.extent) > MANY_CELLS) as part:
        part.write(f"{DECLARATION}{head}<sheetData>".encode())
        _pour(part, sheet.rows(looks))
        part.write(f"</sheetData>{_completed(tail, sheet)}".encode())


def _pour(part: IO[bytes], rows: Iterator[str]) -> None:
    waiting: list[str] = []
    length = 0
    for row in rows:
        waiting.append(row)
        length += len(row)
        if length > CHUNK:
            part.write("".join(waiting).encode())
            waiting, length = [], 0
    part.write("".join(waiting).encode())


def _completed(tail: str, sheet: Sheet) -> str:
    """What openpyxl does not write, where the format wants it: links, and leave for digits to stand as text.

    Account numbers and codes are text on purpose; Excel would put a green corner on each of them.
    """
    leave = f'<ignoredErrors><ignoredError sqref="{sheet.extent}" numberStoredAsText="1"/></ignoredErrors>'
    tail = tail.replace("<printOptions", f"{listed(sheet.links)}<printOptions", 1)
    return tail.replace("<tableParts", f"{leave}<tableParts", 1)


def _put(pack: ZipFile, name: str, content: str, moment: datetime) -> None:
    with pack.open(_entry(name, moment), "w") as part:
        part.write(f"{DECLARATION}{content}".encode())


def _entry(name: str, moment: datetime) -> ZipInfo:
    """An entry of the zip that is alike on every machine: dated by the archive, without owner or system."""
    utc = moment.astimezone(UTC)
    dated = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second)
    entry = ZipInfo(name, max(dated, (1980, 1, 1, 0, 0, 0)))
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _cells(extent: str) -> int:
    size = CellRange(extent).size
    return size["rows"] * size["columns"]
