"""Rows come in runs that all count, or none, each no longer than can be held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archiver import kinds
from archiver.model import Column, ColumnType, State
from archiver.workbooks.batch import MANY, batches
from archiver.workbooks.parts import Cut
from tests.workbooks.test_columns import Desk

COLUMNS = (
    Column("currency", ColumnType.TEXT, {}, {}),
    Column("total", ColumnType.MONEY, {}, {}, "currency"),
    Column("home", ColumnType.MONEY, {}, {}),
)
KIND = replace(kinds.kind("invoices"), columns=COLUMNS, order=())


def line(at: int, state: State = State.LIVE, currency: str | None = "CAD") -> Cut:
    return Cut(str(at), (currency, "1.00", "2.00"), state)


def test_runs_follow_one_another_and_lose_no_row(tmp_path: Path) -> None:
    states = [*[State.LIVE] * (MANY + 1), State.VOIDED, State.DELETED, State.LIVE]
    with Desk(tmp_path, KIND) as desk:
        found = list(batches(desk.pen, (line(at, state) for at, state in enumerate(states)), 2))
    assert [(live, batch.first, len(batch.rows)) for live, batch, _ in found] == [
        (True, 2, MANY),
        (True, MANY + 2, 1),
        (False, MANY + 3, 2),
        (True, MANY + 5, 1),
    ]
    assert [row.id for _, batch, _ in found for row in batch.rows] == [str(at) for at in range(len(states))]
    assert found[2][2] == [("CAD", "CAD"), ("1.00", "1.00"), ("2.00", "2.00")]


def test_no_more_rows_are_taken_than_are_written_at_once(tmp_path: Path) -> None:
    taken = 0

    def lines() -> Iterator[Cut]:
        nonlocal taken
        while True:
            taken += 1
            yield line(taken)

    with Desk(tmp_path, KIND) as desk:
        next(iter(batches(desk.pen, lines(), 2)))
    assert taken <= MANY + 1


def test_a_row_knows_the_decimals_of_its_currency(tmp_path: Path) -> None:
    with Desk(tmp_path, KIND) as desk:
        _, total, home = desk.pen.places
        for currencies, decimals in ((["JPY", "JPY"], [0, 0]), (["TND", None, "JPY"], [3, 2, 0])):
            given = [line(at, currency=each) for at, each in enumerate(currencies)]
            (_, batch, _), *_ = batches(desk.pen, given, 2)
            assert [batch.row(at, total).least for at in range(len(given))] == decimals
            assert [batch.row(at, home).least for at in range(len(given))] == [2] * len(given)
            assert batch.row(1, total).number == 3
