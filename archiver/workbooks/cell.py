"""One value becomes one cell: exact, of its true type, and never a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl.utils import get_column_letter

from archiver.model import Column, ColumnType, Kind, Record, State, Value
from archiver.words import N_, Phrase, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.links import MOST_LINKS, Link
from archiver.workbooks.looks import MOST_PLACES, Looks
from archiver.workbooks.numbers import day_number, decimals, exact, moment_number, places
from archiver.workbooks.text import cut, fits, lines, xml

LINE = 15
MOST_LINES = 27
"""Excel's rows are at most 409 points high."""

REPEATED = frozenset({str, date})
"""Values that come again and again in a column, and look the same each time; amounts do not, for 1.0 equals 1.00."""
MOST_KNOWN = 1_000

LEAST_PLACES = {ColumnType.RATE: 2}
NUMERIC = {ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.RATE}
DOCUMENTS = "attachments/"

TOO_LONG = N_("{sheet}, {id}: {column} holds more text than a cell can; the records hold it whole.")
TOO_EXACT = N_("{sheet}, {id}: {column} has more digits than Excel keeps, and stands as text.")
NO_SUCH_DAY = N_("{sheet}, {id}: {column} is outside the calendar of Excel, and stands as text.")
TOO_MANY = N_("{sheet}: only the first {count} documents open with a click; the others are found by their path.")

Tones = Mapping[str, Mapping[str, str]]
"""By column, the look of each code that asks for attention."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a pen knows of a column."""

    letter: str
    width: int
    label: str
    numeric: bool
    money: bool
    least: int
    currency: int | None
    choices: Mapping[str, str]
    tones: Mapping[str, str]
    leads: bool


def text_cell(at: str, style: int, text: str) -> str:
    """A cell of text, which stays text whatever it begins with."""
    if text.isalnum():  # most are, and need no look
        return f'<c r="{at}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'
    kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t{kept}>{xml(text)}</t></is></c>'


def blank_cell(at: str, style: int) -> str:
    """A cell that holds nothing but its look."""
    return f'<c r="{at}" s="{style}"/>'


