"""A kind with more columns than a sheet goes on beside itself, with the ids again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from archiver import kinds, workbooks
from archiver.model import Column, ColumnType, Kind, Record
from archiver.words import Words
from archiver.workbooks import parts
from tests.workbooks import sample
from tests.workbooks.sample import Rows


def wide(columns: int) -> Kind:
    """A kind with so many columns, the id third among them."""
    named = [Column(f"c{at}", ColumnType.TEXT, {"en": f"C{at}"}, {}) for at in range(columns - 1)]
    named.insert(2, Column("id", ColumnType.ID, {"en": "ID"}, {}))
    return replace(kinds.kind("terms"), columns=tuple(named), order=("id",))


def test_a_usual_kind_is_one_part() -> None:
    kind = wide(parts.MOST_COLUMNS)
    (part,) = parts.parts(kind)
    assert part.kind is kind


@pytest.mark.parametrize("told", [False, True])
def test_too_many_columns_go_on_with_the_ids_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    monkeypatch.setattr(parts, "MOST_COLUMNS", 10)  # sixteen thousand columns take openpyxl a minute to read
    kind = wide(22)
    rows = [Record(str(at), str(at), tuple(f"{at}/{each}" for each in kind.keys)) for at in range(3)]
    tables = Telling({"terms": rows}, {"terms": kind}) if told else Rows({"terms": rows}, {"terms": kind})
    (written,) = workbooks.write(sample.edition(), tables, tmp_path)
    assert (written.rows, written.sheets) == (3, ["Payment terms", "Payment terms (2)", "Payment terms (3)"])
    said = "Payment terms: the columns go on in Payment terms (2), Payment terms (3)."
    assert [Words("en").say(each) for each in written.remarks] == [said]
    book = CalamineWorkbook.from_path(str(tmp_path / "Lists.xlsx"))
    sheets = [book.get_sheet_by_name(name).to_python() for name in written.sheets]
    assert [sheet[0][0] for sheet in sheets] == ["ID"] * 3
    assert [sheet[2][0] for sheet in sheets] == ["1/id"] * 3
    together = [value for sheet in sheets for value in sheet[2][1:]]
    assert together == [f"1/c{at}" for at in range(21)]


class Telling(Rows):
    """Tables that leave numbers as text."""

    def told(self, kind: Kind) -> list[Record]:
        return list(self.held[kind.key])
