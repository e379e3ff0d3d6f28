"""What should add up: counts and sums, a balanced ledger, receivables and payables tied to their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from archiver.model import Control, Kind, Record, Reported


class Tables(Protocol):
    """The rows that are examined."""

    def kind(self, key: str) -> Kind | None:
        """A kind of these books, with its columns."""
        ...

    def rows(self, kind: Kind) -> Iterable[Record]:
        """Its records, in the order that people read them."""
        ...


def examine(tables: Tables, totals: Iterable[Reported] = (), until: date | None = None) -> list[Control]:
    """Every control that these books allow; ``totals`` are the source's own, ``until`` the day that all is cut to."""
    from archiver.controls import balanced, open_balances, reported, ties

    found: list[Control] = []
    for control in (balanced.ledger, ties.receivables, ties.payables, open_balances.applied):
        found.extend(control(tables))
    return [*found, *reported.compare(tables, totals, until)]
