"""A sheet is a flat table, ready to be filtered, sorted, pivoted and printed."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from archiver import errors, kinds, workbooks
from archiver.model import Kind, Record
from archiver.words import Words
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows


def test_header_table_and_frozen_row(written: Path) -> None:
    sheet = reading.sheet(written / "Invoices.xlsx", "Invoices")
    kind = kinds.kind("invoices")
    assert [cell.value for cell in sheet[1]] == [column.labels["en"] for column in kind.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert not sheet.merged_cells.ranges
    table = sheet.tables["tbl_invoices"]
    assert table.ref == table.autoFilter.ref == sheet.dimensions == "A1:AB13"
    assert [each.name for each in table.tableColumns] == [cell.value for cell in sheet[1]]
    assert not table.totalsRowCount


def test_widths_follow_the_data(written: Path) -> None:
    sheet = reading.sheet(written / "Invoices.xlsx", "Invoices")
    widths = [each.width for each in sheet.column_dimensions.values()]
    assert all(8 <= width <= 60 for width in widths)
    assert sheet.column_dimensions["F"].width > sheet.column_dimensions["G"].width


def test_rows_that_are_too_many_go_on_in_the_next_sheet(tmp_path: Path) -> None:
    done = workbooks.write(sample.edition(), Rows({"invoices": sample.invoices(25)}), tmp_path, longest=10)[0]
    assert done.sheets == ["Invoices", "Invoices (2)", "Invoices (3)"]
    assert done.rows == 25
    path = tmp_path / "Invoices.xlsx"
    read = [row[0] for name in done.sheets for row in reading.rows(path, name)[1:]]
    assert read == [f"{number:05}" for number in range(1, 26)]
    assert list(reading.sheet(path, "Invoices (3)").tables) == ["tbl_invoices_3"]
    assert Words("en").say(done.remarks[0]) == "Invoices: the rows go on in Invoices (2), Invoices (3)."


@pytest.mark.parametrize("counted", [11, 13])
def test_other_rows_than_were_counted_are_an_error(tmp_path: Path, counted: int) -> None:
    with pytest.raises(errors.TallyMismatch):
        workbooks.write(
            sample.edition(), Rows({"invoices": sample.invoices(12)}, counted={"invoices": counted}), tmp_path
        )


def test_headings_of_a_sources_own_columns_are_made_safe(tmp_path: Path) -> None:
    plain = kinds.kind("customer_types")
    columns = [replace(each, labels={"en": label}) for each, label in zip(plain.columns, HEADINGS, strict=False)]
    own = replace(plain, columns=tuple(columns))
    rows = [Record("1", "1", tuple("x" for _ in columns))]
    workbooks.write(sample.edition(), Rows({own.key: rows}, {own.key: own}), tmp_path)
    sheet = reading.sheet(tmp_path / "Customers.xlsx", "Customer types")
    assert [cell.value for cell in sheet[1]] == ["=1+1", "=1+1 (2)", "a b", "_x0041_"]
    names = [each.name for each in next(iter(sheet.tables.values())).tableColumns]
    assert names == [cell.value for cell in sheet[1]]


HEADINGS = ("=1+1", "=1+1", "a\x00\nb", "_x0041_")


class Endless:
    """As many invoices as one likes, made while they are asked for."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._some = sample.invoices(50)

    def kinds(self) -> Sequence[Kind]:
        return [kinds.kind("invoices")]

    def rows(self, kind: Kind) -> Iterator[Record]:
        return (self._some[each % 50] for each in range(self._many))

    def count(self, kind: Kind) -> int:
        return self._many


def test_memory_does_not_grow_with_rows(tmp_path: Path) -> None:
    peaks = []
    for many in (500, 15_000, 30_000):
        tracemalloc.start()
        workbooks.write(sample.edition(), Endless(many), tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]
