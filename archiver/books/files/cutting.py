"""A large sheet of a workbook, read with calamine a part at a time, in memory that does not grow with its rows.

calamine holds a whole sheet. So its XML is cut into parts of whole rows, and each is put before calamine as a workbook
with that part alone. The texts that cells share are read once: in the parts, cells hold their numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, cast

from python_calamine import CalamineWorkbook

from archiver.books.files import shared_texts
from archiver.books.files.cells import Row
from archiver.books.files.shared_texts import SharedTexts

CHUNK = 1 << 20
MOST_KNOWN = 1 << 16
"""Shared texts that are known by themselves; most cells of a table have one that another had."""
PART = 4 << 20
"""Bytes of a sheet's XML in one part."""
LARGEST = 1 << 30
"""Bytes of all that is not a sheet: the shared texts, above all. No honest workbook has more."""
FEW = 1 << 18
"""Bytes of shared texts that may be read again with every part."""
TEXTS = "xl/sharedstrings.xml"
MARK = "\ue000"
"""What the number of a shared text begins with, in the place of the text: no text of a person's."""
_USUAL, _NUMBERED_USUAL = b't="s"><v>', b't="str"><v>' + MARK.encode()
_SHARED, _NUMBERED = re.compile(rb't="s"([^>]*)>\s*<v>'), rb't="str"\1><v>' + MARK.encode()
_ROWS, _ROW_END, _END = b"<sheetData>", b"</row>", b"</sheetData></worksheet>"


class TooLarge(Exception):
    """A workbook whose texts are larger than those of any workbook."""


@dataclass(slots=True)
class Cut:
    """A sheet of an open workbook: its part of it, the other parts, and the shared texts once they are known."""

    book: zipfile.ZipFile
    sheet: str
    part: str
    around: dict[str, bytes] = field(default_factory=dict)
    texts: SharedTexts | None = None
    _text: Callable[[str], str] = str

    def __post_init__(self) -> None:
        """Read what every part needs; ``TooLarge``."""
        beside = [each for each in self.book.infolist() if _is_beside(each.filename)]
        if sum(each.file_size for each in beside) > LARGEST:
            raise TooLarge
        many = next((each for each in beside if each.filename.lower() == TEXTS and each.file_size >= FEW), None)
        self.around = {each.filename: self.book.read(each) for each in beside if each is not many}
        if many:
            self.texts, self._text = shared_texts.read(self.book, many), lru_cache(MOST_KNOWN)(self._shared)

    def parts(self) -> Iterator[bytes]:
        """The XML of the sheet in parts, each of them a sheet with some of the rows; in one where it is unusual."""
        with self.book.open(self.part) as xml:
            yield from _cut(xml)

    def rows(self, part: bytes) -> tuple[int, list[Row]]:
        """The number of the first row of a part that is not empty, and the rows from there on."""
        if self.texts is None:
            return self._read(part)
        first, rows = self._read(_SHARED.sub(_NUMBERED, part.replace(_USUAL, _NUMBERED_USUAL)))
        text, str_, mark = self._text, str, MARK
        return first, [
            [text(cell) if cell.__class__ is str_ and cell >= mark else cell for cell in row] for row in rows
        ]

    def _shared(self, cell: str) -> str:
        """The text in a cell that may hold its number."""
        assert self.texts is not None
        return self.texts[int(cell[1:])] if cell[0] == MARK else cell

    def _read(self, part: bytes) -> tuple[int, list[Row]]:
        read = self._opened(part).get_sheet_by_name(self.sheet)
        if read.start is None:
            return 1, []
        row, column = read.start
        rows = cast("list[Row]", read.to_python(skip_empty_area=True))
        blanks: Row = [""] * column
        return row + 1, [blanks + each for each in rows] if column else rows

    def _opened(self, part: bytes) -> CalamineWorkbook:
        """A workbook with that alone as its sheet."""
        cut = io.BytesIO()
        with zipfile.ZipFile(cut, "w") as book:
            for name, data in self.around.items():
                book.writestr(name, data)
            book.writestr(self.part, part)
        cut.seek(0)
        return CalamineWorkbook.from_filelike(cut)


def _is_beside(name: str) -> bool:
    """Whether a part of a workbook is needed to read any of its sheets."""
    return name.endswith((".xml", ".rels")) and not name.startswith(("xl/worksheets/", "xl/drawings/"))


def _cut(xml: IO[bytes]) -> Iterator[bytes]:
    head, held = b"", b""
    while chunk := xml.read(CHUNK):
        held += chunk
        if not head and _ROWS in held:
            begin, _, held = held.partition(_ROWS)
            head = begin + _ROWS
        if head and len(held) > PART:
            rows, end, rest = held.rpartition(_ROW_END)
            if end:
                yield b"".join((head, rows, end, _END))
                held = rest
    yield head + held
