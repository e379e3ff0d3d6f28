"""The totals of records, added up here anew: by kind and currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.model import Record, State, Tally
from tests.archives import given


def totals(rows: Mapping[str, Sequence[Record]]) -> list[Tally]:
    """The totals, as an archive has them: every record is seen, live ones are summed."""
    found = []
    for key, each in rows.items():
        told = [(row, given(kinds.kind(key), row)) for row in each]
        for code in sorted({str(values["currency"] or "") for _, values in told}):
            mine = [(row, values) for row, values in told if str(values["currency"] or "") == code]
            days = [day for _, values in mine if isinstance(day := values["date"], date)]
            live = [values["total"] for row, values in mine if row.state is State.LIVE]
            total = sum((worth for worth in live if isinstance(worth, Decimal)), Decimal(0))
            first, last = min(days, default=None), max(days, default=None)
            found.append(Tally(key, code or None, len(mine), sums={"total": total}, first_day=first, last_day=last))
    return found
