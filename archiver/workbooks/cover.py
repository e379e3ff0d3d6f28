"""The cover: whose books, whether they are complete and add up, what is inside; and NON-RESTORABLE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from archiver.words import N_, Words, phrase
from archiver.workbooks.cell import LINE
from archiver.workbooks.edition import Edition
from archiver.workbooks.facts import Fact, archive, books, verdicts
from archiver.workbooks.front import Label
from archiver.workbooks.links import Link, sheet_place
from archiver.workbooks.measure import lines
from archiver.workbooks.page import Cell, Line, Page
from archiver.workbooks.paper import incremental
from archiver.workbooks.text import breadth, plain

WIDTHS = (3, 30, 32, 8, 3, 32, 8, 3)
WHOLE, BESIDE = 6, 5
"""How many columns the lines take, and those beside a label; sheets are listed in two columns."""
TEXT = sum(WIDTHS[2:-1]) - 2
LONG_NAME = 36
CHANGES = N_("{incremental}: only what changed, no balances")
SHORT = 1_100
"""So many points still fit on one printed page, in small print."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the cover lists of one workbook: its title, each sheet with its rows (None where it is no table), and its
    file unless it is this one."""

    title: str
    sheets: Sequence[tuple[str, int | None]]
    file: str | None


def page(name: str, edition: Edition, shelves: Sequence[Shelf], first: Iterable[tuple[str, str]], label: Label) -> Page:
    """The first sheet of the first workbook: ``shelves`` are all workbooks of the archive, ``first`` the sheets of this
    one to look at first, each with what it holds."""
    told, contents = list(_told(edition, first, label)), list(_contents(edition.words, shelves))
    short = sum(line.height or LINE for line in (*told, *contents)) <= SHORT
    return Page(name, edition, [*told, *contents], WIDTHS, breaks=() if short else (len(told),), short=short)


def _told(edition: Edition, first: Iterable[tuple[str, str]], label: Label) -> Iterator[Line]:
    words = edition.words
    yield from _banner(edition)
    yield from _section(words(N_("Is it complete?")), verdicts(edition, label))
    yield from _first(words(N_("Look here first")), first)
    yield from _section(words(N_("Whose books")), books(edition))
    yield from _section(words(N_("This archive")), archive(edition))


def _banner(edition: Edition) -> Iterator[Line]:
    words = edition.words
    name = plain(edition.company.name, 120)
    title = "title" if breadth(name) <= LONG_NAME else "title-long"
    notice = words(N_("A copy to read, check and keep. It cannot be loaded back into an accounting system."))
    yield Line(height=12, band="title")
    yield Line([Cell(title, name)], 42, "title")
    subtitle = words(N_("Archive of the accounting records"))
    if edition.since:
        subtitle = words.say(phrase(CHANGES, incremental=incremental(edition)))
    yield Line([Cell("subtitle", subtitle)], 24, "subtitle")
    yield Line(height=10, band="title")
    yield Line([Cell("mark", words.mark)], 44, "mark")
    yield Line([Cell("notice", notice)], 20, "notice")
    yield Line(height=8, band="notice")


def _section(title: str, facts: Iterable[Fact]) -> Iterator[Line]:
    yield from _heading([Cell("section", title, across=WHOLE)])
    for fact in facts:
        yield Line([Cell("label", fact.label), Cell(fact.look, fact.text, across=BESIDE)], _high(fact.text))


def _first(title: str, sheets: Iterable[tuple[str, str]]) -> Iterator[Line]:
    yield from _heading([Cell("section", title, across=WHOLE)])
    for sheet, meaning in sheets:
        lead = Link("", None, sheet_place(sheet))
        yield Line([Cell("lead-first", sheet, lead), Cell("value", meaning, across=BESIDE)], _high(meaning))


def _high(text: str) -> float:
    return LINE * lines(text, TEXT)


def _contents(words: Words, shelves: Sequence[Shelf]) -> Iterator[Line]:
    half = [Cell("section", words(N_("Sheet"))), Cell("section-right", words(N_("Rows")))]
    yield from _heading([Cell("section", words(N_("Workbook"))), *half, Cell("section"), *half])
    for shelf in shelves:
        book = Link("", shelf.file) if shelf.file else None
        title = Cell("lead" if book else "value", shelf.title, book)
        listed = [_listed(shelf, name, rows, words) for name, rows in shelf.sheets]
        long = -(-len(listed) // 2)
        for turn, (left, right) in enumerate(zip_longest(listed[:long], listed[long:], fillvalue=())):
            yield Line([None if turn else title, *left, None, *right])
        yield Line(height=6)


def _listed(shelf: Shelf, name: str, rows: int | None, words: Words) -> tuple[Cell, ...]:
    count = "" if rows is None else words.fact(rows)
    return Cell("lead", name, Link("", shelf.file, sheet_place(name))), Cell("count", count)


def _heading(cells: Sequence[Cell]) -> Iterator[Line]:
    yield Line(height=14)
    yield Line(cells, 24)
    yield Line(height=4)
