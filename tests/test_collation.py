"""The order in which people look for things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from archiver.collation import natural


@pytest.mark.parametrize(
    "ordered",
    [
        ["FAC-9", "FAC-10", "fac-11", "FAC-100"],
        ["", "Abel", "Élan", "elf", "Zoë", "zoo"],
        ["Œuvre", "Œuvres"],
        ["7", "007b", "8"],
        [date(2025, 12, 31), date(2026, 1, 1)],
        [Decimal(2), Decimal(10), 11],
        [None, "a"],
    ],
)
def test_sorts_the_way_people_count(ordered: list[object]) -> None:
    assert sorted([*ordered[1:], ordered[0]], key=natural) == ordered


def test_accents_and_case_make_no_difference() -> None:
    assert natural("ÉLÈVE") == natural("eleve")
