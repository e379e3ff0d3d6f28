"""How cells look: one quiet palette, number formats by decimals, and the index by which rows refer to a style."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK = "1F2933"
QUIET = "595959"
ACCENT = "17495C"
TINT = "E8F0F2"
WHITE = "FFFFFF"
RULE = "D5DDE1"
HAIR = Side("thin", color=RULE)
STROKE = Side("medium", color=ACCENT)
TONES = {"good": ("E3F1E6", "1B5530"), "fair": ("FCEFD2", "6B4A00"), "bad": ("FBE1DE", "8A1C14")}

Across = Literal["left", "right"] | None
Upright = Literal["top", "center", "bottom"]

MOST_PLACES = 8
DAY = {"en": "yyyy-mm-dd", "fr-CA": "yyyy-mm-dd", "fr-FR": "dd/mm/yyyy", "fr-CH": "dd.mm.yyyy"}
MONTH = {
    "en": "[$-409]mmm yyyy",
    "fr-CA": "[$-C0C]mmm yyyy",
    "fr-FR": "[$-40C]mmm yyyy",
    "fr-CH": "[$-100C]mmm yyyy",
}
"""The name of a month is in the language of the workbook, whatever the reader's Excel speaks."""
FACE = "Calibri"


@dataclass(frozen=True, slots=True)
class Look:
    """One style: its number format, letters, ground, and where the text stands in the cell."""

    format: str = "General"
    size: float = 11
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = INK
    ground: str | None = None
    across: Across = None
    upright: Upright = "top"
    wrap: bool = False
    indent: int = 0
    rule: Side | None = None
    quoted: bool = False


class Looks:
    """The styles of one workbook: ``looks["text"]`` is the number that a cell's ``s`` takes.

    ``number-2`` shows two decimals; a name that ends in ``-void`` is for records that no longer count.
    """

    def __init__(self, workbook: Workbook, language: str) -> None:
        self._index = {name: _register(workbook, look) for name, look in _palette(language)}
        self._void = {name: self._index.get(f"{name}-void", index) for name, index in self._index.items()}

    def __getitem__(self, name: str) -> int:
        return self._index[name]

    def of(self, name: str, *, counts: bool) -> int:
        """The style for a record that counts, or for one that no longer does."""
        return self._index[name] if counts else self._void[name]


def _palette(language: str) -> Iterator[tuple[str, Look]]:
    day = DAY[language]
    head = Look("@", bold=True, colour=WHITE, ground=ACCENT, upright="center", wrap=True)
    yield "head", replace(head, across="left", indent=1)
    yield "head-number", replace(head, across="right", indent=2)
    live = Look(across="left", indent=1, rule=HAIR)
    yield "blank", live
    for suffix, row in (("", live), ("-void", replace(live, colour=QUIET, italic=True))):
        yield f"text{suffix}", replace(row, format="@")
        yield f"wrapped{suffix}", replace(row, format="@", wrap=True)
        yield f"quoted{suffix}", replace(row, format="@", quoted=True)
        yield f"day{suffix}", replace(row, format=day)
        yield f"moment{suffix}", replace(row, format=f"{day} hh:mm:ss")
        for places in range(MOST_PLACES + 1):
            decimals = "." + "0" * places if places else ""
            yield f"number-{places}{suffix}", replace(row, format=f"#,##0{decimals}", across="right", indent=0)
    yield "link", replace(live, format="@", colour=ACCENT, underline=True)
    for tone, (ground, colour) in TONES.items():
        yield tone, replace(live, format="@", bold=True, colour=colour, ground=ground, wrap=True)
        yield f"{tone}-cover", Look("@", bold=True, colour=colour, ground=ground, wrap=True)
        yield f"{tone}-words", Look("@", colour=colour, wrap=True)
    yield from _cover()
    yield from _summary(MONTH[language])


def _cover() -> Iterator[tuple[str, Look]]:
    yield "title", Look("@", size=26, bold=True, colour=WHITE, ground=ACCENT, upright="center", indent=1)
    yield "title-long", Look("@", size=16, bold=True, colour=WHITE, ground=ACCENT, upright="center", indent=1)
    yield "subtitle", Look("@", size=13, colour=WHITE, ground=ACCENT, upright="center", indent=1)
    yield "mark", Look("@", size=22, bold=True, colour=ACCENT, ground=TINT, upright="center", indent=1)
    yield "notice", Look("@", size=11, ground=TINT, upright="center", indent=1)
    yield "section", Look("@", size=13, bold=True, colour=ACCENT, upright="bottom", rule=STROKE)
    yield "section-right", Look("@", 13, True, colour=ACCENT, across="right", upright="bottom", rule=STROKE)
    yield "label", Look("@", colour=QUIET)
    yield "value", Look("@", wrap=True)
    yield "lead", Look("@", colour=ACCENT, underline=True)
    yield "lead-first", Look("@", bold=True, colour=ACCENT, underline=True)
    yield "count", Look("@", across="right")


def _summary(month: str) -> Iterator[tuple[str, Look]]:
    name = Look("@", across="left", indent=1, rule=HAIR, wrap=True)
    yield "name", name
    yield "name-quoted", replace(name, quoted=True)
    yield "month", Look(month, across="left", indent=1, rule=HAIR)
    yield "head-plain", Look("@", bold=True, colour=WHITE, ground=ACCENT, across="right", upright="center")
    yield "quiet", Look("@", colour=QUIET, italic=True, upright="center", wrap=True)
    yield "sum", Look("@", bold=True, across="left", indent=1, rule=STROKE)
    tile = Look("@", colour=QUIET, ground=TINT, upright="center", across="left", indent=1)
    yield "tile", tile
    for places in range(MOST_PLACES + 1):
        decimals = "." + "0" * places if places else ""
        yield f"sum-{places}", Look(f"#,##0{decimals}", bold=True, across="right", rule=STROKE)
        yield f"tile-{places}", replace(tile, format=f"#,##0{decimals}", size=16, bold=True, colour=ACCENT)


def _register(workbook: Workbook, look: Look) -> int:
    cell = WriteOnlyCell(workbook.worksheets[0])
    cell.number_format = look.format
    cell.font = Font(
        name=FACE,
        size=look.size,
        bold=look.bold,
        italic=look.italic,
        underline="single" if look.underline else None,
        color=look.colour,
    )
    if look.ground:
        cell.fill = PatternFill("solid", fgColor=look.ground)
    if look.rule:
        cell.border = Border(bottom=look.rule)
    cell.alignment = Alignment(look.across, look.upright, wrap_text=look.wrap, indent=look.indent)
    cell.quotePrefix = look.quoted
    return cell.style_id
