"""The fake of books keeps the promises that it stands in for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from archiver import kinds
from archiver.books import Books, Counts
from archiver.model import Company, Family, Record, Value
from tests.contracts.books import BooksContract
from tests.contracts.fakes_books import Document, MemoryBooks

COMPANY = Company("memory", "m-1", "Boulangerie du Lac", country="CH", home_currency="CHF", fiscal_year_start=(1, 1))
CUSTOMERS = Family("customers", (kinds.kind("customers"),))
INVOICES = Family("invoices", (kinds.kind("invoices"), kinds.kind("invoice_lines")))


def customer(number: int) -> Document:
    kind, id_ = CUSTOMERS.kinds[0], f"c{number}"
    return {kind.key: [Record(id_, id_, kind.values({"id": id_, "name": f"Client {number}", "active": True}))]}


def invoice(number: int) -> Document:
    header, lines = INVOICES.kinds
    id_, money = f"i{number}", Decimal("109.50")
    when = datetime(2026, 1, number, 12, tzinfo=UTC)
    shared: dict[str, Value] = {"currency": "CHF"}
    given = {**shared, "id": id_, "date": date(2026, 1, number), "total": money, "status": "open"}
    line = {**shared, "id": f"{id_}/1", "invoice_id": id_, "line": Decimal(1), "amount": money}
    return {
        header.key: [Record(id_, id_, header.values(given), created=when, source={"Id": id_})],
        lines.key: [Record(f"{id_}/1", id_, lines.values(line))],
    }


def documents() -> list[tuple[Family, Sequence[Document]]]:
    return [(CUSTOMERS, [customer(n) for n in range(1, 4)]), (INVOICES, [invoice(n) for n in range(1, 8)])]


class TestMemoryBooks(BooksContract):
    def connect(self, work: Path) -> AbstractContextManager[Books]:
        return nullcontext(MemoryBooks(COMPANY, documents()))

    def test_counts(self) -> None:
        assert isinstance(MemoryBooks(COMPANY, documents()), Counts)
