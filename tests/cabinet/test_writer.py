from __future__ import annotations

import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import format as layout
from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.writer import GROUP, Member
from tests.cabinet.edges import STAMP, contents, lay_out


def write(folder: Path, files: dict[str, bytes], stamp: datetime = STAMP) -> Path:
    """A new cabinet of these files."""
    cabinet = folder / f"{len(list(folder.glob('*.cab')))}.cab"
    writer.write(cabinet, lay_out(files, folder / "files"), stamp=stamp)
    return cabinet


def folders_of(cabinet: Path) -> list[list[str]]:
    """The names in each folder, in their order."""
    with Cabinet.open(cabinet) as opened:
        last = max(member.folder for member in opened.members)
        return [[each.name for each in opened.members if each.folder == number] for number in range(last + 1)]


def test_every_edge_file_comes_back(tmp_path: Path) -> None:
    with Cabinet.open(write(tmp_path, contents())) as cabinet:
        assert {member.name: b"".join(cabinet.read(member)) for member in cabinet.members} == contents()


def test_it_tells_how_many_bytes_it_wrote(tmp_path: Path) -> None:
    out = tmp_path / "a.cab"
    assert writer.write(out, lay_out(contents(), tmp_path), stamp=STAMP) == out.stat().st_size


def test_same_files_and_stamp_give_the_same_bytes(tmp_path: Path) -> None:
    first, again = write(tmp_path, contents()), write(tmp_path, contents())
    assert first.read_bytes() == again.read_bytes()
    assert write(tmp_path, contents(), datetime(2026, 4, 1, tzinfo=UTC)).read_bytes() != first.read_bytes()


def test_large_files_have_a_folder_of_their_own_and_small_ones_share(tmp_path: Path) -> None:
    half = b"h" * (GROUP // 2)
    files = {"e0": b"", "s1": b"1", "big": b"b" * GROUP, "s2": half, "s3": half, "e1": b"", "s4": b"4", "e2": b""}
    assert folders_of(write(tmp_path, files)) == [["e0", "s1"], ["big"], ["s2", "s3", "e1"], ["s4", "e2"]]


def test_empty_files_at_the_beginning_lie_with_the_first_data(tmp_path: Path) -> None:
    assert folders_of(write(tmp_path, {"e0": b"", "big": b"b" * GROUP})) == [["e0", "big"]]


def test_empty_files_never_begin_a_folder(tmp_path: Path) -> None:
    assert folders_of(write(tmp_path, {"big": b"b" * (GROUP + 1), "e": b""})) == [["big", "e"]]


def test_a_cabinet_of_nothing_but_empty_files(tmp_path: Path) -> None:
    assert folders_of(write(tmp_path, {"a": b"", "b": b""})) == [["a", "b"]]


def test_the_bytes_are_those_of_the_specification(tmp_path: Path) -> None:
    """The example is worked out by hand from [MS-CAB]."""
    data = write(tmp_path, {"data/é.txt": b"hello"}, STAMP).read_bytes()
    assert data == (
        b"MSCF" + bytes(4) + b"\x55\0\0\0" + bytes(4) + b"\x2c\0\0\0" + bytes(4) + b"\x03\x01\x01\0\x01\0" + bytes(6)
        + b"\x48\0\0\0\x01\0\0\0"
        + b"\x05\0\0\0\0\0\0\0\0\0\x7f\x5c\0\x90\xa1\0" + b"data\\\xc3\xa9.txt\0"
        + b"\x02\x65\x69\x6c\x05\0\x05\0" + b"hello"
    )  # fmt: skip


def test_members_are_read_only_never_run_and_flagged_only_when_not_ascii(tmp_path: Path) -> None:
    data = write(tmp_path, {"plain": b"1", "é": b"2"}).read_bytes()
    first = layout.File.unpack(data, 44)
    second = layout.File.unpack(data, 44 + layout.FILE_SIZE + len("plain") + 1)
    assert first.attributes == layout.READ_ONLY | layout.ARCHIVE
    assert second.attributes == layout.READ_ONLY | layout.ARCHIVE | layout.NAME_IS_UTF8


def test_every_member_carries_the_stamp(tmp_path: Path) -> None:
    with Cabinet.open(write(tmp_path, {"a": b"1", "b": b"2"}, datetime(1970, 1, 1, tzinfo=UTC))) as cabinet:
        assert {member.stamp for member in cabinet.members} == {datetime(1980, 1, 1, tzinfo=UTC)}


@pytest.mark.parametrize("name", ["../a", "/a", "a\\b", "NUL", "a:b", "a. ", "x" * 256])
def test_names_that_would_be_refused_are_not_written(tmp_path: Path, name: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"1")
    with pytest.raises(ValueError, match="the name"):
        writer.write(tmp_path / "a.cab", [Member(name, source)], stamp=STAMP)
    assert not (tmp_path / "a.cab").exists()


def test_one_name_twice_and_no_files_at_all_are_mistakes_of_the_caller(tmp_path: Path) -> None:
    (member,) = lay_out({"a": b"1"}, tmp_path)
    with pytest.raises(ValueError, match="same file"):
        writer.write(tmp_path / "a.cab", [member, member], stamp=STAMP)
    with pytest.raises(ValueError, match="at least one"):
        writer.write(tmp_path / "a.cab", [], stamp=STAMP)


@pytest.mark.parametrize("sizes", [[0x7FFF_8001], [1 << 30, 1 << 30], [1 << 33]])
def test_two_gibibytes_are_refused_before_anything_is_written(tmp_path: Path, sizes: list[int]) -> None:
    members = lay_out({str(number): b"" for number in range(len(sizes))}, tmp_path / "files")
    for member, size in zip(members, sizes, strict=True):
        with member.source.open("r+b") as file:
            file.truncate(size)
    with pytest.raises(errors.TooLarge) as caught:
        writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    told = caught.value.facts["size"]
    assert isinstance(told, int)
    assert told > sum(sizes)
    assert not (tmp_path / "a.cab").exists()


def test_the_limit_is_the_last_byte_that_a_signed_offset_reaches(tmp_path: Path) -> None:
    """One byte less is planned: it fails later, because the file of the test is no file that can be written there."""
    source = tmp_path / "source"
    tables = layout.HEADER_SIZE + layout.FOLDER_SIZE + layout.FILE_SIZE + len("a\0")
    most = next(size for size in range(0x7FF7_0000, 0x7FFF_8000) if tables + layout.extent(size + 1) > 0x7FFF_FFFF)
    with source.open("wb") as file:
        file.truncate(most)
    with pytest.raises(errors.TargetMissing):
        writer.write(tmp_path / "missing" / "a.cab", [Member("a", source)], stamp=STAMP)
    with source.open("r+b") as file:
        file.truncate(most + 1)
    with pytest.raises(errors.TooLarge):
        writer.write(tmp_path / "missing" / "a.cab", [Member("a", source)], stamp=STAMP)


def test_more_files_than_can_be_counted_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    members = [Member(f"{number}", tmp_path / "empty") for number in range(65_536)]
    with pytest.raises(errors.TooManyFiles):
        writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    writer.write(tmp_path / "a.cab", members[1:], stamp=STAMP)
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        assert len(cabinet.members) == 65_535


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "a.cab"
    out.write_bytes(b"mine")
    with pytest.raises(errors.AlreadyThere):
        writer.write(out, lay_out({"a": b"1"}, tmp_path), stamp=STAMP)
    assert out.read_bytes() == b"mine"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(errors.TargetMissing):
        writer.write(tmp_path / "nowhere" / "a.cab", lay_out({"a": b"1"}, tmp_path), stamp=STAMP)


def test_a_member_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotFound):
        writer.write(tmp_path / "a.cab", [Member("a", tmp_path / "gone")], stamp=STAMP)


