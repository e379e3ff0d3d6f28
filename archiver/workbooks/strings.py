"""The shared strings of a workbook: cells give their numbers, and the strings stand in a part of their own.

They wait in a file beside the workbook, never in memory. A string may stand there twice: whoever asks for its number
remembers as many as there is room for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archiver.workbooks.text import escaped, xml

PART = "xl/sharedStrings.xml"
CHUNK = 1 << 20
MANY = 1 << 31
MOST_KNOWN = 4_000

TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"

_SPECIAL = ("_x", "| ", " |")
"""What a text in a list of them has to be looked at for: what seems to be an escape, and spaces at its ends."""

_HEAD = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{}">'


class Strings:
    """The strings so far; to be closed. ``OSError`` where the disk is full."""

    def __init__(self, folder: Path) -> None:
        self._spool: IO[bytes] = TemporaryFile(dir=folder, buffering=CHUNK)  # noqa: SIM115 - closed by our own ``close``
        self._count = 0
        self._known: dict[str, int] = {}

    def __enter__(self) -> Strings:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, which has no name and is gone."""
        with suppress(OSError):  # it could not write what nobody needs any more
            self._spool.close()

    def add(self, texts: Sequence[str]) -> int:
        """Add strings that need not be remembered; the number of the first of them, which the others follow."""
        first = self._count
        if not texts:
            return first
        self._count += len(texts)
        together = f"|{'|'.join(texts)}|"
        if together.isprintable() and not any(each in together for each in _SPECIAL):
            # As nearly all are. What cannot be printed is in none of them: such a character can divide them.
            safe = escaped("\0".join(texts)).replace("\0", "</t></si><si><t>")
            self._spool.write(f"<si><t>{safe}</t></si>".encode())
        else:
            self._spool.write("".join(map(_item, texts)).encode())
        return first

    def number(self, text: str) -> int:
        """The number of one string, the same again where it is remembered."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = self.add((text,))
        return known

    @property
    def many(self) -> bool:
        """Whether their part may be longer than 4 GiB."""
        return self._spool.tell() > MANY

    def part(self, declaration: bytes = b"") -> Iterator[bytes]:
        """The part that holds them all, after its XML ``declaration``, piece by piece; none of them is tiny."""
        self._spool.seek(0)
        piece = declaration + _HEAD.format(self._count).encode()
        while more := self._spool.read(CHUNK):
            yield piece + more
            piece = b""
        yield piece + b"</sst>"


def declared(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts of a workbook with what openpyxl does not write: that there are shared strings."""
    listed = f'<Override ContentType="{_TYPE}" PartName="/{PART}"></Override></Types>'
    related = f'<Relationship Id="strings" Target="/{PART}" Type="{_RELATION}"></Relationship></Relationships>'
    return dict(parts) | {
        TYPES: parts[TYPES].replace("</Types>", listed),
        RELATIONS: parts[RELATIONS].replace("</Relationships>", related),
    }


def _item(text: str) -> str:
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<si><t{kept}>{xml(text)}</t></si>"
