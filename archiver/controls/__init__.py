"""What should add up: counts and sums, a balanced ledger, receivables and payables tied to their accounts.

What needs a kind that could not be read whole, or was left out, is not examined, and says so; what is seen in each
document by itself is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from archiver.model import Control, Kind, Reading, Record, Reported, Verdict
from archiver.words import N_, phrase

PIECES = N_(
    "Not examined: these books give each posting by itself, and an archive of changes has only those that changed, not "
    "the entries that they belong to."
)


class Tables(Protocol):
    """The rows that are examined."""

    def kind(self, key: str) -> Kind | None:
        """A kind of these books, with its columns."""
        ...

    def rows(self, kind: Kind) -> Iterable[Record]:
        """Its records, in the order that people read them."""
        ...


def of_documents(tables: Tables, readings: Sequence[Reading] = ()) -> list[Control]:
    """The controls that need no more than whole documents: those of books of which only some are there."""
    from archiver.controls import balanced, entries, headers
    from archiver.controls.unread import Unread

    if _whole_entries(tables):
        ledger = Unread(readings).apart(("ledger",), "ledger_balanced", balanced.ledger(tables))
    else:
        ledger = iter([Control("ledger_balanced", Verdict.NOTED, phrase(PIECES), "ledger")])
    return [*ledger, *entries.by_hand(tables), *headers.documents(tables)]


def _whole_entries(tables: Tables) -> bool:
    """Whether each document of the ledger is an entry, so that all its postings are there if one of them is."""
    kind = tables.kind("ledger")
    entry = kind.place("entry_id") if kind else None
    return kind is None or entry is None or all(row.document == row.values[entry] for row in tables.rows(kind))


def examine(
    tables: Tables, readings: Sequence[Reading] = (), totals: Iterable[Reported] = (), until: date | None = None
) -> list[Control]:
    """Every control that these books allow; ``totals`` are the source's own, ``until`` the day that all is cut to."""
    from archiver.controls import balanced, doubles, entries, headers, open_balances, reported, ties, voided
    from archiver.controls.unread import LEDGER, Unread

    unread, sides = Unread(readings), (ties.RECEIVABLES, ties.PAYABLES)
    found = [*unread.apart(("ledger",), "ledger_balanced", balanced.ledger(tables)), *entries.by_hand(tables)]
    for side in sides:
        found += unread.unless((*LEDGER, *side.needs), side.name, ties.tie(tables, side))
    found += headers.documents(tables)
    for side in sides:
        found += unread.unless(side.needs, "balances_applied", open_balances.applied(tables, side.applications))
    found += unread.apart(doubles.RECEIVED, "bill_doubles", doubles.of_vendors(tables))
    return [*found, *voided.documents(tables), *reported.compare(tables, totals, until, unread)]
