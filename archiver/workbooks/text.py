"""Text made safe for Excel: whatever was typed in the books stays text, and what cannot stay whole says so.

The format writes a character that XML forbids as ``_xHHHH_``; a text that already looks so has its first ``_`` written
that way; LibreOffice takes fewer digits for an escape too. A cell holds 32,767 UTF-16 units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 32_767
SURE = LONGEST // 2
"""So many characters fit, whatever they are."""
CUT = 32_700
WIDE = "\u1100"
"""No character before this one is wider than a digit."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{1,4}_)")
_MARKUP = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{1,4}_)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def guarded(text: str) -> str:
    """``text`` with what XML forbids escaped the way of the format; for those who escape ``&`` and ``<`` themselves."""
    return _FORBIDDEN.sub(_escape, text)


def xml(text: str) -> str:
    """``text`` as the content of an element."""
    return _MARKUP.sub(_escape, text)


def escaped(text: str) -> str:
    """``text`` as the content of an element, where it holds nothing that XML forbids, nor what looks like an escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, longest: int = 255) -> str:
    """``text`` on one printable line of at most ``longest`` characters: for headers, footers and properties."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def fits(text: str) -> bool:
    """Whether a cell holds the whole of ``text``."""
    return len(text) <= SURE or _units(text) <= LONGEST


def cut(text: str, continued: str) -> str:
    """The beginning of a text that does not fit, and where it goes on; no character is cut in two."""
    ending = f" … [{continued}]"
    room = min(CUT, LONGEST - _units(ending))
    beginning = text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "surrogatepass")
    return beginning.rstrip("".join(map(chr, range(0xD800, 0xDC00)))) + ending


def pieces(text: str) -> Iterator[str]:
    """The whole of ``text`` in pieces that fit; no character is cut in two."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = 0
    while start < len(units):
        end = start + 2 * LONGEST
        if units[end - 1 : end] and 0xD8 <= units[end - 1] < 0xDC:
            end -= 2
        yield units[start:end].decode("utf-16-le", "surrogatepass")
        start = end


def breadth(text: str) -> int:
    """How many digits wide the longest line of ``text`` is shown."""
    seen = text[:200]
    if not seen or max(seen) < WIDE:
        return max(map(len, seen.splitlines()), default=0)
    return max((sum(map(_breadth, line)) for line in seen.splitlines()), default=0)


def _breadth(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _ENTITIES.get(character) or f"_x{ord(character):04X}_"
