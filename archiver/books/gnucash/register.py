"""The documents of a book, found where they lie by what names them: there may be too many to be kept at hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

REMEMBERED = 1_024
FOUND = """
    SELECT invoices.*, slots.value AS credit_note FROM invoices
    LEFT JOIN slots ON slots.obj_guid = invoices.guid AND slots.name = 'credit-note'
"""
T = TypeVar("T")


class Register(Generic[T]):
    """What ``make`` makes of the rows of documents, by one ``column`` of theirs; where two share it, the last one."""

    def __init__(self, tables: sqlite3.Connection, column: str, make: Callable[[sqlite3.Row], T]) -> None:
        self._tables, self._make = tables, make
        self._query = f"{FOUND} WHERE {column} = ? ORDER BY invoices.guid DESC LIMIT 1"
        # A document, its posting and its payments are often asked for several times in a row.
        self.get = lru_cache(maxsize=REMEMBERED)(self._found)

    def _found(self, name: str) -> T | None:
        row = self._tables.execute(self._query, (name,)).fetchone()
        return self._make(row) if row else None

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[T]:
        """Every document, by guid."""
        return map(self._make, self._tables.execute(f"{FOUND} WHERE guid IS NOT NULL ORDER BY guid"))
