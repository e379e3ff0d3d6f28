"""The ids that were read of one family, kept on disk: a million of them take no memory, and a later run finds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TOGETHER = 500
"""Ids that are named in one question."""
SHAPE = """
create table if not exists known (id text primary key, came integer not null, went integer) without rowid;
create table if not exists state (one integer primary key check (one = 1), place integer, untold integer);
create table if not exists there (id text primary key) without rowid;
insert or ignore into state values (1, 0, 0);
"""


class Known:
    """Ids in the order of their reading, each with the place at which it came, or went.

    ``place`` is how much came and went; ``untold`` how many more were read that the file does not tell of. A run that
    goes on from a page begins at that page's place. Errors: ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._books = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._books.execute("pragma synchronous = off")
        self._books.execute("pragma cache_size = -400")
        self._books.executescript(SHAPE)
        self.place: int
        self.untold: int
        self.place, self.untold = self._ask("select place, untold from state").fetchone()
        self._count = self._counted()

    def close(self) -> None:
        """Let go of the file."""
        self._books.close()

    def __len__(self) -> int:
        return self._count + self.untold

    def fresh(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that are not known."""
        wanted = set(ids)
        return wanted - self._among(sorted(wanted))

    def _among(self, ids: list[str]) -> set[str]:
        found: set[str] = set()
        for some in _some(ids):
            marks = ",".join("?" * len(some))
            asked = f"select id from known where went is null and id in ({marks})"
            found.update(id_ for (id_,) in self._ask(asked, some))
        return found

    def restore(self, place: int, read: int, last: str | None) -> None:
        """Know again what was known at a place, where so many had been read, this one in the end.

        Where the file does not tell them, they are trusted to have been read.
        """
        with self._alone():
            self._ask("delete from known where came > ?", (place,))
            self._ask("update known set went = null where went > ?", (place,))
            self._count, self.untold = self._counted(), 0
            if self.place < place or self._count != read:
                self._ask("delete from known")
                self._each("insert into known values (?, ?, null)", [(last, place)] if last else ())
                self._count = 1 if last else 0
                self.untold = read - self._count
            self.place = place
            self._keep()

    def forget(self) -> None:
        """Begin anew."""
        with self._alone():
            self._ask("delete from known")
            self._count = self.place = self.untold = 0
            self._keep()

    def add(self, ids: Collection[str]) -> None:
        """These were read."""
        fresh = self.fresh(ids)
        if not fresh:
            return
        added = [each for each in dict.fromkeys(ids) if each in fresh]
        with self._alone():
            rows = [(each, self.place + nth) for nth, each in enumerate(added, 1)]
            self._each("insert or replace into known values (?, ?, null)", rows)
            self._count += len(added)
            self.place += len(added)
            self._keep()

    def drop(self, ids: Collection[str]) -> None:
        """These are not there any more."""
        gone = self._among(sorted(set(ids)))
        with self._alone():
            self._each(
                "update known set went = ? where id = ?",
                [(self.place + nth, each) for nth, each in enumerate(sorted(gone), 1)],
            )
            self._count -= len(gone)
            self.place += len(gone)
            self._keep()

    def look(self) -> None:
        """Begin to compare with what is there: all of it will be seen, so that nothing is trusted any more."""
        self._ask("delete from there")
        self.untold = 0

    def see(self, ids: Iterable[str]) -> int:
        """These are there; how many of them were not seen before."""
        before = self._books.total_changes
        with self._alone():
            self._each("insert or ignore into there values (?)", ((each,) for each in ids))
        return self._books.total_changes - before

    def missed(self) -> Iterator[list[str]]:
        """Those that are known and were not seen, some at a time."""
        asked = "select id from known where went is null and id not in (select id from there) order by id"
        yield from _some([id_ for (id_,) in self._ask(asked)])
        self._ask("delete from there")

    def _ask(self, question: str, given: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._books.execute(question, given)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error

    def _each(self, order: str, rows: Iterable[Sequence[object]]) -> None:
        try:
            self._books.executemany(order, rows)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error

    def _counted(self) -> int:
        found: int = self._ask("select count(*) from known where went is null").fetchone()[0]
        return found

    def _keep(self) -> None:
        self._ask("update state set place = ?, untold = ?", (self.place, self.untold))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """All of it or nothing."""
        self._ask("begin")
        try:
            yield
        except BaseException:
            self._ask("rollback")
            raise
        self._ask("commit")


def _some(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), TOGETHER):
        yield ids[start : start + TOGETHER]
