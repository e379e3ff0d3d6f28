"""The file of the catalogue, open: questions to it, transactions, and what may go wrong as errors of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from archiver.catalogue import schema
from archiver.errors import CatalogueBusy, CatalogueDamaged, NoSpace, TargetNotWritable, because

T = TypeVar("T")
Values = Sequence[object] | Mapping[str, object]


class Store:
    """An open file with today's tables, made if it is not there.

    Any method may raise ``CatalogueDamaged``, ``CatalogueTooNew``, ``CatalogueBusy`` (another process kept it for 30
    seconds, or took the same place), ``NoSpace`` or ``TargetNotWritable``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._our_errors():
            self._connection = schema.connect(path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def all(self, told: Callable[[sqlite3.Row], T], sql: str, values: Values = ()) -> list[T]:
        """Every row that answers, as ``told`` tells it."""
        with self._our_errors():
            return [told(row) for row in self.rows(sql, values)]

    def rows(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """Every row that answers."""
        with self._our_errors():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction: all that is written inside, or nothing."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        finally:
            if self._connection.in_transaction:  # not committed; a full disk has rolled back by itself
                self.rows("ROLLBACK")

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
