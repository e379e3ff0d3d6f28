"""Tryton's JSON, made plain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archiver.books.tryton.plain import plain
from archiver.errors import Unintelligible


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"__class__": "Decimal", "decimal": "1.50"}, Decimal("1.50")),
        ({"__class__": "date", "year": 2026, "month": 2, "day": 3}, "2026-02-03"),
        (
            {
                "__class__": "datetime",
                "year": 2026,
                "month": 2,
                "day": 3,
                "hour": 4,
                "minute": 5,
                "second": 6,
                "microsecond": 7,
            },
            "2026-02-03T04:05:06.000007+00:00",
        ),
        ({"__class__": "time", "hour": 4, "minute": 5, "second": 6, "microsecond": 0}, "04:05:06"),
        ({"__class__": "timedelta", "seconds": 90}, "0:01:30"),
        ({"__class__": "bytes", "base64": "YmFpbA=="}, "YmFpbA=="),
        ([{"id": 1, "__name__": "party.party", "lines": [{"x": None}]}], [{"id": 1, "lines": [{"x": None}]}]),
    ],
)
def test_what_tryton_wraps(value: object, found: object) -> None:
    assert plain(value) == found


@pytest.mark.parametrize(
    "value",
    [
        {"__class__": "Money"},
        {"__class__": "Decimal"},
        {"__class__": "Decimal", "decimal": "much"},
        {"__class__": "date", "year": 2026, "month": 13, "day": 1},
        {"__class__": ["date"]},
    ],
)
def test_what_no_tryton_says(value: object) -> None:
    with pytest.raises(Unintelligible):
        plain([value])
