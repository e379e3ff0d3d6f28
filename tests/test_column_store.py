"""Columns kept apart: the same as the rows say, entered once, and forgotten as soon as a row is another."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.column_store import BLOCK, ColumnStore
from archiver.model import Kind, Page, Record, State, Value
from archiver.packed import columns, pack, plain
from archiver.spool import COLUMNS, Spool
from archiver.view import Rows
from tests.archives import MOMENT, record

INVOICES = kinds.kind("invoices")
KEYS = ("total", "id", "date", "created", "customer", "number")
MANY = 2 * BLOCK + 7
Stated = list[tuple[State, tuple[Value, ...]]]


def invoice(number: int, total: int | None = None) -> Record:
    """Every fifth was voided, and every seventh says next to nothing."""
    state = State.VOIDED if number % 5 == 0 else State.LIVE
    if number % 7 == 0:
        return record("invoices", f"{number}", None, state, number=f"F-{number}")
    return record(
        "invoices", f"{number}", None, state, number=f"F-{number}", date=date(2026, 1, 1) + timedelta(number % 300),
        created=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(seconds=number), customer=f"Élan & fils {number}",
        total=Decimal(total or number) / 100,
    )  # fmt: skip


def said(rows: Sequence[Record]) -> Stated:
    """What the rows themselves say."""
    places = [INVOICES.keys.index(key) for key in KEYS]
    return [(row.state, tuple(row.values[place] for place in places)) for row in rows]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.know([INVOICES])
        spool.add("invoices", Page({"invoices": [invoice(number) for number in range(MANY)]}))
        spool.draft()
        yield spool


def test_they_are_what_the_rows_say_in_the_order_of_reading(spool: Spool) -> None:
    rows = list(spool.rows(INVOICES))
    assert len(rows) == MANY
    assert list(spool.stated(INVOICES, KEYS)) == said(rows) == list(Rows.stated(spool, INVOICES, KEYS))
    assert list(spool.stated(INVOICES, ["id"])) == [(row.state, (row.id,)) for row in rows]
    assert list(spool.stated(INVOICES, [])) == [(row.state, ()) for row in rows]
    assert list(spool.stated(INVOICES, KEYS, by_id=True)) == said(list(spool.by_id(INVOICES)))


def test_rows_are_taken_apart_once(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(spool.stated(INVOICES, ["total"]))

    def never(*_: object) -> None:
        pytest.fail("the rows were read again")

    monkeypatch.setattr(Rows, "_blocks", never)
    assert list(spool.stated(INVOICES, ["total"])) == before
    assert list(spool.stated(INVOICES, KEYS))


def test_of_a_kind_with_fewer_columns_than_its_source_has(spool: Spool) -> None:
    narrow = replace(INVOICES, columns=INVOICES.columns[:4])
    assert len(list(spool.stated(INVOICES, KEYS))) == MANY
    keys = narrow.keys[1:3]
    assert list(spool.stated(narrow, keys)) == list(Rows.stated(spool, INVOICES, keys))


CHANGES: dict[str, Callable[[Spool], object]] = {
    "amend": lambda spool: spool.amend(INVOICES, [invoice(3, total=999)]),
    "amend by what is read meanwhile": lambda spool: spool.amend(
        INVOICES, (invoice(int(str(id_)), total=5) for _, (id_,) in spool.stated(INVOICES, ["id"]))
    ),
    "rewrite": lambda spool: spool.rewrite(INVOICES, lambda row: row._replace(state=State.DELETED)),
    "put": lambda spool: spool.put(INVOICES, [invoice(MANY)]),
    "drop": lambda spool: spool.drop(INVOICES, ["3", "4"]),
    "drop documents": lambda spool: spool.drop_documents("invoices", ["3"]),
    "forget": lambda spool: spool.forget("invoices"),
    "replace": lambda spool: spool._replace("invoices", ["3"]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_as_it_is_now(spool: Spool, change: Callable[[Spool], object]) -> None:
    before = list(spool.stated(INVOICES, KEYS))
    change(spool)
    after = list(spool.stated(INVOICES, KEYS))
    assert after == said(list(spool.rows(INVOICES))) != before


def test_they_are_private_and_gone_with_the_draft(spool: Spool, tmp_path: Path) -> None:
    list(spool.stated(INVOICES, KEYS))
    assert (tmp_path / COLUMNS).stat().st_mode & 0o077 == 0
    spool.close()
    assert not (tmp_path / COLUMNS).exists()


def blocks(rows: Sequence[Record], size: int) -> Callable[[], Iterator[Sequence[bytes]]]:
    return lambda: (columns(plain([pack(row) for row in rows[at : at + size]])) for at in range(0, len(rows), size))


@pytest.mark.parametrize("many", [0, 1, 10])
def test_few_rows_are_not_worth_it(tmp_path: Path, many: int) -> None:
    with closing(ColumnStore(tmp_path / "columns")) as store:
        assert not store.knows(INVOICES, blocks([invoice(number) for number in range(many)], 10))


def test_what_broke_off_is_entered_anew(tmp_path: Path) -> None:
    rows = [invoice(number) for number in range(30)]

    def broken() -> Iterator[Sequence[bytes]]:
        found = blocks(rows, 10)()
        yield next(found)
        yield next(found)
        raise OSError("the disk")

    with closing(ColumnStore(tmp_path / "columns")) as store:
        with pytest.raises(OSError, match="the disk"):
            store.knows(INVOICES, broken)
        assert store.knows(INVOICES, blocks(rows, 10))
        assert list(store.stated(INVOICES, KEYS)) == said(rows)


def test_kinds_do_not_meet(tmp_path: Path) -> None:
    other: Kind = kinds.kind("bills")
    rows = [invoice(number) for number in range(30)]
    bills = [record("bills", f"{number}") for number in range(20)]
    with closing(ColumnStore(tmp_path / "columns")) as store:
        assert store.knows(INVOICES, blocks(rows, 10))
        assert store.knows(other, blocks(bills, 10))
        store.forget(other.key)
        assert list(store.stated(INVOICES, KEYS)) == said(rows)
        assert store.knows(other, blocks(bills[:15], 10))
        assert [id_ for _, (id_,) in store.stated(other, ["id"])] == [f"{number}" for number in range(15)]


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    rows = [invoice(number) for number in range(3_000)]
    with closing(ColumnStore(tmp_path / "columns")) as store:
        (pages,) = store._file.execute("PRAGMA page_count").fetchone()
        store._file.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(sqlite3.OperationalError) as full:
            store.knows(INVOICES, blocks(rows, 100))
        assert full.value.sqlite_errorcode == sqlite3.SQLITE_FULL
