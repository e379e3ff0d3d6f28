"""Rows as bytes, and every way back from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import ColumnType, Record, State
from archiver.packed import choosing, pack, spelling, telling, unpacking
from tests.archives import MOMENT, record
from tests.test_spool import EVERY, INVOICES, records

ROW = record("invoices", "1", "1", State.VOIDED, date=date(2026, 1, 31), total=Decimal("12.50"), created=MOMENT)
NUMBERS = {ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.RATE}


@settings(deadline=None, max_examples=60)
@given(row=records(), data=st.data())
def test_every_way_back_tells_the_same(row: Record, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(EVERY.keys), unique=True))
    packed = [pack(row)]
    assert unpacking(EVERY)(packed) == [row]
    assert choosing(EVERY, keys)(packed) == [(row.state, tuple(row.values[EVERY.keys.index(key)] for key in keys))]
    [spelled], [told] = spelling(EVERY)(packed), telling(EVERY)(packed)
    assert spelled._replace(values=row.values) == row
    assert (told.id, told.values, told.state) == (row.id, spelled.values, row.state)
    for column, text, value in zip(EVERY.columns, told.values, row.values, strict=True):
        if value is not None and column.type in NUMBERS:
            assert str(value) == text
        elif isinstance(value, date) and column.type is ColumnType.DAY:
            assert value.isoformat() == text
        else:
            assert value == text


def test_days_and_numbers_stay_text_and_moments_do_not() -> None:
    told = dict(zip(INVOICES.keys, telling(INVOICES)([pack(ROW)])[0].values, strict=True))
    assert (told["date"], told["total"], told["created"], told["number"]) == ("2026-01-31", "12.50", MOMENT, None)


def test_a_record_that_comes_back_is_a_record() -> None:
    for [back] in (unpacking(INVOICES)([pack(ROW)]), spelling(INVOICES)([pack(ROW)])):
        assert isinstance(back, Record)
        assert back._replace(id="2").id == "2"


@settings(deadline=None, max_examples=20)
@given(rows=st.lists(records(), max_size=300))
def test_many_rows_come_back_in_their_order(rows: list[Record]) -> None:
    packed = list(map(pack, rows))
    assert unpacking(EVERY)(packed) == rows
    assert [told.id for told in telling(EVERY)(packed)] == [row.id for row in rows]
