"""The draft as others see it: the same rows, in another process too, and none of them once it is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import pytest

from archiver import kinds
from archiver.model import Page, Record, State
from archiver.spool import DRAFT, Spool
from archiver.view import View
from tests.archives import MOMENT, record

INVOICES, LEDGER = kinds.kind("invoices"), kinds.kind("ledger")
ROWS = [
    record("invoices", f"{number}", None, State.VOIDED if number == 2 else State.LIVE, number=f"F-{9 - number}",
           total=Decimal(number), date=date(2026, 1, 1))
    for number in range(1, 4)
]  # fmt: skip


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.know([INVOICES, LEDGER])
        spool.add("invoices", Page({"invoices": ROWS}))
        spool.draft()
        yield spool


def test_it_has_the_draft_as_it_was_changed(spool: Spool) -> None:
    spool.drop(INVOICES, ["3"])
    spool.put(LEDGER, [record("ledger", "l")])
    with closing(spool.view()) as view:
        assert view.kinds() == [INVOICES, LEDGER]
        assert view.kind("bills") is None
        assert [view.count(kind) for kind in view.kinds()] == [2, 1]
        assert list(view.by_id(INVOICES)) == list(spool.by_id(INVOICES)) == ROWS[:2]
        assert list(view.rows(INVOICES)) == ROWS[1::-1]


def test_some_columns_are_those_of_the_live_rows(spool: Spool) -> None:
    with closing(spool.view()) as view:
        assert list(view.columns(INVOICES, ["total", "id"])) == [(Decimal(3), "3"), (Decimal(1), "1")]
        stated = [(State.LIVE, ("1",)), (State.VOIDED, ("2",)), (State.LIVE, ("3",))]
        assert list(view.stated(INVOICES, ["id"], by_id=True)) == stated
        assert list(view.stated(INVOICES, ["id"])) == stated[::-1]


def test_what_is_told_is_in_the_order_of_reading_and_what_is_spelled_by_id(spool: Spool) -> None:
    with closing(spool.view()) as view:
        assert [told.id for told in view.told(INVOICES)] == ["3", "2", "1"]
        assert [row.id for row in view.spelled(INVOICES)] == ["1", "2", "3"]


def ids(view: View) -> list[str]:
    """What another process reads in it."""
    return [row.id for row in view.rows(INVOICES)]


def test_another_process_reads_the_same_beside_us(spool: Spool) -> None:
    with closing(spool.view()) as view, ProcessPoolExecutor(1, get_context("spawn")) as others:
        ours = view.rows(INVOICES)
        assert next(ours).id == "3"
        assert others.submit(ids, view).result(timeout=60) == ["3", "2", "1"]
        assert [row.id for row in ours] == ["2", "1"]


def test_nobody_writes_in_it(spool: Spool) -> None:
    with closing(spool.view()) as view, pytest.raises(sqlite3.OperationalError, match="readonly"):
        view._rows.execute("DELETE FROM rows")


def test_it_is_gone_with_the_draft(spool: Spool, tmp_path: Path) -> None:
    assert (tmp_path / DRAFT).stat().st_mode & 0o077 == 0
    spool.close()
    assert not (tmp_path / DRAFT).exists()
    with pytest.raises(sqlite3.OperationalError):
        View(tmp_path / DRAFT, {})


def test_what_a_killed_run_left_of_it_is_gone(spool: Spool, tmp_path: Path) -> None:
    spool.view().close()
    left = tmp_path / "left"
    left.mkdir()
    (left / DRAFT).write_bytes((tmp_path / DRAFT).read_bytes())
    with closing(Spool(left)):
        assert not (left / DRAFT).exists()


def test_without_rows_there_is_nothing_to_read(tmp_path: Path) -> None:
    with closing(Spool(tmp_path)) as empty:
        empty.begin("asked", MOMENT)
        empty.know([INVOICES])
        empty.draft()
        with closing(empty.view()) as view:
            assert (view.kinds(), list[Record](view.rows(INVOICES)), view.count(INVOICES)) == ([], [], 0)
