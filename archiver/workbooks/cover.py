"""The cover: whose books, when they were read, whether they are complete, what is inside; and NON-RESTORABLE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from archiver.words import N_, Words
from archiver.workbooks.cell import LINE, blank_cell, text_cell
from archiver.workbooks.edition import Edition
from archiver.workbooks.facts import Fact, archive, books, verdicts
from archiver.workbooks.front import Label
from archiver.workbooks.links import Link, sheet_place
from archiver.workbooks.looks import Looks
from archiver.workbooks.paper import lay_out
from archiver.workbooks.text import breadth, lines, plain

WIDTHS = {"A": 3, "B": 32, "C": 66, "D": 14, "E": 3}
LONG_NAME = 36


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the cover lists of one workbook: its title, each sheet with its rows, and its file unless it is this one."""

    title: str
    sheets: Sequence[tuple[str, int]]
    file: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the cover: looks and texts from column B on; a band of colour behind them; where each of them leads."""

    cells: Sequence[tuple[str, str] | None] = ()
    height: float | None = None
    band: str | None = None
    leads: Sequence[Link | None] = ()


class Cover:
    """The first sheet of the first workbook: ``shelves`` are all workbooks of the archive."""

    def __init__(self, name: str, edition: Edition, shelves: Sequence[Shelf], label: Label) -> None:
        self.name = name
        self._edition = edition
        self._lines = list(_lines(edition, shelves, label))

    @property
    def extent(self) -> str:
        """The cells it fills."""
        return f"A1:E{len(self._lines)}"

    @property
    def links(self) -> Sequence[Link]:
        """The workbooks and sheets that it lists."""
        return [
            lead._replace(at=f"{letter}{number}")
            for number, line in enumerate(self._lines, start=1)
            for letter, lead in zip("BCD", line.leads, strict=False)
            if lead
        ]

    def dress(self, worksheet: Worksheet) -> None:
        """A portrait page without grid lines."""
        worksheet.sheet_view.showGridLines = False
        worksheet.print_options.horizontalCentered = True
        lay_out(worksheet, self._edition, landscape=False)
        for letter, width in WIDTHS.items():
            worksheet.column_dimensions[letter].width = width

    def rows(self, looks: Looks) -> Iterator[str]:
        """Every line, from the top."""
        for number, line in enumerate(self._lines, start=1):
            height = f' ht="{line.height:g}" customHeight="1"' if line.height else ""
            drawn = dict.fromkeys(WIDTHS, (line.band, "")) if line.band else {}
            drawn |= {letter: cell for letter, cell in zip("BCD", line.cells, strict=False) if cell}
            cells = (_cell(f"{letter}{number}", looks[look], text) for letter, (look, text) in drawn.items())
            yield f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _cell(at: str, style: int, text: str) -> str:
    return text_cell(at, style, text) if text else blank_cell(at, style)


def _lines(edition: Edition, shelves: Sequence[Shelf], label: Label) -> Iterator[Line]:
    words = edition.words
    yield from _banner(edition)
    yield from _section(words(N_("Whose books")), books(edition))
    yield from _section(words(N_("This archive")), archive(edition))
    yield from _section(words(N_("Is it complete?")), verdicts(edition, label))
    yield from _contents(words, shelves)


def _banner(edition: Edition) -> Iterator[Line]:
    words = edition.words
    name = plain(edition.company.name, 120)
    title = "title" if breadth(name) <= LONG_NAME else "title-long"
    notice = words(N_("A copy to read, check and keep. It cannot be loaded back into an accounting system."))
    yield Line(height=12, band="title")
    yield Line([(title, name)], 42, "title")
    yield Line([("subtitle", words(N_("Archive of the accounting records")))], 24, "subtitle")
    yield Line(height=10, band="title")
    yield Line([("mark", words.mark)], 44, "mark")
    yield Line([("notice", notice)], 20, "notice")
    yield Line(height=8, band="notice")


def _section(title: str, facts: Iterator[Fact]) -> Iterator[Line]:
    yield Line(height=14)
    yield Line([("section", title), ("section", ""), ("section", "")], 24)
    yield Line(height=4)
    for fact in facts:
        height = LINE * lines(fact.text, WIDTHS["C"] - 2)
        yield Line([("label", fact.label), (fact.look, fact.text)], height)


def _contents(words: Words, shelves: Sequence[Shelf]) -> Iterator[Line]:
    yield Line(height=14)
    workbook, sheet, count = words(N_("Workbook")), words(N_("Sheet")), words(N_("Rows"))
    yield Line([("section", workbook), ("section", sheet), ("section-right", count)], 24)
    yield Line(height=4)
    for shelf in shelves:
        book = Link("", shelf.file) if shelf.file else None
        for turn, (sheet, rows) in enumerate(shelf.sheets):
            title = None if turn else ("lead" if book else "value", shelf.title)
            lead = Link("", shelf.file, sheet_place(sheet))
            yield Line([title, ("lead", sheet), ("count", words.fact(rows))], leads=[None if turn else book, lead])
        yield Line(height=6)
