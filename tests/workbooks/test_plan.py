"""Which workbooks and sheets there are, how they are called, in which order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archiver import kinds, workbooks
from archiver.model import Record
from archiver.words import LANGUAGES
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows, record

START = "Start here.xlsx"


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbooks_are_named_in_the_language(tmp_path: Path, language: str) -> None:
    done = workbooks.write(sample.edition(language), sample.tables(), tmp_path)
    assert [each.kind for each in done] == ["invoices", "customers", "accounts", "attachments"]
    cycles = [kinds.cycle(kinds.kind(each.kind).cycle) for each in done]
    assert [each.workbook for each in done] == [f"{cycle.workbooks[language]}.xlsx" for cycle in cycles]
    start = f"{kinds.cycle('start').workbooks[language]}.xlsx"
    assert {path.name for path in tmp_path.iterdir()} == {start, *(each.workbook for each in done)}
    assert [each.sheets for each in done] == [[kinds.kind(each.kind).labels[language]] for each in done]


def test_kinds_of_the_first_cycle_stand_in_the_first_workbook(tmp_path: Path) -> None:
    changes = kinds.kind("changes")
    rows = [Record("1", "1", changes.values({"id": "1", "change": "added", "kind": "Invoices"}))]
    done = workbooks.write(sample.edition(), Rows({"changes": rows}), tmp_path)
    assert (done[0].workbook, done[0].sheets, done[0].rows) == (START, ["Changes"], 1)
    assert reading.column(tmp_path / START, "Changes", "Change") == ["Added"]


def test_kinds_that_a_source_adds_come_last(tmp_path: Path) -> None:
    own = replace(kinds.kind("terms"), key="warehouses", cycle="stock", labels={"en": "Warehouses"})
    rows = [Record("1", "1", own.values({"id": "1"}))]
    tables = Rows({"warehouses": rows, "terms": [record("terms", "1")]}, {"warehouses": own})
    done = workbooks.write(sample.edition(), tables, tmp_path)
    assert [each.sheets for each in done] == [["Payment terms"], ["Warehouses"]]
    assert reading.names(tmp_path / "Lists.xlsx") == ["Payment terms", "Warehouses"]
