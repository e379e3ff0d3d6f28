"""Retirement: archives that their owner chose to keep no longer. Their entries stay, so that the chain stays whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from archiver.catalogue import entry as rows
from archiver.catalogue.entry import Retired
from archiver.catalogue.store import Store

_COLUMNS = "series, sequence, digest, predecessor, moment, retired"
_TOLD = f"""
    SELECT {_COLUMNS} FROM archives WHERE company = :company AND retired IS NOT NULL AND series IS NOT NULL
    UNION ALL
    SELECT {_COLUMNS} FROM retired WHERE company = :company
        AND digest NOT IN (SELECT digest FROM archives WHERE company = :company)
    ORDER BY series, sequence, digest
"""


class Retirement:
    """Part of a catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def retire(self, archive: int, now: datetime) -> None:
        """The archive is kept no longer from now on, wherever it still lies; said twice, the first moment stays."""
        self._store.rows(
            "UPDATE archives SET retired = ? WHERE id = ? AND retired IS NULL", (rows.moment(now), archive)
        )

    def reinstate(self, archive: int) -> None:
        """It is kept after all."""
        self._store.rows("UPDATE archives SET retired = NULL WHERE id = ?", (archive,))

    def withdraw(self, deposit: int) -> None:
        """A drive has a cabinet no longer, and is not meant to."""
        self._store.rows("DELETE FROM deposits WHERE id = ?", (deposit,))

    def told(self, company: int) -> tuple[Retired, ...]:
        """What the next archive of a company tells of those that are retired, in all its series, in their order."""
        return tuple(self._store.all(_retired, _TOLD, {"company": company}))

    def learn(self, company: int, told: Iterable[Retired]) -> None:
        """Remember what an archive tells of others that are retired; what is known of them already stays."""
        for each in told:
            moments = (rows.moment(each.moment), rows.moment(each.retired))
            self._store.rows(
                "INSERT INTO retired VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (company, each.series, each.sequence, each.digest, each.predecessor, *moments),
            )


def _retired(row: sqlite3.Row) -> Retired:
    moment, retired = (datetime.fromisoformat(row[key]) for key in ("moment", "retired"))
    return Retired(row["series"], row["sequence"], row["digest"], row["predecessor"], moment, retired)
