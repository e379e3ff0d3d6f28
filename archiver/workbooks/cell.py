"""One value becomes one cell: exact, of its true type, and never a formula.

Here is the careful way, for any value; ``columns`` has the quick ways for the many that are as one expects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from archiver.model import Column, ColumnType, Kind, Value
from archiver.words import N_, Phrase, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import MOST_LINKS, Link, leads, sheet_place
from archiver.workbooks.looks import MOST_PLACES
from archiver.workbooks.measure import lines
from archiver.workbooks.numbers import day_number, decimals, exact, moment_number
from archiver.workbooks.strings import Strings
from archiver.workbooks.text import cut, fits

LINE = 15
MOST_LINES = 27
"""Excel's rows are at most 409 points high."""

FORMULA = "=+-@"
LEAST_PLACES = {ColumnType.RATE: 2}
NUMERIC = {ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.RATE}

TOO_LONG = N_("{sheet}, {id}: {column} holds more text than a cell can; it stands whole on the sheet {other}.")
TOO_EXACT = N_("{sheet}, {id}: {column} has more digits than Excel keeps, and stands as text.")
NO_SUCH_DAY = N_("{sheet}, {id}: {column} is outside the calendar of Excel, and stands as text.")
TOO_MANY = N_("{sheet}: only the first {count} links open with a click; the others are found by what their cells say.")

Tones = Mapping[str, Mapping[str, str]]
"""By column, the look of each code that asks for attention."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a column while its cells are written; ``after`` is what follows its cell in a row."""

    letter: str
    width: int
    label: str
    type: ColumnType
    least: int
    currency: int | None
    choices: Mapping[str, str]
    tones: Mapping[str, str]
    leads: bool
    after: str

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in NUMERIC


class Drawn(NamedTuple):
    """A cell from the end of its address on, and how many lines high it is."""

    rest: str
    lines: int = 1


class Row(NamedTuple):
    """What is known of a row while its cells are written; ``least`` is how many decimals its currency has."""

    number: int
    id: str
    live: bool
    least: int


def text_cell(at: str, style: int, text: str, strings: Strings) -> str:
    """A cell of text, which stays text whatever it begins with."""
    return f'<c r="{at}{shared(style, strings.number(text))}'


def blank_cell(at: str, style: int) -> str:
    """A cell that holds nothing but its look."""
    return f'<c r="{at}{blank(style)}'


def opening(column: int) -> str:
    """The beginning of a cell in a column, up to the number of its row."""
    return f'<c r="{get_column_letter(column)}'


def shared(style: int, number: int) -> str:
    """A cell with one of the shared strings, from the end of its address on."""
    return f'" s="{style}" t="s"><v>{number}</v></c>'


def held(style: int, number: str) -> str:
    """A cell with a number, from the end of its address on."""
    return f'" s="{style}"><v>{number}</v></c>'


def blank(style: int) -> str:
    """A cell that holds nothing, from the end of its address on."""
    return f'" s="{style}"/>'


