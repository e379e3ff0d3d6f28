"""More rows than a worksheet has, written, and read back whole by a program that knows nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from archiver import kinds, workbooks
from archiver.model import Kind, Record
from tests.workbooks import sample

MANY = 1_200_000
MOST = 1_048_575
LINES = kinds.kind("invoice_lines")
SHOWN = ("id", "invoice_id", "number", "description", "amount", "currency", "service_date")
FIRST_DAY = date(2020, 1, 1)

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


class Lines:
    """As many invoice lines as a large company has in some years, made while they are asked for."""

    def kinds(self) -> Sequence[Kind]:
        return [LINES]

    def count(self, kind: Kind) -> int:
        return MANY

    def rows(self, kind: Kind) -> Iterator[Record]:
        for at in range(1, MANY + 1):
            yield Record(
                str(at), str(at // 3), LINES.values({**dict(zip(SHOWN, line(at), strict=True)), "line": at % 3})
            )


def line(at: int) -> tuple[str, str, str, str, Decimal, str, date]:
    """What stands on the line of that number."""
    day = FIRST_DAY + timedelta(days=at % 2_000)
    return f"{at:07}", str(at // 3), f"{at // 3:06}", f"=Café & thé nº {at}", Decimal(at).scaleb(-2), "CAD", day


def test_a_million_and_a_fifth_are_all_there(tmp_path: Path) -> None:
    (written,) = workbooks.write(sample.edition(), Lines(), tmp_path)
    assert written.rows == MANY
    assert written.sheets == ["Invoice lines", "Invoice lines (2)"]
    numbers = iter(range(1, MANY + 1))
    with CalamineWorkbook.from_path(str(tmp_path / written.workbook)) as book:
        read = [_read(book, sheet, numbers) for sheet in written.sheets]
    assert read == [MOST, MANY - MOST]


def _read(book: CalamineWorkbook, sheet: str, numbers: Iterator[int]) -> int:
    """Compare each row of a sheet with the line of the next number; how many there are."""
    rows = book.get_sheet_by_name(sheet).iter_rows()
    heads = next(rows)
    places = [heads.index(each.labels["en"]) for each in LINES.columns if each.key in SHOWN]
    count = 0
    for row in rows:
        *texts, amount, currency, day = line(next(numbers))
        assert [row[place] for place in places] == [*texts, float(amount), currency, day]
        count += 1
    return count
