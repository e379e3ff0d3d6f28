"""What we remember: companies, archives, deposits, runs, in one SQLite file that can be made anew from the cabinets.

Every moment is given by the caller. Several processes may use the same file at once.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from unicodedata import normalize

from archiver.catalogue import entry as rows
from archiver.catalogue import shared
from archiver.catalogue.agenda import Agenda, Period, Room
from archiver.catalogue.entry import Cabinet, Deposit, DepositState, Entry, Identity, Known, Place, Retired, Run
from archiver.catalogue.retirement import Retirement
from archiver.catalogue.series import Series
from archiver.catalogue.shared import Shared
from archiver.catalogue.store import Store
from archiver.model import Base

__all__ = [
    "Agenda", "Cabinet", "Catalogue", "Deposit", "DepositState", "Entry", "Identity", "Known", "Period",
    "Place", "Retired", "Room", "Run", "Series", "Shared",
]  # fmt: skip

_IDENTITY = "FROM companies WHERE (source, source_id, discriminator) = (?, ?, ?)"
_COUNTS = "company = :company AND verified IS NOT NULL AND series = (SELECT series FROM companies WHERE id = :company)"
_DEPOSITS = """
    SELECT deposits.*, deposits.id AS deposit, archive, folder, number, file, size, sha256
    FROM deposits JOIN cabinets ON cabinets.id = cabinet JOIN archives ON archives.id = archive
