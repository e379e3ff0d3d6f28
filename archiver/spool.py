"""Pages as they were read, in a private folder, until the archive is made of them.

A spool holds rows of every kind on disk, as they come. What an archive is made of is a copy of it, the draft: sorted
by id, as the records are written, and in the order that people read; changed at will, and gone with the run. The same
request within six hours goes on where it stopped; an older one is wiped.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from archiver import errors
from archiver.column_store import BLOCK, ColumnStore
from archiver.model import Bookmark, Kind, Page, Record, State, Value
from archiver.packed import Pressed, columns, pack, plain, pressed, pressing, unpacking
from archiver.spool_tables import ORDERS, PAGE_SIZE, TABLES
from archiver.view import MANY, OF_FAMILY, OF_KIND, Rows, View, as_read
from archiver.words import N_, phrase

FILE = "spool.sqlite"
DRAFT, COLUMNS = "draft.sqlite", "draft.columns.sqlite"
FRESH = timedelta(hours=6)
BATCH = 1_000


class Reached(NamedTuple):
    """How far a family has come: where to go on, its documents so far, whether that is all of it, and its bookmark."""

    resume: str | None
    documents: int
    ended: bool
    bookmark: Bookmark | None


class Spool(Rows):
    """The rows of one request to one company's books; ``begin`` comes first.

    Any method may raise ``sqlite3.Error`` where the disk fails: the room that the spool lies in says what it means.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._forget_draft()
        self._columns = ColumnStore(_private(folder / COLUMNS))
        super().__init__(self._connected(), {})

    def _connected(self) -> sqlite3.Connection:
        rows = sqlite3.connect(_private(self.folder / FILE), isolation_level=None)
        rows.execute("PRAGMA locking_mode = EXCLUSIVE")  # nobody else is in the room: no memory needs to be shared
        return rows

    def _forget_draft(self) -> None:
        for name in (DRAFT, COLUMNS):
            for path in self.folder.glob(f"{name}*"):
                path.unlink()

    def close(self) -> None:
        """Let go of the file; a draft is gone, for those too who have a view of it."""
        super().close()
        self._columns.close()
        self._forget_draft()

    def begin(self, asked: str, now: datetime) -> datetime:
        """The moment of the first request: that of a fresh spool of the same request, else ``now``, all else wiped."""
        found = self._request()
        if found and found[0] == asked and timedelta(0) <= now - found[1] < FRESH:
            began = found[1]
        else:
            began = now
            self._wipe()
            self._rows.execute("INSERT INTO request VALUES (?, ?)", (asked, now.isoformat()))
        # In a journal of this kind, a crash of the machine may lose the last pages but never spoils the others.
        self._rows.execute("PRAGMA synchronous = NORMAL")
        return began

    def _request(self) -> tuple[str, datetime] | None:
        try:
            found = self._rows.execute("SELECT asked, moment FROM request").fetchone()
        except sqlite3.DatabaseError:  # new, or whoever made it was killed before it had its tables
            return None
        return (found[0], datetime.fromisoformat(found[1])) if found else None

    def _wipe(self) -> None:
        self._rows.close()
        for path in self.folder.glob(f"{FILE}*"):
            path.unlink()
        self._rows = self._connected()
        self._rows.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("BEGIN")
        for table in TABLES:
            self._rows.execute(table)
        self._rows.execute("COMMIT")

    def draft(self) -> None:
        """All pages are there: sort a copy of them. From here on changes are this run's alone, and gone with ``close``,
        so that whoever resumes finds the pages as they were read.

        An id that came twice is a fault of the source: ``ServiceError``. ``OSError`` where there is no room for a copy.
        """
        # Closing it would do so as well, but not say that the disk was full or failed: rows would be lost in silence.
        self._rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._rows.close()
        draft = _private(self.folder / DRAFT)
        shutil.copyfile(self.folder / FILE, draft)
        self._rows = sqlite3.connect(draft, isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = DELETE")
        self._rows.execute("PRAGMA synchronous = OFF")  # whatever happens to the machine, nobody reads it again
        self._rows.execute("BEGIN")
        try:
            for order in ORDERS:
                self._rows.execute(order)
        except sqlite3.IntegrityError as twice:
            named = "SELECT name, id FROM rows JOIN names ON number = kind"
            query = f"{named} GROUP BY kind, id HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 1"
            kind, id_ = self._rows.execute(query).fetchone()
            reason = phrase(N_("it gave {id} twice."), id=id_)
            raise errors.ServiceError(service=self._kinds[kind].labels, reason=reason) from twice

    def view(self) -> View:
        """The draft as it is, for other processes too. It may not be changed any more."""
        if self._rows.in_transaction:
            self._rows.execute("COMMIT")
        return View(self.folder / DRAFT, self._kinds)

    def stated(
        self, kind: Kind, keys: Sequence[str], *, by_id: bool = False
    ) -> Iterator[tuple[State, tuple[Value, ...]]]:
        """As for all rows, but that columns which are asked for again and again come in a tenth of the time."""
        if keys and not by_id and self._columns.knows(kind, lambda: self._by_column(kind)):
            return self._columns.stated(kind, keys)
        return super().stated(kind, keys, by_id=by_id)

    def _by_column(self, kind: Kind) -> Iterator[Sequence[bytes]]:
        lots = self._blocks(kind, as_read(kind), plain)
        while some := list(chain.from_iterable(islice(lots, BLOCK // MANY))):
            yield columns(some)

    def know(self, kinds: Iterable[Kind]) -> None:
        """The kinds whose rows are to come, with a source's own columns."""
        self._kinds |= {kind.key: kind for kind in kinds}

    def reached(self, family: str) -> Reached:
        """How far a family has been spooled."""
        query = "SELECT resume, documents, ended, bookmark FROM families WHERE name = ?"
        resume, documents, ended, told = self._rows.execute(query, (family,)).fetchone() or (None, 0, 0, None)
        bookmark = msgspec.json.decode(told, type=Bookmark) if told else None
        return Reached(resume, documents, bool(ended), bookmark)

    def add(self, family: str, page: Page | Pressed) -> int:
        """A page, whole or not at all; how many more documents there are now."""
        page = page if isinstance(page, Pressed) else pressed(page, self._kinds)
        documents = {document for rows in page.rows.values() for _, document, *_ in rows}
        with self._at_once():
            gone = self._replace(family, page.replaces)
            for key, rows in page.rows.items():
                self._insert(family, key, rows)
            self.leave(family, page.gone)
            self._advance(family, page, len(documents) - gone)
        return len(documents) - gone

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """What is done here is done whole or not at all, whenever we are killed; in a draft, that is the draft's."""
        if not (draft := self._rows.in_transaction):
            self._rows.execute("BEGIN")
        try:
            yield
            if not draft:
                self._rows.execute("COMMIT")
        finally:
            if not draft and self._rows.in_transaction:  # not committed; a full disk has rolled back by itself
                self._rows.execute("ROLLBACK")

    def _replace(self, family: str, documents: Collection[str]) -> int:
        """Take out documents that are read again or are gone, which is rare; how many of them were there."""
        if not documents:
            return 0
        self._rows.execute("CREATE TEMP TABLE IF NOT EXISTS again (document TEXT PRIMARY KEY)")
        self._rows.execute("DELETE FROM again")
        self._rows.executemany("INSERT OR IGNORE INTO again VALUES (?)", ((each,) for each in documents))
        those = f"FROM rows WHERE {OF_FAMILY} AND document IN (SELECT document FROM again)"
        (gone,) = self._rows.execute(f"SELECT count(DISTINCT document) {those}", (family,)).fetchone()
        self._rows.execute(f"DELETE {those}", (family,))
        self._columns.forget()
        return int(gone)

    def leave(self, family: str, documents: Iterable[str]) -> None:
        """These documents, of an archive before, are gone."""
        self._rows.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", ((family, each) for each in documents))

    def gone(self, family: str) -> set[str]:
        """The documents that are gone, and were not read again."""
        query = f"SELECT document FROM gone WHERE family = ? EXCEPT SELECT document FROM rows WHERE {OF_FAMILY}"
        return {document for (document,) in self._rows.execute(query, (family, family))}

    def end(self, family: str) -> None:
        """A family has been read to its end."""
        self._rows.execute("UPDATE families SET ended = 1 WHERE name = ?", (family,))

    def forget(self, family: str, *, whole: bool = False) -> None:
        """A family is to be read again from its beginning; the ``whole`` of it, where only changes were."""
        with self._at_once():
            for table, which in (("rows", OF_FAMILY), ("gone", "family = ?"), ("families", "name = ?")):
                self._rows.execute(f"DELETE FROM {table} WHERE {which}", (family,))
            if whole:
                self._rows.execute("INSERT OR IGNORE INTO whole VALUES (?)", (family,))
        self._columns.forget()

    def is_whole(self, family: str) -> bool:
        """Whether that was said of a family."""
        return self._rows.execute("SELECT 1 FROM whole WHERE family = ?", (family,)).fetchone() is not None

    def put(self, kind: Kind, rows: Iterable[Record]) -> None:
        """Rows that are computed here, of a kind that no family brings; part of a draft."""
        self.know([kind])
        coming = iter(rows)
        while some := list(islice(coming, BATCH)):
            self._insert("", kind.key, pressing(kind, some))

    def rewrite(self, kind: Kind, change: Callable[[Record], Record]) -> None:
        """Each row of a kind in a new form; its id, document and place stay. Part of a draft."""
        last = ""
        while batch := self._after(kind, last):
            self.amend(kind, [change(row) for row in batch])
            last = batch[-1].id

    def amend(self, kind: Kind, rows: Iterable[Record]) -> None:
        """Single rows in a new form, in the same way."""
        statement = f"UPDATE rows SET packed = ? WHERE {OF_KIND} AND id = ?"
        self._rows.executemany(statement, ((pack(row), kind.key, row.id) for row in rows))
        self._columns.forget(kind.key)

    def _after(self, kind: Kind, last: str) -> Sequence[Record]:
        query = f"SELECT packed FROM rows WHERE {OF_KIND} AND id > ? ORDER BY id LIMIT ?"
        return unpacking(kind)([packed for (packed,) in self._rows.execute(query, (kind.key, last, BATCH))])

    def drop(self, kind: Kind, ids: Iterable[str]) -> None:
        """Single rows that do not belong in this archive go; part of a draft."""
        self._rows.executemany(f"DELETE FROM rows WHERE {OF_KIND} AND id = ?", ((kind.key, each) for each in ids))
        self._columns.forget(kind.key)

    def drop_documents(self, family: str, documents: Iterable[str]) -> None:
        """Documents that do not belong in this archive go, with all that belongs to them; part of a draft."""
        self._rows.executemany(
            f"DELETE FROM rows WHERE {OF_FAMILY} AND document = ?", ((family, each) for each in documents)
        )
        self._columns.forget()

    def documents(self, family: str) -> int:
        """How many documents of a family are there now."""
        query = f"SELECT count(DISTINCT document) FROM rows WHERE {OF_FAMILY}"
        return int(self._rows.execute(query, (family,)).fetchone()[0])

    def has(self, family: str, document: str) -> bool:
        """Whether a document of a family is there."""
        query = f"SELECT 1 FROM rows WHERE {OF_FAMILY} AND document = ? LIMIT 1"
        return self._rows.execute(query, (family, document)).fetchone() is not None

    def ids(self, family: str) -> Iterator[str]:
        """The ids of its documents; in a draft, in their order."""
        query = f"SELECT DISTINCT document FROM rows WHERE {OF_FAMILY}"
        return (document for (document,) in self._rows.execute(query, (family,)))

    def _insert(self, family: str, kind: str, rows: Iterable[tuple[str, str, str | None, bytes]]) -> None:
        whose = self._number(kind), self._number(family)
        statement = "INSERT INTO rows (kind, family, id, document, shown, packed) VALUES (?, ?, ?, ?, ?, ?)"
        self._rows.executemany(statement, ((*whose, *row) for row in rows))
        self._columns.forget(kind)

    def _number(self, name: str) -> int:
        """The number that stands for a kind or a family in its rows."""
        self._rows.execute("INSERT OR IGNORE INTO names (name) VALUES (?)", (name,))
        return int(self._rows.execute("SELECT number FROM names WHERE name = ?", (name,)).fetchone()[0])

    def _advance(self, family: str, page: Pressed, documents: int) -> None:
        bookmark = msgspec.json.encode(page.bookmark) if page.bookmark else None
        self._rows.execute(
            "INSERT INTO families VALUES (?, ?, ?, ?, 0) ON CONFLICT (name) DO UPDATE SET "
            "documents = documents + excluded.documents, resume = excluded.resume, bookmark = excluded.bookmark",
            (family, documents, page.resume, bookmark),
        )


def _private(path: Path) -> Path:
    """A file that is there, and that nobody else may read."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return path
