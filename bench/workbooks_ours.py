"""Our own writer in front of the benchmark's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from workbooks_rows import Invoice, invoices

from archiver import kinds, workbooks
from archiver.model import Company, Kind, Record, State
from archiver.workbooks.parts import Cut


class Records:
    """As many workbooks of invoices, each a kind of its own; ``hold`` makes the rows, which are else made each time."""

    CYCLES = ("sales", "purchases", "bank", "ledger")

    def __init__(self, count: int, workbooks: int) -> None:
        self._count, self._cycles = count, self.CYCLES[:workbooks]
        self._held: list[Any] = []

    def kinds(self) -> Sequence[Kind]:
        whole = kinds.kind("invoices")
        columns = tuple(each for each in whole.columns if each.key in Invoice._fields)
        assert tuple(each.key for each in columns) == Invoice._fields
        return [replace(whole, key=f"invoices_{each}", cycle=each, columns=columns) for each in self._cycles]

    def count(self, kind: Kind) -> int:
        return self._count

    def rows(self, kind: Kind) -> Iterable[Record]:
        return self._held or map(_record, invoices(self._count))

    def hold(self) -> None:
        self._held = list(map(_record, invoices(self._count)))


class Texts(Records):
    """The same as a draft gives them: numbers and days are still text."""

    def told(self, kind: Kind) -> Iterable[Cut]:
        return self._held or map(_told, invoices(self._count))

    def rows(self, kind: Kind) -> Iterable[Record]:
        return map(_record, invoices(self._count))

    def hold(self) -> None:
        self._held = list(map(_told, invoices(self._count)))


def _record(row: Invoice) -> Record:
    return Record(row.id, row.id, tuple(row))


def _told(row: Invoice) -> Cut:
    return Cut(row.id, tuple(map(_text, row)), State.LIVE)


def _text(value: object) -> Any:  # noqa: ANN401 - whatever a spool gives
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return value
        case date():
            return value.isoformat()
    return value


def ours(tables: Records, folder: Path, processes: int) -> None:
    moment = datetime(2026, 3, 31, 18, tzinfo=UTC)
    company = Company("bench", "1", "Bench", "CA", "CAD", time_zone="America/Toronto")
    edition = workbooks.Edition("en", "bench", "full", company, moment, moment, "bench")
    for written in workbooks.write(edition, tables, folder, processes=processes if processes > 1 else 0):
        assert len(written.remarks) == (len(written.sheets) > 1), "but for rows that go on in the next sheet"


OURS: dict[str, type[Records]] = {"archiver": Texts, "archiver, from numbers": Records}


def prepared(writer: str, rows: int, books: int, cores: int, *, held: bool, folder: Path) -> Callable[[], None]:
    """What writes so many workbooks of so many rows, with a process for each core."""
    tables = OURS[writer](rows, books)
    if held:
        tables.hold()
    return partial(ours, tables, folder, cores)