"""


class Catalogue:
    """An open catalogue, made if it is not there; close it, or use it in a ``with``.

    ``agenda`` has its runs and schedules, ``retirement`` what is kept no longer, ``series`` which one of a company goes
    on. Any method may raise what a ``Store`` does.
    """

    def __init__(self, path: Path) -> None:
        self._store = Store(path)
        self.agenda = Agenda(self._store)
        self.retirement = Retirement(self._store)
        self.series = Series(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, of: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    # companies and their series

    def company(self, identity: Identity, name: str | None = None) -> int:
        """The id of the company, entered if it is new; ``name``, when given, is what it is called from now on."""
        with self._store.together():
            if not self._store.rows(f"SELECT id {_IDENTITY}", identity):
                self._store.rows("INSERT INTO companies (source, source_id, discriminator) VALUES (?, ?, ?)", identity)
            (row,) = self._store.rows(f"SELECT id {_IDENTITY}", identity)
            if name is not None:
                self._store.rows("UPDATE companies SET name = ? WHERE id = ?", (name, row["id"]))
        return int(row["id"])

    def by_identity(self, identity: Identity) -> Known | None:
        """The company of that identity, if there is one."""
        return next(iter(self._store.all(rows.known, f"SELECT * {_IDENTITY}", identity)), None)

    def called(self, name: str) -> Known | None:
        """The company that its owner calls so now."""
        if not _is_text(name):
            return None
        which = "SELECT * FROM companies WHERE name = ? ORDER BY id DESC LIMIT 1"
        return next(iter(self._store.all(rows.known, which, (name,))), None)

    def companies(self) -> list[Known]:
        """Every company, in the order in which they came."""
        return self._store.all(rows.known, "SELECT * FROM companies ORDER BY id")

    def head(self, company: int) -> Entry | None:
        """The last archive of the current series that counts."""
        last = f"SELECT * FROM archives WHERE {_COUNTS} ORDER BY sequence DESC, learned, id LIMIT 1"
        return next(iter(self._store.all(self._entry, last, {"company": company})), None)

    def current(self, company: int) -> list[Entry]:
        """The archives of the current series that count and are there still, once each, by their place."""
        every = f"SELECT * FROM archives WHERE {_COUNTS} AND retired IS NULL ORDER BY sequence, learned DESC, id DESC"
        return list({each.place: each for each in self._store.all(self._entry, every, {"company": company})}.values())

    def next_place(self, company: int) -> Place:
        """Where the next archive of the current series stands, both numbers from 1."""
        if (head := self.head(company)) and head.place:
            return Place(head.place.series, head.place.sequence + 1, head.digest, self.retirement.told(company))
        return Place(self.series.current(company), 1, None, self.retirement.told(company))

    def bases(self, company: int) -> dict[str, Base]:
        """For each family, how far the current series holds it whole, and in which archive."""
        found = self._store.all(
            rows.base,
            f"SELECT bookmarks.*, sequence, digest FROM bookmarks JOIN archives ON archives.id = archive "
            f"WHERE {_COUNTS} ORDER BY sequence, learned DESC, archives.id",
            {"company": company},
        )
        return dict(found)

    # archives

    def enter(self, entry: Entry, due: datetime | None = None) -> int:
        """Enter an archive of our own with its cabinets and bookmarks, all or none, and say its id.

        It counts from the start if ``entry.verified``; else once ``confirm`` says so. One that counts already stays as
        it is; what was learned, or never verified, of the same archive gives way. ``due`` names the period it is for.
        """
        with self._store.together():
            for row in self._same(entry):
                if row["verified"] and not row["learned"]:
                    return int(row["id"])
                self._store.rows("DELETE FROM archives WHERE id = ?", (row["id"],))
            archive = self._insert(entry, learned=False)
            if due:
                self.agenda.meet(entry.company, due, archive, changed=True)
            return archive

    def learn(self, entry: Entry) -> int:
        """Enter an archive that was read back from its cabinets, and say its id; what is there already stays."""
        with self._store.together():
            for row in self._same(entry):
                return int(row["id"])
            archive = self._insert(entry, learned=True)
            self.series.follow(entry.company)
            return archive

    def confirm(self, archive: int, now: datetime) -> None:
        """The kept copy of an archive was verified: it counts."""
        self._store.rows("UPDATE archives SET verified = ? WHERE id = ?", (rows.moment(now), archive))

    def entry(self, archive: int) -> Entry:
        """The archive with this id, which there is."""
        (found,) = self._store.all(self._entry, "SELECT * FROM archives WHERE id = ?", (archive,))
        return found

    def unconfirmed(self, company: int) -> list[Entry]:
        """Archives of our own whose kept copy was not verified yet: a run was killed."""
        which = "SELECT * FROM archives WHERE company = ? AND verified IS NULL AND NOT learned ORDER BY id"
        return self._store.all(self._entry, which, (company,))

    def forget(self, archive: int) -> None:
        """An archive never came to be: its entry goes, with all that hangs on it."""
        self._store.rows("DELETE FROM archives WHERE id = ?", (archive,))

    def entries(self, company: int | None = None) -> list[Entry]:
        """The archives, of one company or of all, in the order of their moments."""
        which = "SELECT * FROM archives WHERE :company IS NULL OR company = :company ORDER BY company, moment, id"
        return self._store.all(self._entry, which, {"company": company})

    def find(self, text: str) -> list[Entry]:
        """The archives of that archive digest or name, or with a cabinet of that SHA-256 or file name."""
        if not _is_text(text):
            return []
        which = (
            "SELECT * FROM archives WHERE :text IN (digest, name) OR id IN "
            "(SELECT archive FROM cabinets WHERE :text IN (sha256, file)) ORDER BY company, moment, id"
        )
        return self._store.all(self._entry, which, {"text": normalize("NFC", text)})

    # deposits

    def intend(self, archive: int, drive: str, folder: str, now: datetime) -> None:
        """Every cabinet of the archive is to lie on ``drive``, in ``folder`` there; said twice, it is meant once."""
        self._store.rows(
            "INSERT INTO deposits (cabinet, drive, name, intended) "
            "SELECT id, :drive, ltrim(:folder || '/' || file, '/'), :now FROM cabinets WHERE archive = :archive "
            "ON CONFLICT (cabinet, drive) DO NOTHING",
            {"archive": archive, "drive": drive, "folder": folder, "now": rows.moment(now)},
        )

    def deposited(self, deposit: int, where: str, now: datetime) -> None:
        """The drive took the cabinet; ``where`` is its receipt's. It is yet to be verified, even if it once was."""
        self._store.rows(
            "UPDATE deposits SET place = ?, deposited = ?, verified = NULL WHERE id = ?",
            (where, rows.moment(now), deposit),
        )

    def verified(self, deposit: int, now: datetime) -> None:
        """The cabinet's digest was compared where it lies."""
        self._store.rows("UPDATE deposits SET verified = ? WHERE id = ?", (rows.moment(now), deposit))

    def lost(self, deposit: int) -> None:
        """The cabinet does not lie there any more: it is still meant to."""
        self._store.rows("UPDATE deposits SET deposited = NULL, verified = NULL WHERE id = ?", (deposit,))

    def doubted(self, deposit: int) -> None:
        """What lies there is not the cabinet."""
        self._store.rows("UPDATE deposits SET verified = NULL WHERE id = ?", (deposit,))

    def deposits(self, archive: int) -> list[Deposit]:
        """Every deposit of an archive, by drive."""
        return self._store.all(rows.deposit, f"{_DEPOSITS} WHERE archive = ? ORDER BY drive, number", (archive,))

    def pending_deposits(self, company: int | None = None) -> list[Deposit]:
        """The deposits, of archives that count, that are not yet verified; the oldest first."""
        pending = (
            f"{_DEPOSITS} WHERE deposits.verified IS NULL AND archives.verified IS NOT NULL AND retired IS NULL "
            "AND (:company IS NULL OR company = :company) ORDER BY deposits.id"
        )
        return self._store.all(rows.deposit, pending, {"company": company})

    # shares

    def let_in(self, share: Shared) -> int:
        """Enter a share and say its id; one that the drive calls the same gives way, but for when it began."""
        columns = shared.columns(share)
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        renewed = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "since")
        renewed += ", since = CASE WHEN shares.ended IS NULL THEN shares.since ELSE excluded.since END"
        told = f"INSERT INTO shares ({names}) VALUES ({marks}) ON CONFLICT (drive, key) DO UPDATE SET {renewed}"
        (row,) = self._store.rows(f"{told} RETURNING id", columns)
        return int(row["id"])

    def let_out(self, share: int, now: datetime) -> None:
        """The guest is let in no longer."""
        self._store.rows("UPDATE shares SET ended = ? WHERE id = ? AND ended IS NULL", (rows.moment(now), share))

    def shares(self, company: int | None = None) -> list[Shared]:
        """Every share, of one company or of all, those that are over too; the oldest first."""
        which = "SELECT * FROM shares WHERE :company IS NULL OR company = :company ORDER BY id"
        return self._store.all(shared.shared, which, {"company": company})

    # how it is done

    def _same(self, entry: Entry) -> list[sqlite3.Row]:
        return self._store.rows(
            "SELECT * FROM archives WHERE company = ? AND digest = ?", (entry.company, entry.digest)
        )

    def _insert(self, entry: Entry, *, learned: bool) -> int:
        columns = rows.columns(entry) | {"learned": learned}
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        (row,) = self._store.rows(f"INSERT INTO archives ({names}) VALUES ({marks}) RETURNING id", columns)
        archive = int(row["id"])
        for each in entry.cabinets:
            self._store.rows("INSERT INTO cabinets (archive, number, file, size, sha256) VALUES (?, ?, ?, ?, ?)",
                       (archive, each.number, normalize("NFC", each.file), each.size, each.sha256))  # fmt: skip
        for family, mark in entry.bookmarks.items():
            self._store.rows("INSERT INTO bookmarks (archive, family, moment, token) VALUES (?, ?, ?, ?)",
                       (archive, family, rows.moment(mark.moment), mark.token))  # fmt: skip
        return archive

    def _entry(self, row: sqlite3.Row) -> Entry:
        cabinets = self._store.rows("SELECT * FROM cabinets WHERE archive = ? ORDER BY number", (row["id"],))
        bookmarks = self._store.rows("SELECT * FROM bookmarks WHERE archive = ? ORDER BY family", (row["id"],))
        return rows.entry(row, cabinets, bookmarks)


def _is_text(typed: str) -> bool:
    """Whether a catalogue could hold it at all: what is typed may be any bytes, and SQLite takes UTF-8 alone."""
    try:
        typed.encode()
    except UnicodeEncodeError:
        return False
    return True
