"""What a comparison has found so far, on disk: it may be as much as the books themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver import kinds
from archiver.model import Record
from archiver.packed import pack, unpacking

CHANGES = "changes"
FILE = "touched.sqlite"


class Touched:
    """Documents that are not as they were, by family, those of them that are new, and the rows that tell of it.

    In a file of a private ``folder``, for it tells of the books; gone with ``close``. Any method may raise
    ``sqlite3.Error``.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._path.unlink(missing_ok=True)  # what a killed run has left
        self._path.touch(0o600)
        self._rows = sqlite3.connect(self._path, isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute(
            "CREATE TABLE touched (family TEXT, document TEXT, new INTEGER, PRIMARY KEY (family, document))"
        )
        self._rows.execute("CREATE TABLE told (packed BLOB)")

    def close(self) -> None:
        """Forget all of it."""
        self._rows.close()
        self._path.unlink(missing_ok=True)

    def touch(self, family: str, document: str, *, new: bool = False) -> None:
        """A document is not as it was."""
        self._rows.execute("INSERT OR IGNORE INTO touched VALUES (?, ?, ?)", (family, document, new))

    def has(self, family: str, document: str) -> bool:
        """Whether that was said of it."""
        return self._is("1", family, document)

    def is_new(self, family: str, document: str) -> bool:
        """Whether it was not there before."""
        return self._is("new", family, document)

    def __bool__(self) -> bool:
        return self._rows.execute("SELECT 1 FROM touched LIMIT 1").fetchone() is not None

    def _is(self, what: str, family: str, document: str) -> bool:
        query = f"SELECT 1 FROM touched WHERE {what} AND family = ? AND document = ?"
        return self._rows.execute(query, (family, document)).fetchone() is not None

    def tell(self, rows: Iterable[Record]) -> None:
        """Rows of the kind *changes*."""
        self._rows.executemany("INSERT INTO told VALUES (?)", ((pack(row),) for row in rows))

    def told(self) -> Iterator[Record]:
        """Those rows, numbered from the first."""
        kind = kinds.kind(CHANGES)
        unpack, place = unpacking(kind), kind.keys.index("id")
        for number, (packed,) in enumerate(self._rows.execute("SELECT packed FROM told ORDER BY rowid"), start=1):
            [row], id_ = unpack([packed]), f"{number:08d}"
            values = (*row.values[:place], id_, *row.values[place + 1 :])
            yield row._replace(id=id_, document=id_, values=values)
