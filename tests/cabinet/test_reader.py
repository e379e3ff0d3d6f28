from __future__ import annotations

import io
import os
import stat
import sys
import tracemalloc
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet, extract
from tests.cabinet.edges import STAMP, contents, lay_out
from tests.cabinet.forge import DATA, Entry, forge, place, verdict


def test_a_cabinet_made_by_hand_is_read(tmp_path: Path) -> None:
    with Cabinet.open(place(tmp_path, forge())) as cabinet:
        (member,) = cabinet.members
        assert (member.name, member.size, member.folder, member.offset) == ("a.txt", 7, 0, 0)
        assert b"".join(cabinet.read(member)) == DATA
        assert cabinet.trailing == 0


ALTERED: dict[str, tuple[bytes, str]] = {
    "no checksum": (forge(block=lambda b: b._replace(checksum=0)), "does not match its checksum"),
    "wrong checksum": (forge(block=lambda b: b._replace(checksum=b.checksum ^ 1)), "does not match its checksum"),
    "a byte altered": (forge()[:-1] + b"?", "does not match its checksum"),
    "stored size": (forge(block=lambda b: b._replace(stored=8)), "wrong size"),
    "large stored size": (forge(block=lambda b: b._replace(stored=0xFFFF)), "wrong size"),
    "size": (forge(block=lambda b: b._replace(size=0)), "wrong size"),
    "short block in the middle": (
        forge([Entry(b"a", 40_000)], [bytes(40_000)], block=lambda b: b._replace(stored=100, size=100)),
        "wrong size",
    ),
}


@pytest.mark.parametrize(("data", "said"), ALTERED.values(), ids=ALTERED)
def test_altered_blocks_are_damaged(tmp_path: Path, data: bytes, said: str) -> None:
    found = verdict(place(tmp_path, data))
    assert found.startswith("CabinetDamaged")
    assert said in found


def test_a_cabinet_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotFound):
        Cabinet.open(tmp_path / "a.cab")
    with pytest.raises(errors.FileNotReadable):
        Cabinet.open(tmp_path)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(errors.FileNotReadable):
            Cabinet.open(tmp_path / "pipe")


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """A cabinet of these files."""
    writer.write(folder / "w.cab", lay_out(files, folder / "files"), stamp=STAMP)
    return folder / "w.cab"


def test_everything_is_unpacked_read_only(tmp_path: Path) -> None:
    into = tmp_path / "into"
    with Cabinet.open(written(tmp_path, contents())) as cabinet:
        extract(cabinet, into)
    found = {path.relative_to(into).as_posix(): path for path in into.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in found.items()} == contents()
    assert {stat.S_IMODE(path.stat().st_mode) & 0o333 for path in found.values()} == {0}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
@pytest.mark.parametrize(("mask", "folder", "file"), [(0o022, 0o755, 0o444), (0o077, 0o700, 0o400)])
def test_unpacked_files_are_as_private_as_the_person_keeps_files(
    tmp_path: Path, mask: int, folder: int, file: int
) -> None:
    source = place(tmp_path, forge([Entry(b"a\\b.txt", attributes=0x67)]))  # hidden, system, to be run
    before = os.umask(mask)
    try:
        with Cabinet.open(source) as cabinet:
            extract(cabinet, tmp_path / "into")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / "into" / name).stat().st_mode) for name in (".", "a", "a/b.txt")]
    assert modes == [folder, folder, file]


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    with Cabinet.open(place(tmp_path, forge())) as cabinet:
        with pytest.raises(errors.AlreadyThere):
            extract(cabinet, tmp_path)
        with pytest.raises(errors.TargetMissing):
            extract(cabinet, tmp_path / "no" / "where")
    assert [path.name for path in tmp_path.iterdir()] == ["a.cab"]


def test_nothing_is_unpacked_from_a_damaged_cabinet(tmp_path: Path) -> None:
    path = place(tmp_path, forge([Entry(b"a", 4), Entry(b"b", 7, folder=1)], [b"good", DATA])[:-1] + b"?")
    with Cabinet.open(path) as cabinet, pytest.raises(errors.CabinetDamaged):
        extract(cabinet, tmp_path / "into")
    assert not (tmp_path / "into").exists()


def test_damage_is_found_before_the_place_is_looked_at(tmp_path: Path) -> None:
    with Cabinet.open(place(tmp_path, forge()[:-1] + b"?")) as cabinet, pytest.raises(errors.CabinetDamaged):
        extract(cabinet, tmp_path)


class Counting(io.FileIO):
    """A file that counts how many bytes were read from it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """What the file gives, counted."""
        data = super().read(size) or b""
        self.count += len(data)
        return data


def test_blocks_that_small_files_share_are_read_once(tmp_path: Path) -> None:
    path = written(tmp_path, {f"{number}": bytes(100) for number in range(500)})
    file = Counting(path)
    with Cabinet(path, file) as cabinet:
        assert sum(len(piece) for member in cabinet.members for piece in cabinet.read(member)) == 50_000
    assert file.count < 1.1 * path.stat().st_size


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    with Cabinet.open(place(tmp_path, forge())) as cabinet:
        with pytest.raises(errors.CabinetRefused):
            extract(cabinet, tmp_path / "into", limit=6)
        assert not (tmp_path / "into").exists()
        extract(cabinet, tmp_path / "into", limit=7)


def test_what_the_disk_has_no_room_for_is_not_begun(tmp_path: Path, tiny_disk: Path) -> None:
    with Cabinet.open(written(tmp_path, {"a": bytes(2_000_000)})) as cabinet, pytest.raises(errors.NoSpace):
        extract(cabinet, tiny_disk / "into")
    assert list(tiny_disk.iterdir()) == []


def test_a_disk_that_fills_while_unpacking_keeps_nothing(tmp_path: Path, tiny_disk: Path) -> None:
    """Many small files take more room than their sizes say."""
    path = written(tmp_path, {f"{number}": b"1" for number in range(400)})
    with Cabinet.open(path) as cabinet, pytest.raises(errors.NoSpace):
        extract(cabinet, tiny_disk / "into")
    assert list(tiny_disk.iterdir()) == []


def test_memory_does_not_grow_with_the_cabinet(tmp_path: Path) -> None:
    peaks = []
    for size in (5_000_000, 50_000_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        path = written(folder, {"a.bin": bytes(size)})
        tracemalloc.start()
        with Cabinet.open(path) as cabinet:
            extract(cabinet, folder / "into")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 3_000_000