def test_a_member_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotReadable):
        writer.write(tmp_path / "a.cab", [*lay_out({"a": b"1"}, tmp_path), Member("b", tmp_path)], stamp=STAMP)
    assert not (tmp_path / "a.cab").exists()


@pytest.mark.parametrize(
    "fickle",
    [
        pytest.param(Path("/proc/self/status"), id="more than its size"),
        pytest.param(Path("/sys/kernel/mm/transparent_hugepage/enabled"), id="less than its size"),
    ],
)
def test_a_member_that_is_not_as_long_as_it_was_leaves_nothing_behind(tmp_path: Path, fickle: Path) -> None:
    """The kernel's own files hold more, or less, than the size they show: as a file does that somebody is changing."""
    if not fickle.exists():
        pytest.skip(f"no {fickle} on this system")
    with pytest.raises(errors.FileChanged):
        writer.write(tmp_path / "a.cab", [*lay_out({"a": b"1"}, tmp_path), Member("b", fickle)], stamp=STAMP)
    assert not (tmp_path / "a.cab").exists()


LIMITED = """
import resource, sys
from pathlib import Path
from archiver import errors
from archiver.cabinet import writer
from tests.cabinet.edges import STAMP

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    writer.write(Path(sys.argv[1]), [writer.Member("a", Path(sys.argv[2]))], stamp=STAMP)
except errors.NoSpace as error:
    print(error.facts["path"])
"""


def test_no_room_for_a_file_of_this_size(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this system has no limits on the size of files")
    out, source = tmp_path / "a.cab", tmp_path / "source"
    source.write_bytes(bytes(2_000_000))
    command = [sys.executable, "-c", LIMITED, str(out), str(source)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{out}\n"
    assert not out.exists()


def test_a_full_disk(tmp_path: Path, tiny_disk: Path) -> None:
    with pytest.raises(errors.NoSpace):
        writer.write(tiny_disk / "a.cab", lay_out({"a": bytes(2_000_000)}, tmp_path), stamp=STAMP)
    assert list(tiny_disk.iterdir()) == []


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    peaks = []
    for number, size in enumerate((5_000_000, 50_000_000)):
        members = lay_out({f"{number}.bin": bytes(size)}, tmp_path)
        tracemalloc.start()
        writer.write(tmp_path / f"{number}.cab", members, stamp=STAMP)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 1_000_000