class Pen:
    """Writes the values of one kind into one sheet, a cell at a time.

    ``remark`` hears of each value that Excel cannot hold as it is, ``remarked`` counts them; ``links`` are the cells
    that lead elsewhere.
    """

    def __init__(
        self,
        kind: Kind,
        edition: Edition,
        ink: Ink,
        remark: Callable[[Phrase], None],
        *,
        sheet: str,
        widths: Sequence[int],
        wrapped: bool = False,
        tones: Tones | None = None,
    ) -> None:
        self.links: list[Link] = []
        self.ink = ink
        self.look = "wrapped" if wrapped else "text"
        self._wanted = 0
        self._sheet = sheet
        self._words = edition.words
        self.zone = edition.zone
        self.home = edition.company.home_currency
        self.remarked = 0
        self._remark = remark
        self._kind = kind
        self.places = [
            self._place(at, column, width, tones or {})
            for at, (column, width) in enumerate(zip(kind.columns, widths, strict=True), start=1)
        ]

    def _place(self, at: int, column: Column, width: int, tones: Tones) -> Place:
        return Place(
            letter=get_column_letter(at),
            width=width,
            label=self._words.choose(column.labels),
            type=column.type,
            least=LEAST_PLACES.get(column.type, 0),
            currency=self._kind.place(column.currency) if column.currency else None,
            choices={code: self._words.choose(labels) for code, labels in column.choices.items()},
            tones=tones.get(column.key, {}),
            leads=column.type is ColumnType.LINK,
            after=opening(at + 1) if at < len(self._kind.columns) else "</row>",
        )

    def cell(self, place: Place, value: Value, row: Row) -> Drawn:
        """Any value, with all that is to be said of it."""
        match value:
            case None | "":
                return Drawn(blank(self.ink.looks["blank"]))
            case bool():
                return self.text(place, self._words.fact(value), row)
            case Decimal() | int() if place.numeric:
                return self.number(place, value, row)
            case datetime():
                return self.moment(place, value, row)
            case date():
                return self._dated(place, "day", day_number(value), value.isoformat(), row)
            case _:
                return self.text(place, str(value), row)

    def text(self, place: Place, text: str, row: Row) -> Drawn:
        """A text: what it stands for, where the column has codes; on a sheet of its own, where no cell can hold it."""
        look = place.tones.get(text) or ("quoted" if text[0] in FORMULA else self.look)
        if place.leads and leads(text):
            look = self._lead(place, row, text) or look
        text = place.choices.get(text, text)
        if not fits(text):
            text, look = self._moved(place, text, row), self._lead(place, row, None) or look
        tall = 1
        if look == "wrapped" or "\n" in text:
            look = "wrapped" if look == "text" else look
            tall = lines(text, place.width)
        return Drawn(shared(self._style(look, row), self.ink.strings.number(text)), tall)

    def number(self, place: Place, value: Decimal | int, row: Row) -> Drawn:
        """A number with all its decimals, at least those of its currency; as text, where Excel would change it."""
        kept = exact(value)
        if kept is None:
            self._say(TOO_EXACT, place, row)
            return self.text(place, str(value), row)
        least = row.least if place.type is ColumnType.MONEY else place.least
        shown = decimals(kept) if isinstance(value, int) else max(decimals(kept), least)
        return Drawn(held(self._style(f"number-{min(shown, MOST_PLACES)}", row), kept))

    def moment(self, place: Place, value: datetime, row: Row) -> Drawn:
        """A moment in the company's zone."""
        try:
            local = value.astimezone(self.zone)
        except OverflowError:
            return self._dated(place, "moment", None, value.isoformat(), row)
        return self._dated(place, "moment", moment_number(local), local.isoformat(), row)

    def _dated(self, place: Place, look: str, number: str | None, written: str, row: Row) -> Drawn:
        if number is None:
            self._say(NO_SUCH_DAY, place, row)
            return self.text(place, written, row)
        return Drawn(held(self._style(look, row), number))

    def _moved(self, place: Place, text: str, row: Row) -> str:
        """The beginning of a text, and where all of it is."""
        other = self.ink.long.sheet
        self.ink.long.add(self._sheet, row.id, place.label, text)
        self._say(TOO_LONG, place, row, other=other)
        return cut(text, self._words.say(phrase(N_("whole on the sheet {other}"), other=other)))

    def _lead(self, place: Place, row: Row, path: str | None) -> str | None:
        """Lead to a document, or to the long texts; the look of such a cell, or None where Excel allows no more."""
        self._wanted += 1
        if self._wanted == MOST_LINKS + 1:
            self._remark(phrase(TOO_MANY, sheet=self._sheet, count=MOST_LINKS))
        if self._wanted > MOST_LINKS:
            return None
        there = None if path else sheet_place(self.ink.long.sheet)
        self.links.append(Link(f"{place.letter}{row.number}", path, there))
        return "link"

    def _style(self, look: str, row: Row) -> int:
        return self.ink.looks.of(look, counts=row.live)

    def _say(self, said: str, place: Place, row: Row, **facts: str) -> None:
        self.remarked += 1
        told = {"sheet": self._sheet, "id": row.id, "column": place.label}
        self._remark(phrase(said, **told, **facts))
