"""The room: one run at a time, private, and empty afterwards, whatever happened in it."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver import workroom
from archiver.errors import (
    ArchiverError,
    Busy,
    GrantRevoked,
    NoSpace,
    Refused,
    TargetNotWritable,
    Unreachable,
)
from archiver.spool import FRESH, Spool

ROOT = Path(__file__).parents[1]
HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from archiver import workroom
with workroom.enter(Path(sys.argv[1]), "lac", datetime.now(UTC)) as room:
    (room / "pages").write_text("1")
    print(room, flush=True)
    time.sleep(60)
"""


def now() -> datetime:
    return datetime.now(UTC)


def rooms(work: Path) -> list[Path]:
    return [path for path in work.iterdir() if path.is_dir()]


def test_a_room_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with workroom.enter(tmp_path, "lac", now()) as room:
        assert room.stat().st_mode & 0o077 == 0
        (room / "folder").mkdir()
        (room / "folder" / "file").write_text("1")
    assert rooms(tmp_path) == []


def test_what_is_sorted_on_disk_stays_in_the_room(tmp_path: Path) -> None:
    def place() -> list[object]:
        with closing(sqlite3.connect(":memory:")) as anybody:
            return [where for (where,) in anybody.execute("PRAGMA temp_store_directory")]

    work = tmp_path / "l'été"
    work.mkdir()
    with workroom.enter(work, "lac", now()) as room:
        assert place() == [str(room)]
    assert place() in ([], [""])


@pytest.mark.skipif(sys.platform != "linux", reason="names here are texts")
def test_a_room_whose_name_is_no_text(tmp_path: Path) -> None:
    work = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    work.mkdir()
    with workroom.enter(work, "lac", now()) as room, closing(Spool(room)) as spool:
        assert spool.folder == room


def test_it_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), workroom.enter(tmp_path, "lac", now()):
        raise KeyboardInterrupt
    assert rooms(tmp_path) == []


@pytest.mark.parametrize("error", [Unreachable(service="x", reason="silence"), GrantRevoked(name="x", service="X")])
def test_what_was_read_waits_for_a_service_that_comes_back(tmp_path: Path, error: ArchiverError) -> None:
    def run(ends: ArchiverError) -> str:
        with workroom.enter(tmp_path, "lac", now()) as room:
            with (room / "pages").open("a+") as pages:
                pages.write("1")
                pages.seek(0)
                read.append(pages.read())
            raise ends

    read: list[str] = []
    with pytest.raises(type(error)):
        run(error)
    with pytest.raises(Refused):
        run(Refused(service="x", reason="no"))
    assert read == ["1", "11"]
    assert rooms(tmp_path) == []


def test_the_same_books_are_exported_once_at_a_time(tmp_path: Path) -> None:
    with workroom.enter(tmp_path, "lac", now()), workroom.enter(tmp_path, "other", now()):
        with pytest.raises(Busy) as caught, workroom.enter(tmp_path, "lac", now()):
            pass
        assert caught.value.facts == {"name": "lac"}
        assert len(rooms(tmp_path)) == 2
    with workroom.enter(tmp_path, "lac", now()):
        pass


def test_two_processes_cannot_be_in_it(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert holder.stdout is not None
        room = Path(holder.stdout.readline().strip())
        with pytest.raises(Busy), workroom.enter(tmp_path, "lac", now()):
            pass
        assert (room / "pages").exists()
    finally:
        holder.kill()
        holder.communicate()
    with workroom.enter(tmp_path, "lac", now()) as left:
        assert left == room
        assert (left / "pages").read_text() == "1"
    assert rooms(tmp_path) == []


def test_rooms_of_killed_runs_are_cleared_once_they_are_old(tmp_path: Path) -> None:
    for name, age in (("old", FRESH), ("fresh", FRESH - timedelta(minutes=5))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pages").write_text("1")
        then = time.time() - age.total_seconds()
        os.utime(tmp_path / name, (then, then))
    with workroom.enter(tmp_path, "lac", now()):
        assert not (tmp_path / "old").exists()
        assert (tmp_path / "fresh" / "pages").exists()


def test_an_old_room_that_somebody_is_in_stays(tmp_path: Path) -> None:
    with workroom.enter(tmp_path, "slow", now()) as room:
        os.utime(room, (0, 0))
        with workroom.enter(tmp_path, "lac", now()):
            assert room.exists()


def test_names_of_any_bytes_have_rooms(tmp_path: Path) -> None:
    with workroom.enter(tmp_path, os.fsdecode(b"caf\xe9.gnucash"), now()) as room:
        assert room.name.isascii()


def test_a_place_where_no_room_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetNotWritable), workroom.enter(tmp_path / "file", "lac", now()):
        pass


def test_a_disk_that_fills_up_in_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSpace), workroom.enter(tmp_path, "lac", now()):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(NoSpace), workroom.enter(tmp_path, "lac", now()) as room, closing(small(room)) as database:
        database.execute("INSERT INTO held VALUES (zeroblob(1000000))")
    assert rooms(tmp_path) == []


def small(room: Path) -> sqlite3.Connection:
    """A database that has as little room as one on a full disk."""
    database = sqlite3.connect(room / "small.sqlite")
    database.execute("CREATE TABLE held (bytes)")
    database.execute("PRAGMA max_page_count = 3")
    return database


def test_what_is_no_fault_of_the_disk_passes(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), workroom.enter(tmp_path, "lac", now()):
        raise PermissionError(errno.EACCES, "denied")
    with pytest.raises(sqlite3.OperationalError), workroom.enter(tmp_path, "lac", now()) as room:
        sqlite3.connect(room / "x.sqlite").execute("SELECT nonsense")
