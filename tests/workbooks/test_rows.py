"""Rows follow one another without a gap, as high as their texts, those that no longer count in between."""

from __future__ import annotations

import re
from pathlib import Path

from archiver import kinds, workbooks
from archiver.model import Record, State
from archiver.workbooks.batch import MANY
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows, record


def rows(folder: Path, *records: Record) -> str:
    workbooks.write(sample.edition(), Rows({"customers": records}), folder)
    return reading.part(folder / "Customers.xlsx", "xl/worksheets/sheet1.xml")


def test_every_row_and_cell_has_its_address(tmp_path: Path) -> None:
    count = 2 * MANY + 7
    part = rows(tmp_path, *(record("customers", f"{at:05}", name=f"N{at}") for at in range(count)))
    assert [int(each) for each in re.findall(r'<row r="(\d+)"', part)] == list(range(1, count + 2))
    width = len(kinds.kind("customers").columns)
    addresses = re.findall(r'<c r="([A-Z]+)(\d+)"', part)
    assert len(addresses) == width * (count + 1)
    assert {int(number) for _, number in addresses[-width:]} == {count + 1}


def test_rows_that_no_longer_count_look_so_wherever_they_stand(tmp_path: Path) -> None:
    states = [State.LIVE, State.VOIDED, State.VOIDED, State.LIVE, State.DELETED]
    rows(tmp_path, *(record("customers", str(at), state, name="same") for at, state in enumerate(states)))
    sheet = reading.sheet(tmp_path / "Customers.xlsx", "Customers")
    assert [sheet.cell(at, 2).font.italic for at in range(2, 7)] == [False, True, True, False, True]
    assert [sheet.cell(at, 1).value for at in range(2, 7)] == ["0", "1", "2", "3", "4"]


def test_a_row_is_as_high_as_the_highest_of_its_texts_each_time(tmp_path: Path) -> None:
    two, three = "a\nb", "a\nb\nc"
    given = [(two, None), (None, None), (two, three), (three, two), ("x", "y"), ("a" + "\nb" * 99, None)]
    rows(tmp_path, *(record("customers", str(at), name=a, notes=b) for at, (a, b) in enumerate(given)))
    sheet = reading.sheet(tmp_path / "Customers.xlsx", "Customers")
    assert [sheet.row_dimensions[at].height for at in range(2, 8)] == [30, None, 45, 45, None, 405]
