"""A table is looked at whole: its headings, what is no row of it, and the columns that are kept of a large one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.books.files import looking
from archiver.books.files.cells import Row
from archiver.books.files.kept import Keep, keeping
from archiver.books.files.table import Said, Table
from archiver.model import ColumnType

ROWS: list[Row] = [
    ["Export of", "", ""],
    ["Date", "Account", "Amount"],
    ["01.02.2026", "1000", "1,50"],
    ["Date", "Account", "Amount"],
    ["02.02.2026", "", "2,50", ""],
    ["Total", "", "4,00"],
]


@dataclass
class Raw:
    """Rows, in batches of two."""

    path: Path
    rows: list[Row]
    name: str = "t.csv"
    within: str = ""

    def batches(self, _size: int) -> Iterator[list[Row]]:
        return (self.rows[at : at + 2] for at in range(0, len(self.rows), 2))

    def lines(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self.rows, start=1)


def looked(tmp_path: Path, rows: list[Row], said: Said, keep: Keep | None = None) -> Table | None:
    (tmp_path / "t.csv").write_bytes(b"x" * 10)
    return looking.looked_at(Raw(tmp_path / "t.csv", rows), said, keep)


def test_what_is_no_row_is_counted(tmp_path: Path) -> None:
    table = looked(tmp_path, ROWS, Said())
    assert table
    assert (table.headings, table.above) == (["Date", "Account", "Amount"], ["Export of"])
    assert (table.rows, table.totals, table.repeated, table.wide) == (2, 1, 1, False)
    assert table.kept is None


def test_a_dash_is_nothing_among_amounts_and_itself_among_numbers_of_things(tmp_path: Path) -> None:
    rows: list[Row] = [["Name", "Sales", "Room", "Left"], ["a", "12,50 $", "7", "-"], ["b", "-   $", "-", "-"]]
    table = looked(tmp_path, rows, Said())
    assert table
    types = [table.natural(place, Said()) for place in range(4)]
    assert types == [ColumnType.TEXT, ColumnType.QUANTITY, ColumnType.TEXT, ColumnType.TEXT]
    assert table.converter(1, types[1], Said())(["12,50 $", "-   $"]) == [Decimal("12.50"), 0]


def test_a_sign_that_joins_cells_is_no_part_of_a_number(tmp_path: Path) -> None:
    table = looked(tmp_path, [["Name", "Count"], ["a", "5"], ["b", "\x1f6"]], Said())
    assert table
    assert table.natural(1, Said()) is ColumnType.TEXT


def test_nothing_is_no_table(tmp_path: Path) -> None:
    assert looked(tmp_path, [], Said()) is None
    assert looked(tmp_path, [["", ""], [None]], Said()) is None


def test_of_a_large_one_the_rows_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with keeping(tmp_path) as keep:
        small = looked(tmp_path, ROWS, Said(), keep)
        assert small
        assert small.kept is None
        monkeypatch.setattr(looking, "LARGE", 10)
        large = looked(tmp_path, ROWS, Said(), keep)
        assert large
        assert large.kept
        assert large.kept.whole
        assert [lot.columns() for lot in large.kept.again([2, 0])] == [[["1,50", "2,50"], ["01.02.2026", "02.02.2026"]]]


def test_cells_beyond_the_headings_are_seen(tmp_path: Path) -> None:
    table = looked(tmp_path, [*ROWS, ["03.02.2026", "1", "2", "3"]], Said())
    assert table
    assert table.wide
