"""Bank account numbers in fields that have no name."""

from __future__ import annotations

import pytest

from archiver.books.manager.ibans import is_one, masked

MINE = "CH93 0076 2011 6238 5295 7"


@pytest.mark.parametrize(
    "text", [MINE, MINE.replace(" ", ""), "DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606"]
)
def test_a_number_with_right_check_digits_is_one(text: str) -> None:
    assert is_one(text)


def test_it_is_masked_wherever_it_stands() -> None:
    found: set[str] = set()
    given = {"a": ["x", {"b": f"IBAN {MINE} svp"}], "c": "CH94 0076 2011 6238 5295 7", "d": 7}
    assert masked(given, "banks", found) == {"a": ["x", {"b": "IBAN [masked] svp"}], "c": given["c"], "d": 7}
    assert found == {"banks.a.b"}
