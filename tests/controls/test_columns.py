"""Single columns of rows in memory, which have no quick way, and of a spool, which has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

from archiver import kinds
from archiver.controls import Tables as Examined
from archiver.controls.columns import Quick, live, stated
from archiver.model import Page, State
from archiver.spool import Spool
from tests.archives import MOMENT, record
from tests.controls.tables import Tables

ROWS = [
    record("invoices", "b", None, State.VOIDED, number="1", total=Decimal(7)),
    record("invoices", "a", number="2", total=Decimal(5)),
]
WANTED = ("number", "unheard of", "total")


@contextmanager
def spooled(room: Path) -> Iterator[Spool]:
    with closing(Spool(room)) as spool:
        spool.begin("test", MOMENT)
        spool.know([kinds.kind("invoices")])
        spool.add("invoices", Page({"invoices": ROWS}))
        spool.draft()
        yield spool


def told(tables: Examined) -> None:
    assert list(stated(tables, "invoices", WANTED)) == [
        (State.VOIDED, ("1", None, Decimal(7))),
        (State.LIVE, ("2", None, Decimal(5))),
    ]
    assert list(live(tables, "invoices", ("total", "id"))) == [(Decimal(5), "a")]
    assert list(stated(tables, "bills", WANTED)) == []


def test_of_whole_records() -> None:
    tables = Tables(invoices=ROWS)
    assert not isinstance(tables, Quick)
    told(tables)


def test_of_a_spool(tmp_path: Path) -> None:
    with spooled(tmp_path) as spool:
        assert isinstance(spool, Quick)
        told(spool)
        assert [values for _, values in stated(spool, "invoices", ("id",), by_id=True)] == [("a",), ("b",)]
        assert [values for _, values in stated(spool, "invoices", ("id",))] == [("b",), ("a",)]
