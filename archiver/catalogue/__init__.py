"""What we remember: companies, archives, deposits, runs, in one SQLite file that can be made anew from the cabinets.

Every moment is given by the caller. Several processes may use the same file at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from unicodedata import normalize

from archiver.catalogue import entry as rows
from archiver.catalogue import schema, shared
from archiver.catalogue.entry import Base, Cabinet, Deposit, DepositState, Entry, Identity, Known, Place, Run
from archiver.catalogue.shared import Shared
from archiver.errors import CatalogueBusy, CatalogueDamaged, NoSpace, TargetNotWritable, because

__all__ = [
    "Base", "Cabinet", "Catalogue", "Deposit", "DepositState", "Entry", "Identity", "Known", "Place", "Run", "Shared",
]  # fmt: skip

T = TypeVar("T")
Values = Sequence[object] | Mapping[str, object]

_IDENTITY = "FROM companies WHERE (source, source_id, discriminator) = (?, ?, ?)"
_COUNTS = "company = :company AND verified IS NOT NULL AND series = (SELECT series FROM companies WHERE id = :company)"
_DEPOSITS = """
    SELECT deposits.*, deposits.id AS deposit, archive, folder, number, file, size, sha256
    FROM deposits JOIN cabinets ON cabinets.id = cabinet JOIN archives ON archives.id = archive
