"""A report as QuickBooks answers it: a header, columns, and rows within rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol, TypeVar

import msgspec

from archiver import errors
from archiver.books.quickbooks.faults import TITLE
from archiver.words import N_, phrase

T = TypeVar("T")
R = TypeVar("R")
LIMIT = 400_000
"""Cells, after which a report is cut in silence."""
NEARLY = 0.9
CUT = "Unable to display more data"
NOTHING = "NoReportData"
EMPTY_AND_NOT = N_("a report has no figures, and does not say that it is empty")


class Getter(Protocol):
    """What the room of access lends us: a way to ask, and no way to write."""

    def get(self, path: str, params: Mapping[str, str], most: int = ...) -> bytes:
        """The answer of the company's address ``path``. Errors: those of the service; ``TooMuchAsked`` where it could
        not answer, or would say more than ``most`` bytes.
        """
        ...


class Cell(msgspec.Struct, gc=False):
    """A cell: its text, and the id of what it names."""

    value: str | None = None
    id: str | None = None


class Named(msgspec.Struct, rename="pascal"):
    """What is told of a column."""

    name: str | None = None
    value: str | None = None


class Heading(msgspec.Struct, rename="pascal"):
    """A column."""

    col_title: str | None = None
    meta_data: list[Named] | None = None

    @property
    def key(self) -> str | None:
        """Its name in no language, where the service tells it."""
        return next((each.value for each in self.meta_data or () if each.name in ("ColKey", None)), None)


class Headings(msgspec.Struct, rename="pascal"):
    column: list[Heading] | None = None


class Line(msgspec.Struct, rename="pascal"):
    col_data: list[Cell] | None = None


class Rows(msgspec.Struct, rename="pascal"):
    row: list[Row] | None = None


class Row(msgspec.Struct, rename="pascal"):
    """A line of figures, or a section with its heading, its rows and its total.

    Figures are taken apart when somebody looks at them: all the cells of a large report at once are many megabytes.
    """

    header: Line | None = None
    col_data: msgspec.Raw = msgspec.Raw(b"null")
    rows: Rows | None = None
    summary: Line | None = None
    group: str | None = msgspec.field(default=None, name="group")

    @property
    def heading(self) -> list[Cell]:
        """The cells over a section."""
        return (self.header.col_data if self.header else None) or []

    @property
    def figures(self) -> list[Cell]:
        """The cells of a line; ``Unintelligible`` where they are none."""
        return _understood(_cells, self.col_data) or []

    @property
    def total(self) -> list[Cell]:
        """The cells under a section."""
        return (self.summary.col_data if self.summary else None) or []


class Report(msgspec.Struct, rename="pascal"):
    """A whole answer: without a header or columns it is none. There would be more of one that is ``cut``."""

    header: dict[str, object]
    columns: Headings
    rows: Rows | None = None
    cut: bool = False

    @property
    def headings(self) -> Sequence[Heading]:
        """The columns, in their order."""
        return self.columns.column or ()

    def said(self, name: str) -> str | None:
        """A text of the header."""
        found = self.header.get(name)
        return found if isinstance(found, str) else None

    def option(self, name: str) -> str | None:
        """An option of the header."""
        options = self.header.get("Option")
        every = options if isinstance(options, list) else []
        return next((each.get("Value") for each in every if isinstance(each, dict) and each.get("Name") == name), None)

    def printed(self) -> Iterator[Printed]:
        """Every printed line, from top to bottom."""
        return walk(self.rows.row if self.rows else None)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line: the heading of a section, its figures or its total, and the account or section it stands in."""

    part: str
    cells: Sequence[Cell]
    group: str | None
    within: Cell | None


def walk(rows: Sequence[Row] | None, within: Cell | None = None) -> Iterator[Printed]:
    """Every printed line, from top to bottom; ``within`` is the first cell of the innermost section's heading."""
    for row in rows or ():
        section = row.heading[0] if row.heading else within
        if row.heading:
            yield Printed("heading", row.heading, row.group, section)
        if figures := row.figures:
            yield Printed("figures", figures, row.group, within)
        if row.rows:
            yield from walk(row.rows.row, section)
        if row.total:
            yield Printed("total", row.total, row.group, section)


def amounts(cells: Sequence[Cell]) -> list[Decimal]:
    """The amounts among cells."""
    return [found for cell in cells if (found := amount(cell.value)) is not None]


def amount(text: str | None) -> Decimal | None:
    """A cell's amount, exactly; None where it has none."""
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is None or found.is_finite() else None


def day(text: str | None) -> date | None:
    """A cell's day; None where it has none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


_report = msgspec.json.Decoder(Report).decode
_cells = msgspec.json.Decoder(list[Cell] | None).decode


def parse(answer: bytes) -> Report:
    """An answer as a report; ``Unintelligible`` where it is none."""
    report = _understood(_report, answer)
    report.cut = _is_cut(answer, report)
    if not report.cut and report.option(NOTHING) != "true" and not any(report.printed()):
        raise errors.Unintelligible(service=TITLE, reason=phrase(EMPTY_AND_NOT))
    return report


def _understood(decode: Callable[[T], R], told: T) -> R:
    try:
        return decode(told)
    except (msgspec.DecodeError, RecursionError) as error:
        raise errors.Unintelligible(service=TITLE, reason=str(error)) from error


def _is_cut(answer: bytes, report: Report) -> bool:
    """Whether the service says, in the only way that it has, that there would be more: by a row of text.

    It may say so in the company's language: then it is a row of mere text outside every section, below about as many
    cells as there may be.
    """
    if CUT.encode() in answer:
        return any((each.cells[0].value or "").startswith(CUT) for each in report.printed() if each.part == "figures")
    last = report.rows.row[-1] if report.rows and report.rows.row else None
    if last is None or not last.figures or last.header or amounts(last.figures):
        return False
    return sum(len(each.cells) for each in report.printed()) > NEARLY * LIMIT
