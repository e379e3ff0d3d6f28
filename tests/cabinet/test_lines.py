"""Lines of records: every value as it should be written, and back as columns, however the bytes come."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from archiver import kinds
from archiver.cabinet import lines
from archiver.model import Kind, Record, State
from archiver.packed import pack, spelling
from tests.archives import MOMENT, record
from tests.test_spool import EVERY
from tests.test_spool import records as any_records

INVOICES = kinds.kind("invoices")
KEYS = ("date", "number", "total", "currency")


def line(row: Record, kind: Kind = INVOICES) -> bytes:
    return lines.lines(kind)(row)


def values(row: Record) -> dict[str, object]:
    found: dict[str, object] = json.loads(line(row))["values"]
    return found


@pytest.mark.parametrize(
    ("amount", "text"),
    [("12.50", "12.50"), ("1E+3", "1000"), ("0E-8", "0.00000000"), ("-1E-7", "-0.0000001"), ("7", "7")],
)
def test_no_number_is_in_scientific_notation(amount: str, text: str) -> None:
    for given_ in (Decimal(amount), amount):
        assert values(record("invoices", "1", total=given_))["total"] == text


def test_words_that_look_like_such_a_number_stay_as_they_are() -> None:
    row = record("invoices", "1E+3", number="CARTE-7", memo="1E+3", total=Decimal("2.50"))
    assert values(row) == {"id": "1E+3", "number": "CARTE-7", "memo": "1E+3", "total": "2.50"}


def test_a_record_of_another_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="values"):
        line(record("terms", "1"))


@settings(deadline=None, max_examples=60)
@given(row=any_records())
def test_what_the_spool_spells_makes_the_same_line(row: Record) -> None:
    assert line(spelling(EVERY)([pack(row)])[0], EVERY) == line(row, EVERY)


ROWS = [
    record("invoices", "1", None, State.VOIDED, number="007", date=date(2026, 1, 2), total=Decimal("1E+1")),
    record("invoices", "2", currency="CAD", memo="x" * 300, created=MOMENT),
]


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_lines_come_back_as_columns(piece: int) -> None:
    text = b"".join(map(line, ROWS))
    found = list(lines.columns(KEYS, (text[at : at + piece] for at in range(0, len(text), piece))))
    assert found == [
        (["1", "2"], [State.VOIDED, State.LIVE], [["2026-01-02", None], ["007", None], ["10", None], [None, "CAD"]])
    ]


def test_many_lines_come_some_at_a_time() -> None:
    text = b"".join(line(record("invoices", f"{number}", memo="x" * 900)) for number in range(1_000))
    found = list(lines.columns((), (text[at : at + 10_000] for at in range(0, len(text), 10_000))))
    assert len(found) > 2
    assert [id_ for some in found for id_ in some.ids] == [f"{number}" for number in range(1_000)]


def test_without_lines_there_are_no_columns() -> None:
    assert list(lines.columns(KEYS, [])) == []


@pytest.mark.parametrize(
    "text",
    [
        b"\n",
        b"[]\n",
        b'{"id":"1","document":"1"}\n',
        b'{"id":"1","document":"1","values":{"total":1.5}}\n',
        b'{"id":"1","document":"1","values":{},"state":"odd"}\n',
        b'{"id":"1","document":"1","values":{},"created":"soon"}\n',
        b'{"id":"1","document":"1","values":{}}\n\n{"id":"2","document":"2","values":{}}\n',
        b'{"id":"1","document":"1","values":{},"source":' + b"[" * 100_000,
    ],
)
def test_lines_that_are_none_of_ours_are_told(text: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        list(lines.columns(KEYS, [text]))
