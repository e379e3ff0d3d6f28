"""The texts that the cells of a workbook share: read once, and held in little memory however many they are."""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterable
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

CHUNK = 1 << 20
LONGEST = 1 << 22
"""Bytes of XML of a text that is as usual; Excel's own are at most 32,767 characters."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How Excel writes a character in a text that XML does not allow."""
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*"
    rb'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>)?\s*'
    rb'<sst(?: [a-zA-Z:]+="[^"<&]*")*\s*>\s*'
)
_USUAL = re.compile(rb'(?:<si><t(?: xml:space="preserve")?>[^<\r\0-\x08\x0b\x0c\x0e-\x1f]*+</t></si>\s*+)*+')
_TEXT = re.compile(rb"<t[^>]*>([^<]*)<")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")
_END = b"</si>"


class SharedTexts:
    """Texts by their number, one behind the other in memory."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._held[self._ends[number] : self._ends[number + 1]].decode(errors="surrogatepass")

    def add(self, texts: Iterable[str]) -> None:
        """More of them, as they stand in XML but for its own escapes."""
        for text in texts:
            meant = _ESCAPED.sub(_character, text) if "_x" in text else text
            self._held += meant.encode(errors="surrogatepass")
            self._ends.append(len(self._held))


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def read(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> SharedTexts:
    """The shared texts of an open workbook, without what says how Japanese is pronounced; ``ParseError``."""
    return _quickly(book, part) or _carefully(book, part)


def _quickly(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> SharedTexts | None:
    """Texts that have neither looks nor readings, as nearly all: without a parser, in a fifth of its time."""
    found, held, begun = SharedTexts(), b"", False
    with book.open(part) as xml:
        while chunk := xml.read(CHUNK):
            held += chunk
            if not begun:
                head = _HEAD.match(held)
                if head is None:
                    return None
                held, begun = held[head.end() :], True
            texts, end, held = held.rpartition(_END)
            if len(held) > LONGEST or not _take(found, texts + end):
                return None
    return found if begun and held.strip() == b"</sst>" else None


def _take(found: SharedTexts, xml: bytes) -> bool:
    """Take whole texts; False where one of them is not as usual."""
    if not _USUAL.fullmatch(xml) or b"]]>" in xml:
        return False
    try:
        together = b"\0".join(_TEXT.findall(xml)).decode()
    except UnicodeDecodeError:
        return False
    if "&" in together:
        if _ENTITY.search(together):
            return False
        together = unescape(together)
    found.add(together.split("\0") if xml else ())
    return True


def _carefully(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> SharedTexts:
    heard = _Heard()
    parser = ET.XMLParser(target=heard)  # noqa: S314 - expat itself refuses entities that multiply
    with book.open(part) as xml:
        while chunk := xml.read(CHUNK):
            parser.feed(chunk)
    parser.close()
    return heard.found


class _Heard:
    """Gathers texts while their XML passes, and keeps nothing else of it."""

    def __init__(self) -> None:
        self.found = SharedTexts()
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
            self.found.add(("".join(self._held),))
            self._held = []

    def close(self) -> None:
        """All of it was there."""
