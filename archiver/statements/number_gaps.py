"""The numbers that are missing where the company counts its documents, a row a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

from archiver.controls.counters import Gap, Numbered
from archiver.model import Kind, Record, Value


def rows(kind: Kind, found: Iterable[Numbered], year: Callable[[date], str]) -> Iterator[Record]:
    """A row for each gap; its fiscal year, which ``year`` names, is that of the document before it."""
    for numbered in found:
        for place, gap in enumerate(numbered.gaps, start=1):
            yield _row(kind, f"{gap.kind}/{place}", gap, year)


def _row(kind: Kind, id_: str, gap: Gap, year: Callable[[date], str]) -> Record:
    (first, last), day = gap.ends, gap.before.day
    values: dict[str, Value] = {
        "id": id_,
        "document_kind": gap.kind,
        "prefix": gap.before.parts.before or None,
        "fiscal_year": year(day) if day else None,
        "first_missing": first,
        "last_missing": last,
        "missing": Decimal(gap.missing),
        "number_before": gap.before.number,
        "date_before": day,
        "number_after": gap.after.number,
        "date_after": gap.after.day,
    }
    return Record(id_, id_, kind.values(values))
