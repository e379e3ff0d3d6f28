"""Which series of a company goes on: each reset begins the next one, and a recovery goes back to the one before.

An archive keeps the place that it was made for, so each series is a chain by itself. Whatever came last says which one
goes on: a reset, a recovery, or an archive.
"""

from __future__ import annotations

from datetime import datetime

from archiver.catalogue.entry import moment
from archiver.catalogue.store import Store

_LATEST = """
    SELECT series, moment FROM archives WHERE company = :company AND series IS NOT NULL AND verified IS NOT NULL
    ORDER BY moment DESC, series DESC LIMIT 1
"""
_BEFORE = """
    SELECT series FROM archives WHERE company = :company AND series < :current AND verified IS NOT NULL
    AND moment < (SELECT min(moment) FROM archives WHERE company = :company AND series = :current)
    ORDER BY moment DESC, series DESC LIMIT 1
"""


class Series:
    """Part of a catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, company: int) -> int:
        """The number of the series that goes on, from 1."""
        (row,) = self._store.rows("SELECT series FROM companies WHERE id = ?", (company,))
        return int(row["series"])

    def begin(self, company: int, now: datetime) -> int:
        """Begin the next series and say its number; one that has no archive yet has begun already."""
        with self._store.together():
            latest = "SELECT coalesce(max(series), 0) AS series FROM archives WHERE company = ?"
            (row,) = self._store.rows(latest, (company,))
            following = int(row["series"]) + 1
            if following != self.current(company):
                self._turn(company, following, now)
        return following

    def former(self, company: int) -> int | None:
        """The series that the current one was begun after; None where there was none.

        A catalogue that was made anew knows it by the archives alone: it is that of the last one before.
        """
        known = {"company": company, "current": self.current(company)}
        reset = "SELECT gone AS series FROM turns WHERE company = :company AND taken = :current AND gone < taken "
        for which in (f"{reset} ORDER BY id DESC LIMIT 1", _BEFORE):
            for row in self._store.rows(which, known):
                return int(row["series"])
        return None

    def recover(self, company: int, now: datetime) -> int | None:
        """Go back to the series before the last reset, and say its number; None where there is none to go back to."""
        with self._store.together():
            former = self.former(company)
            if former is not None:
                self._turn(company, former, now)
        return former

    def follow(self, company: int) -> None:
        """Go on with the series of the latest archive, unless a reset or a recovery came after it."""
        for row in self._store.rows(_LATEST, {"company": company}):
            after = "SELECT 1 FROM turns WHERE company = ? AND moment >= ?"
            if not self._store.rows(after, (company, row["moment"])):
                self._go_on(company, row["series"])

    def _turn(self, company: int, series: int, now: datetime) -> None:
        turned = "INSERT INTO turns (company, gone, taken, moment) VALUES (?, ?, ?, ?)"
        self._store.rows(turned, (company, self.current(company), series, moment(now)))
        self._go_on(company, series)

    def _go_on(self, company: int, series: int) -> None:
        self._store.rows("UPDATE companies SET series = ? WHERE id = ?", (series, company))
