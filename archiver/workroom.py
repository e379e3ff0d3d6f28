"""A private room for one export: one at a time for the same books, and nothing left in it afterwards.

A run that was killed, or cut off from a service, leaves its room. The same request finds its pages there for six hours;
later, whoever comes next clears it.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from archiver import disk, errors
from archiver.spool import FRESH

SCRATCH = 1 << 16
"""A disk with less room than this is full: SQLite cannot tell that from a failing one in every place."""


@contextmanager
def enter(work: Path, who: str, now: datetime) -> Iterator[Path]:
    """A room for the books called ``who``, locked against every other run of them; ``Busy`` if one is under way.

    ``TargetNotWritable`` where no room can be made in ``work``; ``NoSpace`` where its disk fills up, now or later.
    """
    room = work / hashlib.sha256(who.encode(errors="surrogateescape")).hexdigest()[:16]
    with disk.writing(room):
        _clear(work, now)
        lock = _lock(room)
        try:
            lock.acquire(blocking=False)
        except Timeout as held:
            raise errors.Busy(name=who) from held
    kept = False
    try:
        with disk.writing(room):
            room.mkdir(mode=0o700, exist_ok=True)
        with _told_when_full(work), _sorting(room):
            yield room
    except errors.ArchiverError as error:
        kept = error.retriable or isinstance(error, errors.NotLinked)
        raise
    finally:
        if not kept:
            shutil.rmtree(room, ignore_errors=True)
        lock.release()


@contextmanager
def _sorting(room: Path) -> Iterator[None]:
    """What SQLite sorts takes files too: in this room, where nobody else reads, in whatever database it is sorted."""
    try:
        _sort_in(str(room.absolute()))
    except UnicodeEncodeError:  # SQLite is told by name, and this room's is no text: it sorts where it always does
        yield
        return
    try:
        yield
    finally:
        _sort_in("")


def _sort_in(folder: str) -> None:
    with closing(sqlite3.connect(":memory:")) as anybody:  # it holds for the process, and for those that it forks
        anybody.execute("PRAGMA temp_store_directory = '{}'".format(folder.replace("'", "''")))


def _lock(room: Path) -> FileLock:
    return FileLock(room.with_suffix(".lock"), mode=0o600)


def _clear(work: Path, now: datetime) -> None:
    for room in work.iterdir():
        with suppress(Timeout, FileNotFoundError):  # somebody is in it, or was quicker
            if room.is_dir() and now.timestamp() - room.stat().st_mtime >= FRESH.total_seconds():
                with _lock(room).acquire(blocking=False):
                    shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _told_when_full(work: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if disk.is_full(error):
            raise errors.NoSpace(path=work) from error
        raise
    except sqlite3.OperationalError as error:
        match error.sqlite_errorcode & 0xFF:  # the primary code; the rest says which shade of it
            case sqlite3.SQLITE_FULL:
                raise errors.NoSpace(path=work) from error
            case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY:
                if shutil.disk_usage(work).free < SCRATCH:
                    raise errors.NoSpace(path=work) from error
                raise errors.TargetNotWritable(path=work, reason=error) from error
        raise
