"""A workbook as a file: the shell's parts, and the rows streamed past openpyxl into the zip.

Entries come in a fixed order with fixed dates, so that the same sheets give the same bytes.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from openpyxl.worksheet.cell_range import CellRange

from archiver import errors
from archiver.workbooks.edition import Edition
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import listed, related
from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.pack import Pack
from archiver.workbooks.shell import CORE, Sheet, Shell, make
from archiver.workbooks.strings import PART as STRINGS
from archiver.workbooks.strings import Strings

DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST = ("_rels/.rels", CORE, "docProps/app.xml", "xl/theme/theme1.xml")
"""What no row changes. Programs that guess what a file is look at the names of its first four parts."""
CHUNK = 1 << 20
MANY_CELLS = 10_000_000
"""From here on a sheet may be longer than 4 GiB before it is compressed, and needs the larger form of zip."""

Further = Callable[[], Sequence[Sheet]]
"""The sheets that a workbook turns out to need once the rows of the others are written."""


def write(path: Path, title: str, sheets: Sequence[Sheet], edition: Edition, long: LongTexts, further: Further) -> None:
    """Write a workbook of ``sheets``, and of those that come ``further`` once these are written.

    NoSpace if the disk is full. What was begun is left to the caller.
    """
    try:
        with Strings(path.parent) as strings, closing(long), Pack(path, edition.moment) as pack:
            shell = make(title, sheets, edition)
            relations = _begin(pack, shell, sheets, Ink(shell.looks, strings, long))
            if more := further():
                # Same styles, same names of parts: the sheets that are written stand in the larger workbook as well.
                shell = make(title, [*sheets, *more], edition)
                relations |= _pour(pack, shell, more, Ink(shell.looks, strings, long))
            _end(pack, shell, relations, strings)
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise errors.NoSpace(path=path.parent) from failure
        raise


def _begin(pack: Pack, shell: Shell, sheets: Sequence[Sheet], ink: Ink) -> dict[str, str]:
    """What is the same whatever sheets come further, and the sheets; their relations to files, by part."""
    for name in FIRST:
        pack.add(name, [DECLARATION + shell.parts[name].encode()])
    return _pour(pack, shell, sheets, ink)


def _pour(pack: Pack, shell: Shell, sheets: Sequence[Sheet], ink: Ink) -> dict[str, str]:
    relations = {}
    for name, sheet in zip(shell.worksheets[-len(sheets) :], sheets, strict=True):
        large = _cells(sheet.extent) > MANY_CELLS
        pack.add(name, _gathered(_worksheet(shell.parts[name], sheet, ink)), large=large)
        known = f"{name.replace('worksheets/', 'worksheets/_rels/')}.rels"
        if together := related(sheet.links, shell.parts.get(known)):
            relations[known] = together
    return relations


def _end(pack: Pack, shell: Shell, relations: dict[str, str], strings: Strings) -> None:
    """What is known only once all rows are written: the list of the parts, the relations, the strings."""
    parts = shell.parts | relations
    for name in sorted(parts.keys() - {*FIRST, *shell.worksheets, STRINGS}):
        pack.add(name, [DECLARATION + parts[name].encode()])
    pack.add(STRINGS, strings.part(DECLARATION), large=strings.many)


def _worksheet(shell: str, sheet: Sheet, ink: Ink) -> Iterator[str]:
    """What stands before the rows of a sheet, the rows, what stands after."""
    head, _, rest = shell.partition("<sheetData>")
    tail = rest.partition("</sheetData>")[2]
    head = re.sub(r'<dimension ref="[^"]*">', f'<dimension ref="{sheet.extent}">', head)
    yield f"{DECLARATION.decode()}{head}<sheetData>"
    yield from sheet.rows(ink)
    yield f"</sheetData>{_completed(tail, sheet)}"


def _gathered(texts: Iterable[str]) -> Iterator[bytes]:
    """The same text in pieces that are worth compressing at once."""
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length > CHUNK:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()


def _completed(tail: str, sheet: Sheet) -> str:
    """What openpyxl does not write, where the format wants it: links, and leave for digits to stand as text.

    Account numbers and codes are text on purpose; Excel would put a green corner on each of them.
    """
    leave = f'<ignoredErrors><ignoredError sqref="{sheet.extent}" numberStoredAsText="1"/></ignoredErrors>'
    tail = tail.replace("<printOptions", f"{listed(sheet.links)}<printOptions", 1)
    return tail.replace("<tableParts", f"{leave}<tableParts", 1)


def _cells(extent: str) -> int:
    size = CellRange(extent).size
    return size["rows"] * size["columns"]
