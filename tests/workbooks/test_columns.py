"""The quick ways give the same cells as the careful one, whatever the values, in whatever form they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from archiver import kinds
from archiver.model import Column, ColumnType, Kind, Record, State, Value
from archiver.words import Phrase
from archiver.workbooks.cell import Pen, Row
from archiver.workbooks.columns import MOST_KNOWN
from archiver.workbooks.ink import Ink
from archiver.workbooks.links import Link
from archiver.workbooks.long_texts import LongTexts
from archiver.workbooks.looks import Looks
from archiver.workbooks.numbers import places
from archiver.workbooks.parts import Cut
from archiver.workbooks.rows import drawn
from archiver.workbooks.strings import Strings
from tests.workbooks import reading, sample
from tests.workbooks.sample import NASTY

TEXT = st.sampled_from([*NASTY, "plain", "another", "", "attachments/a.pdf", "open"]) | st.text()
MONEY = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(-(10**6), 10**6, places=2)
WHEN = st.datetimes(timezones=st.just(UTC))
VALUES: dict[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.TEXT: TEXT,
    ColumnType.LINK: TEXT,
    ColumnType.DAY: st.dates(),
    ColumnType.MOMENT: WHEN | WHEN.map(lambda moment: moment.replace(microsecond=0)),
    ColumnType.MONEY: MONEY | st.sampled_from([Decimal(each) for each in ("-0.00", "1E+2", "0.1", "1" * 15, "1" * 16)]),
    ColumnType.RATE: MONEY,
    ColumnType.FLAG: st.booleans(),
}
CELL = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"(?:/>| t="(s)"><v>(\d+)</v></c>|><v>([^<]+)</v></c>)')


class Cell(NamedTuple):
    """A cell as any program reads it: its style, and its text or number."""

    style: int
    value: str | float | None


@cache
def looks() -> Looks:
    """The styles of a workbook."""
    return Looks(Workbook(), "en")


class Desk:
    """All that rows are written with, and what was said and linked meanwhile."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self.edition = sample.edition()
        self.strings = Strings(folder)
        self.ink = Ink(looks(), self.strings, LongTexts("Long texts", folder))
        self.said: list[Phrase] = []
        widths = [20] * len(kind.columns)
        self.pen = Pen(kind, self.edition, self.ink, self.said.append, sheet="Sheet", widths=widths)
        self.kind = kind

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *failure: object) -> None:
        self.strings.close()
        self.ink.long.close()

    def cells(self, rows: Sequence[str]) -> list[Cell]:
        """The cells of some rows."""
        part = b"".join(self.strings.part()).decode()
        texts = [str(reading.unescaped(each)) for each in re.findall(r"<si><t[^>]*>([^<]*)</t></si>", part)]
        found = CELL.findall("".join(rows))
        return [
            Cell(int(style), texts[int(at)] if text else float(no) if no else None) for style, text, at, no in found
        ]

    def quickly(self, records: Sequence[Record | Cut], *, told: bool) -> tuple[list[Cell], list[Phrase], list[Link]]:
        """What the quick ways make of records."""
        rows = list(drawn(self.pen, records, 2, told=told))
        return self.cells(rows), self.said, self.pen.links

    def carefully(self, records: Sequence[Record]) -> tuple[list[Cell], list[Phrase], list[Link]]:
        """What the careful way makes of them, column by column as well."""
        home = places(self.edition.company.home_currency)
        rests = [
            self.pen.cell(place, record.values[at], Row(number, record.id, record.state is State.LIVE, home)).rest
            for at, place in enumerate(self.pen.places)
            for number, record in enumerate(records, start=2)
        ]
        return self.cells([f'<c r="A1{rest}' for rest in rests]), self.said, self.pen.links


def kind_of(held: ColumnType) -> Kind:
    """A kind with one column of a type."""
    whole = kinds.kind("invoices")
    return replace(whole, columns=(Column("x", held, {"en": "X"}, {}),), order=())


def as_told(value: Value) -> Any:  # noqa: ANN401 - whatever a draft gives
    """A value as a draft gives it."""
    match value:
        case Decimal():
            return str(value)
        case datetime() | bool():
            return value
        case date():
            return value.isoformat()
    return value


@pytest.mark.parametrize("held", list(VALUES))
@settings(deadline=None, max_examples=60)
@given(data=st.data(), state=st.sampled_from([State.LIVE, State.VOIDED]))
def test_quick_is_as_careful(
    tmp_path_factory: pytest.TempPathFactory, held: ColumnType, data: st.DataObject, state: State
) -> None:
    values = data.draw(st.lists(VALUES[held] | st.none(), min_size=1))
    folder, kind = tmp_path_factory.getbasetemp(), kind_of(held)
    records = [Record(str(at), str(at), (value,), state) for at, value in enumerate(values)]
    told = [Cut(str(at), (as_told(value),), state) for at, value in enumerate(values)]
    with Desk(folder, kind) as desk:
        cells, *others = desk.carefully(records)
    for lines in (records, told):
        with Desk(folder, kind) as desk:
            found, *said = desk.quickly(lines, told=lines is told)
        assert near(found) == near(cells)
        assert said == others


def near(cells: Sequence[Cell]) -> list[Cell]:
    """Cells whose moments are compared to the millisecond."""
    return [Cell(each.style, round(each.value, 9) if isinstance(each.value, float) else each.value) for each in cells]


@given(st.lists(st.one_of(*VALUES.values()), min_size=1))
@example([Decimal(1), True, "1", date(2026, 1, 1)])
@example([Decimal("sNaN")])
@settings(deadline=None, max_examples=30)
def test_values_of_other_types_go_the_careful_way(
    tmp_path_factory: pytest.TempPathFactory, values: list[Value]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for each in VALUES:
        records = [Record(str(at), str(at), (value,)) for at, value in enumerate(values)]
        with Desk(folder, kind_of(each)) as one, Desk(folder, kind_of(each)) as other:
            assert near(one.quickly(records, told=False)[0]) == near(other.carefully(records)[0])


def test_amounts_show_the_decimals_of_the_currency_of_their_row(tmp_path: Path) -> None:
    columns = (Column("currency", ColumnType.TEXT, {}, {}), Column("total", ColumnType.MONEY, {}, {}, "currency"))
    kind = replace(kinds.kind("invoices"), columns=columns, order=())
    currencies = ["CAD", "JPY", None, "TND", "CAD"]
    lines = [Cut(str(at), (each, "1.00"), State.LIVE) for at, each in enumerate(currencies)]
    with Desk(tmp_path, kind) as desk:
        styles = [cell.style for cell in desk.quickly(lines, told=True)[0][1::2]]
        assert styles == [desk.ink.looks[f"number-{places}"] for places in (2, 0, 2, 3, 2)]


def test_what_is_remembered_has_bounds(tmp_path: Path) -> None:
    twice = [Cut("1", (str(at // 2),), State.LIVE) for at in range(4 * MOST_KNOWN)]
    with Desk(tmp_path, kind_of(ColumnType.TEXT)) as desk:
        found, _, _ = desk.quickly([*twice, *twice], told=True)
    assert [cell.value for cell in found] == [str(at // 2) for at in range(4 * MOST_KNOWN)] * 2
