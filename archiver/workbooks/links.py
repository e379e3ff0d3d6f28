"""Cells that lead elsewhere: to a document beside the workbook, to another workbook, to another sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

MOST_LINKS = 65_000
"""Excel takes 65,530 in a sheet."""

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

DOCUMENTS = "attachments/"
LONGEST = 2_079
"""Of a longer address, Excel mends the file."""

_UNSAFE = re.compile(r'[\x00-\x20"#%<>?\[\]\\^`{|}\x7f\ud800-\udfff\ufffe\uffff]')
_UPWARDS = re.compile(r"[/\\]\.\.(?:[/\\]|$)")


class Link(NamedTuple):
    """A cell that leads to a file (a path relative to the workbook), to a place in a workbook, or both."""

    at: str
    file: str | None
    place: str | None = None


def address(path: str) -> str:
    """A relative path as a link writes it: letters of any alphabet stay, what an address cannot hold is escaped."""
    return _UNSAFE.sub(_percent, path)


def leads(path: str) -> bool:
    """Whether a path is that of a document beside the workbook, on any system, and not too long for Excel."""
    return path.startswith(DOCUMENTS) and not _UPWARDS.search(path) and len(address(path)) <= LONGEST


def sheet_place(sheet: str) -> str:
    """The first cell of a sheet, as a link names it."""
    return "'{}'!A1".format(sheet.replace("'", "''"))


def listed(links: Sequence[Link]) -> str:
    """The element by which a worksheet lists its links; empty if it has none."""
    if not links:
        return ""
    each = (
        f'<hyperlink ref="{link.at}"'
        + (f' r:id="link{number}"' if link.file else "")
        + (f" location={quoteattr(link.place)}" if link.place else "")
        + "/>"
        for number, link in enumerate(links)
    )
    return f'<hyperlinks xmlns:r="{OFFICE}">{"".join(each)}</hyperlinks>'


def related(links: Sequence[Link], known: str | None) -> str | None:
    """The relationships of a worksheet, those ``known`` and those to the files that its links lead to."""
    targets = "".join(
        f'<Relationship Id="link{number}" Type="{OFFICE}/hyperlink" Target={quoteattr(address(link.file))} '
        'TargetMode="External"/>'
        for number, link in enumerate(links)
        if link.file
    )
    if not targets:
        return known
    known = known or f'<Relationships xmlns="{RELATIONSHIPS}"></Relationships>'
    return known.replace("</Relationships>", f"{targets}</Relationships>")


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
