"""Rows on their way into a snapshot: each value is what its column promises, or the book is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver import errors
from archiver.books.gnucash.tables import INTEGERS, TABLES, Table
from archiver.words import N_, phrase

Add = Callable[[str, Iterable[Sequence[object]]], None]

DISK_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)

# Scheduled transactions are templates, kept among the real ones under a root account of their own.
TEMPLATES = """
CREATE TEMP TABLE templates AS
    WITH RECURSIVE tree(guid) AS (
        SELECT root_template_guid FROM books WHERE root_template_guid IS NOT NULL
        UNION SELECT accounts.guid FROM accounts JOIN tree ON accounts.parent_guid = tree.guid)
    SELECT guid FROM tree;
CREATE TEMP TABLE planned AS SELECT tx_guid FROM splits WHERE account_guid IN templates;
DELETE FROM transactions WHERE guid IN planned;
DELETE FROM splits WHERE tx_guid IN planned;
DELETE FROM accounts WHERE guid IN templates;
DELETE FROM commodities WHERE namespace = 'template';
DROP TABLE templates;
DROP TABLE planned;
"""


class Store:
    """The tables of a snapshot while they are being filled."""

    def __init__(self, book: Path, tables: sqlite3.Connection, folder: Path) -> None:
        self._book, self._tables, self._folder = book, tables, folder
        for name, table in TABLES.items():
            tables.execute(_declared(name, table))

    def add(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        """Rows in the order of the table's columns; one transaction.

        Raises ``BookDamaged`` for a value that its column cannot hold, for a key that comes twice and for none.
        """
        table = TABLES[name]
        readers = [_whole if column in INTEGERS else _text for column in table.columns]
        checked = ([read(value) for read, value in zip(readers, row, strict=True)] for row in rows)
        verb = "INSERT OR IGNORE" if table.forgiving else "INSERT"
        with self._damages(name):
            self._tables.execute("BEGIN")
            self._tables.executemany(f"{verb} INTO {name} VALUES ({', '.join('?' * len(readers))})", checked)
            self._tables.execute("COMMIT")

    def finish(self) -> None:
        """Index what was added, and leave out the templates; it must be one book."""
        with self._damages("books"):
            for name, table in TABLES.items():
                for column in table.indexed:
                    self._tables.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")
            self._tables.executescript(TEMPLATES)
        (books,) = self._tables.execute("SELECT count(*) FROM books").fetchone()
        if books != 1:
            raise errors.BookDamaged(path=self._book, reason=phrase(N_("it does not say which book it is.")))

    @contextmanager
    def _damages(self, name: str) -> Iterator[None]:
        try:
            yield
        except (ValueError, OverflowError) as wrong:
            reason = phrase(N_("its table {table} holds something that is no number."), table=name)
            raise errors.BookDamaged(path=self._book, reason=reason) from wrong
        except sqlite3.IntegrityError as twice:
            reason = phrase(N_("its table {table} holds the same id twice, or none."), table=name)
            raise errors.BookDamaged(path=self._book, reason=reason) from twice
        except sqlite3.OperationalError as full:
            if full.sqlite_errorcode not in DISK_FULL:
                raise
            raise errors.NoSpace(path=self._folder) from full


def _declared(name: str, table: Table) -> str:
    columns = [f"{column} NOT NULL" if column in table.key else column for column in table.columns]
    if not table.key:
        return f"CREATE TABLE {name} ({', '.join(columns)})"
    kept = "WITHOUT ROWID" if table.clustered else ""
    return f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(table.key)})) {kept}"


def _whole(value: object) -> int | None:
    if isinstance(value, int) or value is None:
        return value
    if value == "":
        return None
    if isinstance(value, str):
        return int(value)
    raise ValueError(value)


def _text(value: object) -> str | None:
    # GnuCash writes an absent text as NULL, as '' or not at all, depending on the format: one way here.
    if isinstance(value, str):
        return value or None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return None if value is None else str(value)
