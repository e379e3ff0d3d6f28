"""Fiscal years: the days that fall in them, and their names."""

from __future__ import annotations

from datetime import date

import pytest

from archiver.errors import NotAYear
from archiver.fiscal_year import JANUARY, called

APRIL = (4, 1)


@pytest.mark.parametrize(
    ("name", "starts", "days"),
    [
        ("2025", JANUARY, (date(2025, 1, 1), date(2025, 12, 31))),
        (" 2025 ", JANUARY, (date(2025, 1, 1), date(2025, 12, 31))),
        ("2024-2025", APRIL, (date(2024, 4, 1), date(2025, 3, 31))),
        ("2025", APRIL, (date(2024, 4, 1), date(2025, 3, 31))),
        ("2024", (2, 29), (date(2023, 3, 1), date(2024, 2, 28))),
    ],
)
def test_a_year_has_the_name_that_is_on_the_sheets_or_that_of_its_end(
    name: str, starts: tuple[int, int], days: tuple[date, date]
) -> None:
    year = called(name, starts)
    assert (year.start, year.end) == days
    assert called(year.name, starts) == year


@pytest.mark.parametrize("name", ["", "25", "2025-2026", "2023-2025", "next", "3025-", "2025/2026"])
def test_what_is_no_year(name: str) -> None:
    with pytest.raises(NotAYear):
        called(name, JANUARY)
