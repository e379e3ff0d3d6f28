"""Our zip is read by others' code, in both of its forms, and nothing of it is left to chance."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from archiver.workbooks import pack
from archiver.workbooks.pack import Pack

MOMENT = datetime(2026, 3, 31, 18, 0, 5, tzinfo=UTC)


def write(path: Path, *, large: bool = False, moment: datetime = MOMENT) -> bytes:
    with Pack(path, moment) as made:
        made.add("xl/été.xml", [b"one ", b"two " * 300_000], large=large)
        made.add("empty", [])
    return path.read_bytes()


@pytest.mark.parametrize("large", [False, True])
def test_the_standard_library_reads_it_whole(tmp_path: Path, large: bool) -> None:
    write(tmp_path / "a.zip", large=large)
    with zipfile.ZipFile(tmp_path / "a.zip") as read:
        assert read.testzip() is None
        assert read.namelist() == ["xl/été.xml", "empty"]
        assert read.read("xl/été.xml") == b"one " + b"two " * 300_000
        assert read.read("empty") == b""
        entry = read.infolist()[0]
        assert (entry.create_system, entry.external_attr, entry.date_time) == (0, 0, (2026, 3, 31, 18, 0, 4))
        assert entry.compress_size < entry.file_size / 100


def test_sizes_stand_before_the_data(tmp_path: Path) -> None:
    """Programs that read zips as they come cannot do with less."""
    head = pack.LOCAL.unpack_from(write(tmp_path / "a.zip"))
    assert head[2] & 8 == 0
    assert head[8] == 4 + 4 * 300_000


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    same = MOMENT.astimezone(timezone(timedelta(hours=-5)))
    assert write(tmp_path / "a.zip") == write(tmp_path / "b.zip", moment=same)


def test_what_is_beyond_4_gib_is_in_the_larger_form() -> None:
    entry = pack.Entry(b"x", 1, 5 << 30, 6 << 30, 7 << 30, True)
    listed = pack._central(entry, (0, 0))
    assert struct.unpack_from("<2I", listed, 20) == (pack.MOST, pack.MOST)
    assert listed.endswith(struct.pack("<2H3Q", 1, 24, 6 << 30, 5 << 30, 7 << 30))
    assert pack._local(entry, (0, 0)).endswith(struct.pack("<2H2Q", 1, 16, 6 << 30, 5 << 30))
    end = pack._end(3, 5 << 30, 100)
    assert end[:4] == b"PK\6\6"
    assert struct.unpack_from("<Q", end, 48) == (5 << 30,)
    assert struct.unpack_from("<IQI", end, 60) == (0, (5 << 30) + 100, 1)


@pytest.mark.long
def test_a_part_beyond_4_gib_is_read_whole(tmp_path: Path) -> None:
    piece = bytes(1 << 24)
    with Pack(tmp_path / "a.zip", MOMENT) as made:
        made.add("zeros", (piece for _ in range(257)), large=True)
        made.add("after", [b"it"])
    with zipfile.ZipFile(tmp_path / "a.zip") as read:
        assert read.getinfo("zeros").file_size == 257 << 24
        assert read.testzip() is None
        assert read.read("after") == b"it"


def failing() -> Iterator[bytes]:
    yield b"x"
    raise RuntimeError("no more rows")


def test_a_part_that_fails_leaves_no_thread_and_no_directory(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no more rows"), Pack(tmp_path / "a.zip", MOMENT) as made:
        made.add("a", failing())
    assert not zipfile.is_zipfile(tmp_path / "a.zip")


def test_a_disk_that_is_full_while_others_come_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    noise = (bytes(each.to_bytes(8, "big") * 50_000) for each in range(200))
    with pytest.raises(OSError, match="No space"), Pack(Path("/dev/full"), MOMENT) as made:
        made.add("a", noise)