class Pen:
    """Writes the records of one kind into one sheet, a row at a time.

    ``remark`` hears of each value that Excel cannot hold as it is; ``links`` are the cells that lead to documents.
    """

    def __init__(
        self,
        kind: Kind,
        edition: Edition,
        looks: Looks,
        remark: Callable[[Phrase], None],
        *,
        widths: Sequence[int],
        wrapped: bool = False,
        tones: Tones | None = None,
    ) -> None:
        self.links: list[Link] = []
        self._documents = 0
        self._words = edition.words
        self._zone = edition.zone
        self._home = edition.company.home_currency
        self._looks = looks
        self._remark = remark
        self._kind = kind
        self._text_look = "wrapped" if wrapped else "text"
        self._blank = looks["blank"]
        self._lines = 1
        self._remarks = 0
        self._known = {live: [dict[Value, str]() for _ in kind.columns] for live in (True, False)}
        self._places = [
            self._place(at, column, width, tones or {})
            for at, (column, width) in enumerate(zip(kind.columns, widths, strict=True), start=1)
        ]

    def row(self, number: int, record: Record) -> str:
        """The row of a record, as high as its longest text asks for."""
        self._lines = 1
        known, cells = self._known[record.state is State.LIVE], []
        for place, written, value in zip(self._places, known, record.values, strict=True):
            if value is None or value == "":
                cells.append(f'<c r="{place.letter}{number}" s="{self._blank}"/>')
            elif type(value) in REPEATED and (rest := written.get(value)):
                cells.append(f'<c r="{place.letter}{number}{rest}')
            else:
                cells.append(self._new(f"{place.letter}{number}", place, written, value, record))
        height = f' ht="{LINE * min(self._lines, MOST_LINES)}" customHeight="1"' if self._lines > 1 else ""
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _place(self, at: int, column: Column, width: int, tones: Tones) -> _Place:
        return _Place(
            letter=get_column_letter(at),
            width=width,
            label=self._words.choose(column.labels),
            numeric=column.type in NUMERIC,
            money=column.type is ColumnType.MONEY,
            least=LEAST_PLACES.get(column.type, 0),
            currency=self._kind.place(column.currency) if column.currency else None,
            choices={code: self._words.choose(labels) for code, labels in column.choices.items()},
            tones=tones.get(column.key, {}),
            leads=self._kind.key == "attachments" and column.key == "path",
        )

    def _new(self, at: str, place: _Place, written: dict[Value, str], value: Value, record: Record) -> str:
        """A cell; what follows its address is kept where it is the same in any row."""
        remarks, cell = self._remarks, self._cell(at, place, value, record)
        plain = type(value) is date or (type(value) is str and "\n" not in value and self._text_look == "text")
        if plain and not place.leads and self._remarks == remarks and len(written) < MOST_KNOWN:
            written[value] = cell[len('<c r="') + len(at) :]
        return cell

    def _cell(self, at: str, place: _Place, value: Value, record: Record) -> str:
        match value:
            case bool():
                return self._text(at, place, self._words.fact(value), record)
            case Decimal() | int() if place.numeric:
                return self._number(at, place, value, record)
            case datetime():
                return self._moment(at, place, value, record)
            case date():
                return self._dated(at, place, "day", day_number(value), value.isoformat(), record)
            case _:
                return self._text(at, place, str(value), record)

    def _text(self, at: str, place: _Place, text: str, record: Record) -> str:
        look = place.tones.get(text) or ("quoted" if text[0] in "=+-@" else self._text_look)
        if place.leads and text.startswith(DOCUMENTS):
            look = self._lead(at, text) or look
        text = place.choices.get(text, text)
        if not fits(text):
            text = cut(text, self._words.say(phrase(N_("continued in the records"))))
            self._say(TOO_LONG, place, record)
        if look == "wrapped" or "\n" in text:
            look = "wrapped" if look == "text" else look
            self._lines = max(self._lines, lines(text, place.width))
        return text_cell(at, self._style(look, record), text)

    def _number(self, at: str, place: _Place, value: Decimal | int, record: Record) -> str:
        held = exact(value)
        if held is None:
            self._say(TOO_EXACT, place, record)
            return self._text(at, place, str(value), record)
        shown = decimals(held) if isinstance(value, int) else max(decimals(held), self._least(place, record))
        return f'<c r="{at}" s="{self._style(f"number-{min(shown, MOST_PLACES)}", record)}"><v>{held}</v></c>'

    def _least(self, place: _Place, record: Record) -> int:
        """How many decimals an amount shows at least: those of its row's currency."""
        if not place.money:
            return place.least
        currency = record.values[place.currency] if place.currency is not None else None
        return places(str(currency) if currency else self._home)

    def _moment(self, at: str, place: _Place, value: datetime, record: Record) -> str:
        try:
            local = value.astimezone(self._zone)
        except OverflowError:
            return self._dated(at, place, "moment", None, value.isoformat(), record)
        return self._dated(at, place, "moment", moment_number(local), local.isoformat(), record)

    def _dated(self, at: str, place: _Place, look: str, held: str | None, written: str, record: Record) -> str:
        if held is None:
            self._say(NO_SUCH_DAY, place, record)
            return self._text(at, place, written, record)
        return f'<c r="{at}" s="{self._style(look, record)}"><v>{held}</v></c>'

    def _lead(self, at: str, path: str) -> str | None:
        """Lead from a cell to a document; the look of such a cell, or None where Excel allows no more of them."""
        if ".." in path.split("/"):
            return None
        self._documents += 1
        if self._documents == MOST_LINKS + 1:
            self._remark(phrase(TOO_MANY, sheet=self._words.choose(self._kind.labels), count=MOST_LINKS))
        if self._documents > MOST_LINKS:
            return None
        self.links.append(Link(at, path))
        return "link"

    def _style(self, look: str, record: Record) -> int:
        return self._looks.of(look, counts=record.state is State.LIVE)

    def _say(self, said: str, place: _Place, record: Record) -> None:
        self._remarks += 1
        self._remark(phrase(said, sheet=self._words.choose(self._kind.labels), id=record.id, column=place.label))
