"""The agenda: runs and how they ended, the due periods that were met, who was told of what, and room on drives."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from archiver.catalogue import entry as rows
from archiver.catalogue.entry import Run
from archiver.catalogue.store import Store


@dataclass(frozen=True, slots=True)
class Period:
    """A due period that has its archive: one made for it, or, without a change, the one that stands since before.

    ``due`` is by the wall clock of the machine, without a zone: the same moment does not fall due twice where clocks
    are turned back.
    """

    due: datetime
    archive: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What a drive said of itself when it was last asked: bytes used and in all (None: no limit), and when."""

    drive: str
    seen: datetime
    used: int | None
    total: int | None

    @property
    def free(self) -> int | None:
        """The bytes that are left, where both are known."""
        return max(0, self.total - self.used) if self.total is not None and self.used is not None else None


class Agenda:
    """Part of a catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record_run(self, run: Run) -> None:
        """Remember how a run ended."""
        self._store.rows(
            "INSERT INTO runs (company, began, ended, outcome, exit_code, said, facts, archive) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (run.company, rows.moment(run.began), rows.moment(run.ended), run.outcome, run.exit_code,
             run.said.template if run.said else None, rows.facts(run.said), run.archive),
        )  # fmt: skip

    def runs(self, company: int | None = None) -> list[Run]:
        """The runs, of one company or of all, the last one first."""
        which = "SELECT * FROM runs WHERE :company IS NULL OR company = :company ORDER BY id DESC"
        return self._store.all(rows.run, which, {"company": company})

    def unchanged(self, run: Run, due: datetime | None) -> None:
        """A complete reading found what ``run.archive`` holds already; that is remembered with the period, or not."""
        with self._store.together():
            self.record_run(run)
            if due and run.company is not None and run.archive is not None:
                self.meet(run.company, due, run.archive, changed=False)

    def last_unchanged(self, archive: int) -> datetime | None:
        """When it was last seen that nothing has changed since an archive."""
        seen = "SELECT max(ended) AS ended FROM runs WHERE archive = ? AND outcome = 'unchanged'"
        (row,) = self._store.rows(seen, (archive,))
        return rows.maybe(row["ended"])

    def meet(self, company: int, due: datetime, archive: int, *, changed: bool) -> None:
        """The period has its archive; the first one stays."""
        self._store.rows(
            "INSERT INTO periods (company, due, archive, changed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (company, due.isoformat(), archive, changed),
        )

    def period(self, company: int, due: datetime) -> Period | None:
        """What met a period; None while nothing has, or an archive that is not verified yet."""
        which = (
            "SELECT periods.* FROM periods JOIN archives ON archives.id = archive "
            "WHERE (periods.company, due) = (?, ?) AND verified IS NOT NULL"
        )
        return next(iter(self._store.all(_period, which, (company, due.isoformat()))), None)

    def periods(self, company: int) -> list[Period]:
        """Every period that was met, in the order of time."""
        return self._store.all(_period, "SELECT * FROM periods WHERE company = ? ORDER BY due", (company,))

    def tell_once(self, cause: str, day: date) -> bool:
        """Whether nobody was told of ``cause`` on that day yet; from now on somebody was."""
        with self._store.together():
            if self._store.rows("SELECT 1 FROM told WHERE (cause, day) = (?, ?)", (cause, day.isoformat())):
                return False
            told = "INSERT INTO told VALUES (?, ?) ON CONFLICT (cause) DO UPDATE SET day = excluded.day"
            self._store.rows(told, (cause, day.isoformat()))
        return True

    def forget_told(self, cause: str) -> bool:
        """Nobody was told after all, or it is over; whether somebody had been."""
        return bool(self._store.rows("DELETE FROM told WHERE cause = ? RETURNING cause", (cause,)))

    def told(self, prefix: str) -> list[str]:
        """The causes that begin so, of which somebody was told and that are not over."""
        which = "SELECT cause FROM told WHERE substr(cause, 1, length(?1)) = ?1 ORDER BY cause"
        return [str(row["cause"]) for row in self._store.rows(which, (prefix,))]

    def saw(self, room: Room) -> None:
        """Remember the room on a drive."""
        seen = "INSERT INTO rooms VALUES (?, ?, ?, ?) ON CONFLICT (drive) DO UPDATE SET "
        seen += "seen = excluded.seen, used = excluded.used, total = excluded.total"
        self._store.rows(seen, (room.drive, rows.moment(room.seen), room.used, room.total))

    def rooms(self) -> dict[str, Room]:
        """What is known of the room on each drive."""
        known = self._store.rows("SELECT * FROM rooms ORDER BY drive")
        return {
            row["drive"]: Room(row["drive"], datetime.fromisoformat(row["seen"]), row["used"], row["total"])
            for row in known
        }

    def sweep(self, company: int, swept: Mapping[str, datetime]) -> None:
        """The ids of families of a company were compared at these moments."""
        when = "INSERT OR REPLACE INTO sweeps VALUES (?, ?, ?)"
        for family, moment in swept.items():
            self._store.rows(when, (company, family, rows.moment(moment)))

    def swept(self, company: int) -> dict[str, datetime]:
        """When they were last compared."""
        known = self._store.rows("SELECT family, moment FROM sweeps WHERE company = ?", (company,))
        return {row["family"]: datetime.fromisoformat(row["moment"]) for row in known}

    def count_calls(self, link: str, month: str, calls: int) -> None:
        """Add to the calls that a service counts, of a link in a month (``2026-03``)."""
        more = (
            "INSERT INTO calls VALUES (?, ?, ?) ON CONFLICT (link, month) DO UPDATE SET calls = calls + excluded.calls"
        )
        self._store.rows(more, (link, month, calls))

    def calls(self, month: str) -> dict[str, int]:
        """The calls of each link in a month."""
        counted = self._store.rows("SELECT link, calls FROM calls WHERE month = ? ORDER BY link", (month,))
        return {row["link"]: row["calls"] for row in counted}


def _period(row: sqlite3.Row) -> Period:
    return Period(datetime.fromisoformat(row["due"]), row["archive"], bool(row["changed"]))
