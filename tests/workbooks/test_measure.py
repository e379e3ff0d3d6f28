"""How many lines a text takes."""

from __future__ import annotations

import pytest

from archiver.workbooks.measure import lines


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 10, 1),
        ("short", 10, 1),
        ("0123456789", 10, 1),
        ("01234567890", 10, 2),
        ("one\ntwo\n", 10, 3),
        ("illicit little title", 16, 1),
        ("MWMWMWMWMW", 10, 2),
        ("0123456 0123456", 10, 2),
        ("0" * 35, 10, 4),
        ("0 " + "0" * 25, 10, 4),
        ("漢字漢字漢字", 10, 2),
        ("x" * 1_000_000, 100, 20),
    ],
)
def test_lines(text: str, width: float, count: int) -> None:
    assert lines(text, width) == count
