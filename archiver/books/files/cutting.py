"""A large sheet of a workbook, read with calamine a part at a time, in memory that does not grow with its rows.

calamine holds a whole sheet. So its XML is cut into parts of whole rows, and each is put before calamine as a workbook
with that part alone. The texts that cells share are read once: in the parts, cells hold their numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

from archiver.books.files.cells import Row

CHUNK = 1 << 20
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
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Excel writes a character in a text that XML does not allow."""
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
    texts: list[str] | None = None

    def __post_init__(self) -> None:
        """Read what every part needs; ``TooLarge``."""
        beside = [each for each in self.book.infolist() if _is_beside(each.filename)]
        if sum(each.file_size for each in beside) > LARGEST:
            raise TooLarge
        many = next((each for each in beside if each.filename.lower() == TEXTS and each.file_size >= FEW), None)
        self.around = {each.filename: self.book.read(each) for each in beside if each is not many}
        if many:
            self.texts = self._shared(many)

    def parts(self) -> Iterator[bytes]:
        """The XML of the sheet in parts, each of them a sheet with some of the rows; in one where it is unusual."""
        with self.book.open(self.part) as xml:
            yield from _cut(xml)

    def rows(self, part: bytes) -> tuple[int, list[Row]]:
        """The number of the first row of a part that is not empty, and the rows from there on."""
        if self.texts is None:
            return self._read(part)
        texts, (first, rows) = self.texts, self._read(_SHARED.sub(_NUMBERED, part.replace(_USUAL, _NUMBERED_USUAL)))
        return first, [
            [texts[int(cell[1:])] if cell.__class__ is str and cell[:1] == MARK else cell for cell in row]
            for row in rows
        ]

    def _shared(self, many: zipfile.ZipInfo) -> list[str]:
        """The texts that cells share, in their order, without what says how Japanese is pronounced."""
        texts = _Texts()
        parser = ET.XMLParser(target=texts)  # noqa: S314 - expat itself refuses entities that multiply
        with self.book.open(many) as xml:
            while chunk := xml.read(CHUNK):
                parser.feed(chunk)
        parser.close()
        return texts.found

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


class _Texts:
    """Gathers texts while their XML passes, and keeps nothing else of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._held: list[str] = []
        self._heard, self._silent = False, 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """A text begins, or a part of it that is said, or one that is not."""
        if tag.endswith("}t"):
            self._heard = not self._silent
        elif tag.endswith("}rPh"):
            self._silent += 1

    def data(self, text: str) -> None:
        """Some of it."""
        if self._heard:
            self._held.append(text)

    def end(self, tag: str) -> None:
        """It ends."""
        if tag.endswith("}t"):
            self._heard = False
        elif tag.endswith("}rPh"):
            self._silent -= 1
        elif tag.endswith("}si"):
            self.found.append(_ESCAPED.sub(_escaped, "".join(self._held)))
            self._held = []

    def close(self) -> None:
        """All of it was there."""


def _escaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


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
