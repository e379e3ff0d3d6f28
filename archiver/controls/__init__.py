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


def of_documents(tables: Tables) -> list[Control]:
    """The controls that need no more than whole documents: those of books of which only some are there."""
    from archiver.controls import balanced, entries, headers

    return [each for control in (balanced.ledger, entries.by_hand, headers.documents) for each in control(tables)]


def examine(tables: Tables, totals: Iterable[Reported] = (), until: date | None = None) -> list[Control]:
    """Every control that these books allow; ``totals`` are the source's own, ``until`` the day that all is cut to."""
    from archiver.controls import balanced, doubles, entries, headers, open_balances, reported, ties, voided

    examined = (
        balanced.ledger,
        entries.by_hand,
        ties.receivables,
        ties.payables,
        headers.documents,
        open_balances.applied,
        doubles.of_vendors,
        voided.documents,
    )
    found: list[Control] = []
    for control in examined:
        found.extend(control(tables))
    return [*found, *reported.compare(tables, totals, until)]