"""


class Catalogue:
    """An open catalogue, made if it is not there; close it, or use it in a ``with``.

    Any method may raise ``CatalogueDamaged``, ``CatalogueTooNew``, ``CatalogueBusy`` (another process kept it for 30
    seconds, or took the same place in a series), ``NoSpace`` or ``TargetNotWritable``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._our_errors():
            self._connection = schema.connect(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, of: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # companies and their series

    def company(self, identity: Identity, name: str | None = None) -> int:
        """The id of the company, entered if it is new; ``name``, when given, is what it is called from now on."""
        with self._together():
            if not self._rows(f"SELECT id {_IDENTITY}", identity):
                self._rows("INSERT INTO companies (source, source_id, discriminator) VALUES (?, ?, ?)", identity)
            (row,) = self._rows(f"SELECT id {_IDENTITY}", identity)
            if name is not None:
                self._rows("UPDATE companies SET name = ? WHERE id = ?", (name, row["id"]))
        return int(row["id"])

    def by_identity(self, identity: Identity) -> Known | None:
        """The company of that identity, if there is one."""
        return next(iter(self._all(rows.known, f"SELECT * {_IDENTITY}", identity)), None)

    def companies(self) -> list[Known]:
        """Every company, in the order in which they came."""
        return self._all(rows.known, "SELECT * FROM companies ORDER BY id")

    def head(self, company: int) -> Entry | None:
        """The last archive of the current series that counts."""
        last = f"SELECT * FROM archives WHERE {_COUNTS} ORDER BY sequence DESC, learned, id LIMIT 1"
        return next(iter(self._all(self._entry, last, {"company": company})), None)

    def next_place(self, company: int) -> Place:
        """Where the next archive of the current series stands, both numbers from 1."""
        if (head := self.head(company)) and head.place:
            return Place(head.place.series, head.place.sequence + 1, head.digest)
        (row,) = self._rows("SELECT series FROM companies WHERE id = ?", (company,))
        return Place(row["series"], 1, None)

    def begin_series(self, company: int) -> int:
        """Begin the next series and say its number; one that is still empty has begun already."""
        latest = "SELECT coalesce(max(series), 0) FROM archives WHERE company = :company AND verified IS NOT NULL"
        self._rows(f"UPDATE companies SET series = ({latest}) + 1 WHERE id = :company", {"company": company})
        return self.next_place(company).series

    def bases(self, company: int) -> dict[str, Base]:
        """For each family, how far the current series holds it whole, and in which archive."""
        found = self._all(
            rows.base,
            f"SELECT bookmarks.*, sequence, digest FROM bookmarks JOIN archives ON archives.id = archive "
            f"WHERE {_COUNTS} ORDER BY sequence, learned DESC, archives.id",
            {"company": company},
        )
        return dict(found)

    # archives

    def enter(self, entry: Entry) -> int:
        """Enter an archive of our own with its cabinets and bookmarks, all or none, and say its id.

        It counts from the start if ``entry.verified``; else once ``confirm`` says so. One that counts already stays as
        it is; what was learned, or never verified, of the same archive gives way.
        """
        with self._together():
            for row in self._same(entry):
                if row["verified"] and not row["learned"]:
                    return int(row["id"])
                self._rows("DELETE FROM archives WHERE id = ?", (row["id"],))
            return self._insert(entry, learned=False)

    def learn(self, entry: Entry) -> int:
        """Enter an archive that was read back from its cabinets, and say its id; what is there already stays."""
        with self._together():
            for row in self._same(entry):
                return int(row["id"])
            if entry.place and entry.verified:
                self._rows(
                    "UPDATE companies SET series = max(series, ?) WHERE id = ?", (entry.place.series, entry.company)
                )
            return self._insert(entry, learned=True)

    def confirm(self, archive: int, now: datetime) -> None:
        """The kept copy of an archive was verified: it counts."""
        self._rows("UPDATE archives SET verified = ? WHERE id = ?", (rows.moment(now), archive))

    def entries(self, company: int | None = None) -> list[Entry]:
        """The archives, of one company or of all, in the order of their moments."""
        which = "SELECT * FROM archives WHERE :company IS NULL OR company = :company ORDER BY company, moment, id"
        return self._all(self._entry, which, {"company": company})

    def find(self, text: str) -> list[Entry]:
        """The archives of that archive digest or name, or with a cabinet of that SHA-256 or file name."""
        which = (
            "SELECT * FROM archives WHERE :text IN (digest, name) OR id IN "
            "(SELECT archive FROM cabinets WHERE :text IN (sha256, file)) ORDER BY company, moment, id"
        )
        return self._all(self._entry, which, {"text": normalize("NFC", text)})

    # deposits

    def intend(self, archive: int, drive: str, folder: str, now: datetime) -> None:
        """Every cabinet of the archive is to lie on ``drive``, in ``folder`` there; said twice, it is meant once."""
        self._rows(
            "INSERT INTO deposits (cabinet, drive, name, intended) "
            "SELECT id, :drive, ltrim(:folder || '/' || file, '/'), :now FROM cabinets WHERE archive = :archive "
            "ON CONFLICT (cabinet, drive) DO NOTHING",
            {"archive": archive, "drive": drive, "folder": folder, "now": rows.moment(now)},
        )

    def deposited(self, deposit: int, where: str, now: datetime) -> None:
        """The drive took the cabinet; ``where`` is its receipt's. It is yet to be verified, even if it once was."""
        self._rows(
            "UPDATE deposits SET place = ?, deposited = ?, verified = NULL WHERE id = ?",
            (where, rows.moment(now), deposit),
        )

    def verified(self, deposit: int, now: datetime) -> None:
        """The cabinet's digest was compared where it lies."""
        self._rows("UPDATE deposits SET verified = ? WHERE id = ?", (rows.moment(now), deposit))

    def lost(self, deposit: int) -> None:
        """The cabinet does not lie there any more: it is still meant to."""
        self._rows("UPDATE deposits SET deposited = NULL, verified = NULL WHERE id = ?", (deposit,))

    def doubted(self, deposit: int) -> None:
        """What lies there is not the cabinet."""
        self._rows("UPDATE deposits SET verified = NULL WHERE id = ?", (deposit,))

    def deposits(self, archive: int) -> list[Deposit]:
        """Every deposit of an archive, by drive."""
        return self._all(rows.deposit, f"{_DEPOSITS} WHERE archive = ? ORDER BY drive, number", (archive,))

    def pending_deposits(self, company: int | None = None) -> list[Deposit]:
        """The deposits, of archives that count, that are not yet verified; the oldest first."""
        pending = (
            f"{_DEPOSITS} WHERE deposits.verified IS NULL AND archives.verified IS NOT NULL "
            "AND (:company IS NULL OR company = :company) ORDER BY deposits.id"
        )
        return self._all(rows.deposit, pending, {"company": company})

    # shares

    def let_in(self, share: Shared) -> int:
        """Enter a share and say its id; one that the drive calls the same gives way, but for when it began."""
        columns = shared.columns(share)
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        renewed = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "since")
        renewed += ", since = CASE WHEN shares.ended IS NULL THEN shares.since ELSE excluded.since END"
        told = f"INSERT INTO shares ({names}) VALUES ({marks}) ON CONFLICT (drive, key) DO UPDATE SET {renewed}"
        (row,) = self._rows(f"{told} RETURNING id", columns)
        return int(row["id"])

    def let_out(self, share: int, now: datetime) -> None:
        """The guest is let in no longer."""
        self._rows("UPDATE shares SET ended = ? WHERE id = ? AND ended IS NULL", (rows.moment(now), share))

    def shares(self, company: int | None = None) -> list[Shared]:
        """Every share, of one company or of all, those that are over too; the oldest first."""
        which = "SELECT * FROM shares WHERE :company IS NULL OR company = :company ORDER BY id"
        return self._all(shared.shared, which, {"company": company})

    # runs

    def record_run(self, run: Run) -> None:
        """Remember how a run ended."""
        self._rows(
            "INSERT INTO runs (company, began, ended, outcome, exit_code, said, facts) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (run.company, rows.moment(run.began), rows.moment(run.ended), run.outcome, run.exit_code,
             run.said.template if run.said else None, rows.facts(run.said)),
        )  # fmt: skip

    def runs(self, company: int | None = None) -> list[Run]:
        """The runs, of one company or of all, the last one first."""
        which = "SELECT * FROM runs WHERE :company IS NULL OR company = :company ORDER BY id DESC"
        return self._all(rows.run, which, {"company": company})

    # how it is done

    def _same(self, entry: Entry) -> list[sqlite3.Row]:
        return self._rows("SELECT * FROM archives WHERE company = ? AND digest = ?", (entry.company, entry.digest))

    def _insert(self, entry: Entry, *, learned: bool) -> int:
        columns = rows.columns(entry) | {"learned": learned}
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        (row,) = self._rows(f"INSERT INTO archives ({names}) VALUES ({marks}) RETURNING id", columns)
        archive = int(row["id"])
        for each in entry.cabinets:
            self._rows("INSERT INTO cabinets (archive, number, file, size, sha256) VALUES (?, ?, ?, ?, ?)",
                       (archive, each.number, normalize("NFC", each.file), each.size, each.sha256))  # fmt: skip
        for family, mark in entry.bookmarks.items():
            self._rows("INSERT INTO bookmarks (archive, family, moment, token) VALUES (?, ?, ?, ?)",
                       (archive, family, rows.moment(mark.moment), mark.token))  # fmt: skip
        return archive

    def _entry(self, row: sqlite3.Row) -> Entry:
        cabinets = self._rows("SELECT * FROM cabinets WHERE archive = ? ORDER BY number", (row["id"],))
        bookmarks = self._rows("SELECT * FROM bookmarks WHERE archive = ? ORDER BY family", (row["id"],))
        return rows.entry(row, cabinets, bookmarks)

    def _all(self, told: Callable[[sqlite3.Row], T], sql: str, values: Values = ()) -> list[T]:
        with self._our_errors():
            return [told(row) for row in self._rows(sql, values)]

    def _rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        with self._our_errors():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """One transaction: all that is written inside, or nothing."""
        self._rows("BEGIN IMMEDIATE")
        try:
            yield
            self._rows("COMMIT")
        finally:
            if self._connection.in_transaction:  # not committed; a full disk has rolled back by itself
                self._rows("ROLLBACK")

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Turn what SQLite, the disk, or a value that nobody here wrote may raise into errors of ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._ours(error) from error
        except OSError as error:
            raise TargetNotWritable(path=self._path.parent, reason=because(error)) from error
        except ValueError as error:
            raise CatalogueDamaged(path=self._path, reason=error) from error

    def _ours(self, error: sqlite3.Error) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            return CatalogueBusy(path=self._path)
        match code & 0xFF:  # the primary code; the rest says which shade of it
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return CatalogueBusy(path=self._path)
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                return CatalogueDamaged(path=self._path, reason=error)
            case sqlite3.SQLITE_FULL:
                return NoSpace(path=self._path)
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
                return TargetNotWritable(path=self._path.parent, reason=error)
        return error
