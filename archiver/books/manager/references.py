"""Which document a posting is of: feeds name it by a word of the language and its number, as *Sales Invoice — 1001*.

The documents of the posting’s day are looked through for one whose number ends that name; where there is not exactly
one, nothing is said. The numbers lie on disk: there may be more of them than memory has room for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from archiver.books.manager import builtin, money
from archiver.books.manager.documents import DOCUMENTS
from archiver.books.manager.worked import KEY
from archiver.books.rest.values import Item, day, text

SHAPE = "CREATE TABLE IF NOT EXISTS found (day TEXT, number TEXT, path TEXT, key TEXT)"
DAYS = 64
"""Days whose documents are kept at hand."""
KINDS = {
    **{each.path: each.kind.key for each in DOCUMENTS if each.direction},
    "inter-account-transfers": "transfers",
    "journal-entries": "journal_entries",
}
"""The kind of the documents of a list, where all are of one."""
LISTS = (*KINDS, *(side.path for side in money.SIDES))


class Reference(NamedTuple):
    """A document: the list that it is of, and its key."""

    path: str
    key: str

    def kind(self, account: str | None) -> str | None:
        """The kind of the document that posted to an account: a receipt is a payment to those who look at what is owed,
        and a sale to those who look at taxes.
        """
        side = next((each for each in money.SIDES if each.path == self.path), None)
        if side is None:
            return KINDS[self.path]
        return {side.control: side.kind, builtin.TAX: side.rest}.get(account or "")


class References:
    """The documents of a business by their days and numbers, in a file at ``path``, which is made anew."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._found = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", SHAPE):
            self._found.execute(statement)
        self._of = lru_cache(maxsize=DAYS)(self._of_day)

    def close(self) -> None:
        """Let go of the file."""
        self._found.close()

    def add(self, path: str, rows: Iterable[Item]) -> None:
        """The rows of a list; one without a day or a number cannot be found."""
        told = (
            (day(row.get("issueDate") or row.get("date")), text(row.get("reference")), row.get(KEY)) for row in rows
        )
        entries = ((on.isoformat(), number, path, key) for on, number, key in told if on and number)
        self._found.execute("BEGIN")
        self._found.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", entries)
        self._found.execute("COMMIT")

    def finish(self) -> None:
        """All lists were added."""
        self._found.execute("CREATE INDEX by_day ON found (day)")

    def find(self, on: date, called: str) -> Reference | None:
        """The document of a day that is called so, if one only may be meant."""
        ended = [(number, found) for number, found in self._of(on.isoformat()) if _ends(called, number)]
        longest = max((len(number) for number, _ in ended), default=0)
        meant = [found for number, found in ended if len(number) == longest]
        named = [found for found in meant if called.lower().startswith(_word(found.path))] or meant
        return named[0] if len(named) == 1 else None

    def _of_day(self, on: str) -> list[tuple[str, Reference]]:
        rows = self._found.execute("SELECT number, path, key FROM found WHERE day = ? ORDER BY path, key", (on,))
        return [(number, Reference(path, key)) for number, path, key in rows]


def _ends(called: str, number: str) -> bool:
    """Whether a name ends with a number, and not with a longer one."""
    before = called[: -len(number)]
    return called.endswith(number) and not before[-1:].isalnum()


def _word(path: str) -> str:
    """What the documents of a list are called in English, in the singular."""
    return {"journal-entries": "journal entry"}.get(path, path.replace("-", " ").removesuffix("s"))
