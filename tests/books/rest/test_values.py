"""Fields of JSON, and what they are to a column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from archiver.books.rest.values import at, day, decimal, flag, moment, text, zulu


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b", 1), ("a", {"b": 1}), ("a.c", None), ("x.y", 2), ("z.q", None), ("", {"a": {"b": 1}, "x.y": 2, "z": [1]})],
)
def test_paths(path: str, found: object) -> None:
    assert at({"a": {"b": 1}, "x.y": 2, "z": [1]}, path) == found


NOTHING: tuple[object, ...] = (None, [], {}, "what", "NaN")


def test_what_is_of_another_form_is_nothing() -> None:
    for read in (decimal, day, moment, flag):
        assert [read(each) for each in NOTHING] == [None] * 5
    assert moment("2026-01-01T00:00:00") is None, "without an offset it is no moment"
    assert moment("0001-01-01T00:00:00+14:00") is None


def test_values() -> None:
    simple: tuple[object, ...] = ("", "x", True, 5, Decimal("1.50"), None, [])
    assert [text(each) for each in simple] == [
        None,
        "x",
        "true",
        "5",
        "1.50",
        None,
        None,
    ]
    assert [decimal(each) for each in ("367.09", 5, Decimal("1.50"))] == [
        Decimal("367.09"),
        Decimal(5),
        Decimal("1.50"),
    ]
    assert day("2026-02-03T10:59:00Z") == date(2026, 2, 3)
    assert moment("2026-02-03T10:59:00-05:00") == datetime(2026, 2, 3, 15, 59, tzinfo=UTC)
    assert [flag(each) for each in (True, "False", 1, 0, 2)] == [True, False, True, False, None]
    assert zulu(datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC)) == "2026-02-03T04:05:06Z"
