"""What should add up: counts and sums, a balanced ledger, receivables and payables tied to their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from archiver.model import Control, Kind, Record


class Tables(Protocol):
    """The rows that are examined."""

    def kind(self, key: str) -> Kind | None:
        """A kind of these books, with its columns."""
        ...

    def rows(self, kind: Kind) -> Iterable[Record]:
        """Its records, in the order that people read them."""
        ...


def examine(tables: Tables) -> list[Control]:
    """Every control that these books allow."""
    from archiver.controls import balanced, open_balances, ties

    found: list[Control] = []
    for control in (balanced.ledger, ties.receivables, ties.payables, open_balances.applied):
        found.extend(control(tables))
    return found
