"""A private copy of a book, as GnuCash's own tables in SQLite, whichever of its formats the book came in.

The source is opened for reading only and is the same, byte for byte and to its modification time, afterwards.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archiver import errors
from archiver.books.gnucash import from_sqlite, from_xml
from archiver.books.gnucash.store import Store
from archiver.words import N_, Phrase, phrase

SQLITE = b"SQLite format 3\0"
GZIP = b"\x1f\x8b"
CABINET = b"MSCF"
BLANKS = b"\xef\xbb\xbf \t\r\n"
Stamp = tuple[int, int, int]
FILLING, READING = 1 << 15, 1 << 12
"""Memory for pages of the snapshot, in KiB: sorting needs more of them than looking up."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The tables, the book's SHA-256, the moment at which it was last saved, and what to know about the reading."""

    tables: sqlite3.Connection
    digest: str
    saved: datetime
    notes: tuple[Phrase, ...]


@contextmanager
def taken(book: Path, folder: Path) -> Iterator[Snapshot]:
    """A copy of ``book`` as a new database in ``folder``, a private one that the caller removes.

    Raises ``FileNotFound``, ``FileNotReadable``, ``NotABook``, ``NotBooks``, ``BookDamaged``, ``BookHostile``,
    ``BookTooOld``, ``NoSpace``; or ``BookBusy`` when the file changed while it was read, whatever else went wrong
    meanwhile.
    """
    before = stamp(book)
    with closing(_new(folder / "snapshot.sqlite")) as tables:
        store = Store(book, tables, folder)
        try:
            locked = _fill(book, folder, store)
            store.finish()
            digest = _digest(book)
        except errors.ArchiverError as wrong:
            if stamp(book) != before:
                raise errors.BookBusy(path=book) from wrong
            raise
        except OSError as unreadable:
            raise errors.FileNotReadable(path=book, reason=errors.because(unreadable)) from unreadable
        if stamp(book) != before:
            raise errors.BookBusy(path=book)
        tables.execute(f"PRAGMA cache_size = -{READING}")
        tables.execute("PRAGMA query_only = ON")
        saved = datetime.fromtimestamp(before[2] // 10**9, UTC)
        yield Snapshot(tables, digest, saved, (*_opened(book, locked=locked), *_left_over(tables)))


def _digest(book: Path) -> str:
    with open(book, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _new(path: Path) -> sqlite3.Connection:
    """An empty database that only we may read; it is thrown away, so that nothing in it need survive a crash."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    tables = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{FILLING}"):
        tables.execute(f"PRAGMA {pragma}")
    return tables


def _fill(book: Path, folder: Path, store: Store) -> bool:
    with open(book, "rb") as opened:
        magic = opened.read(len(SQLITE))
    if magic == SQLITE:
        return from_sqlite.fill(book, folder, store.add)
    if magic.startswith(GZIP) or magic.lstrip(BLANKS).startswith(b"<"):
        from_xml.fill(book, store.add)
        return False
    if magic.startswith(CABINET):
        raise errors.NotBooks(path=book)
    reason = N_("it is empty.") if not magic else N_("it is neither SQLite nor XML.")
    raise errors.NotABook(path=book, reason=phrase(reason))


def stamp(book: Path) -> Stamp:
    """What changes when a file is written: its place on the disk, its size, its modification time in nanoseconds."""
    try:
        found = os.stat(book)
    except (FileNotFoundError, NotADirectoryError, ValueError) as missing:
        raise errors.FileNotFound(path=book) from missing
    except OSError as unreadable:
        raise errors.FileNotReadable(path=book, reason=errors.because(unreadable)) from unreadable
    return found.st_ino, found.st_size, found.st_mtime_ns


def _opened(book: Path, *, locked: bool) -> Iterator[Phrase]:
    if locked or os.path.exists(f"{book}.LCK"):
        yield phrase(N_("The book was open in GnuCash while it was read; it did not change meanwhile."))


def _left_over(tables: sqlite3.Connection) -> Iterator[Phrase]:
    """What belongs to nothing, and so stands on no sheet: that is said."""
    said = {
        "SELECT count(*) FROM splits WHERE tx_guid IS NULL OR tx_guid NOT IN (SELECT guid FROM transactions)": N_(
            "{count} postings belong to no entry of the book, and were left out."
        ),
        "SELECT count(*) FROM entries WHERE NOT EXISTS "
        "(SELECT 1 FROM invoices WHERE guid IN (entries.invoice, entries.bill))": N_(
            "{count} lines belong to no document of the book, and were left out."
        ),
    }
    for query, sentence in said.items():
        (count,) = tables.execute(query).fetchone()
        if count:
            yield phrase(sentence, count=count)
