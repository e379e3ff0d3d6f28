from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import format as layout
from archiver.cabinet import writer
from archiver.cabinet.folders import GROUP
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.writer import Late, Member
from tests.cabinet.edges import STAMP, contents, lay_out


def write(folder: Path, files: dict[str, bytes], stamp: datetime = STAMP) -> Path:
    """A new cabinet of these files."""
    cabinet = folder / f"{len(list(folder.glob('*.cab')))}.cab"
    writer.write(cabinet, lay_out(files, folder / "files"), stamp=stamp)
    return cabinet


def sparse(path: Path, size: int) -> Path:
    """A file of zeros that takes no room on the disk."""
    with path.open("wb") as out:
        out.truncate(size)
    return path


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
    packed = writer.write(out, lay_out(contents(), tmp_path), stamp=STAMP)
    assert packed.size == out.stat().st_size


def test_same_files_and_stamp_give_the_same_bytes(tmp_path: Path) -> None:
    first, again = write(tmp_path, contents()), write(tmp_path, contents())
    assert first.read_bytes() == again.read_bytes()
    assert write(tmp_path, contents(), datetime(2026, 4, 1, tzinfo=UTC)).read_bytes() != first.read_bytes()


def test_large_files_have_a_folder_of_their_own_and_small_ones_share(tmp_path: Path) -> None:
    half = os.urandom(GROUP // 2)
    files = {"e0": b"", "s1": b"1", "big": os.urandom(GROUP), "s2": half, "s3": half, "e1": b"", "s4": b"4", "e2": b""}
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
        assert {member.stamp for member in cabinet.members} == {(33, 0)}


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
    members = [Member(f"{n}", sparse(tmp_path / f"{n}", size), packed=False) for n, size in enumerate(sizes)]
    with pytest.raises(errors.TooLarge) as caught:
        writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    told = caught.value.facts["size"]
    assert isinstance(told, int)
    assert told >= sum(sizes)
    assert not (tmp_path / "a.cab").exists()


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
def test_a_member_that_changes_while_it_is_read_is_packed_as_it_was_read(tmp_path: Path, fickle: Path) -> None:
    """The kernel's own files hold more, or less, than the size they show: as a file does that somebody is changing."""
    if not fickle.exists():
        pytest.skip(f"no {fickle} on this system")
    members = [*lay_out({"a": b"1"}, tmp_path), Member("b", fickle), *lay_out({"c": b"3"}, tmp_path)]
    packed = writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        found = {member.name: b"".join(cabinet.read(member)) for member in cabinet.members}
    assert (found["a"], found["c"]) == (b"1", b"3")
    assert len(found["b"]) not in (0, fickle.stat().st_size)
    assert {name: hashlib.sha256(data).hexdigest() for name, data in found.items()} == packed.digests


def test_a_stream_of_unknown_length_has_a_folder_of_its_own(tmp_path: Path) -> None:
    before, after = lay_out({"a": b"1", "z": b"9"}, tmp_path)
    read, write_end = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as pipe:
        with os.fdopen(write_end, "wb") as sender:
            sender.write(b"p" * 60_000)
        members = [before, Member("pipe", pipe), Member("text", io.BytesIO(b"t" * 100_000), packed=True), after]
        packed = writer.write(tmp_path / "a.cab", members, stamp=STAMP)
    assert folders_of(tmp_path / "a.cab") == [["a"], ["pipe"], ["text"], ["z"]]
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        assert [member.size for member in cabinet.members] == [1, 60_000, 100_000, 1]
        assert b"".join(cabinet.read(cabinet.members[2])) == b"t" * 100_000
    assert packed.size < 70_000


def test_a_stream_without_a_byte_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a byte"):
        writer.write(tmp_path / "a.cab", [Member("empty", io.BytesIO())], stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


def test_what_shrinks_is_compressed_and_what_does_not_is_not(tmp_path: Path) -> None:
    noise = hashlib.shake_128(b"noise").digest(300_000)
    files = {"text": b"the same again, " * 20_000, "noise": noise, "half": b"=" * 50_000 + noise[:100_000]}
    cabinet = write(tmp_path, files)
    assert folders_of(cabinet) == [["text"], ["noise"], ["half"]]
    methods = [layout.Folder.unpack(cabinet.read_bytes(), 36 + 8 * number).method for number in range(3)]
    assert methods == [layout.MSZIP, layout.UNCOMPRESSED, layout.MSZIP]
    assert cabinet.stat().st_size < 420_000


def test_what_is_made_last_stands_where_it_belongs(tmp_path: Path) -> None:
    """A list of digests in front of the files that it lists, and a list of that list."""
    first, last = lay_out({"a": b"1" * 40_000, "b": b"2"}, tmp_path)

    def listed(digests: Mapping[str, str]) -> bytes:
        return "".join(digests[name] for name in ("a", "b")).encode()

    def sealed(digests: Mapping[str, str]) -> bytes:
        return digests["list"].encode()

    packed = writer.write(
        tmp_path / "a.cab", [Late("list", 128, listed), Late("seal", 64, sealed), first, last], stamp=STAMP
    )
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        found = {member.name: b"".join(cabinet.read(member)) for member in cabinet.members}
    assert list(found) == ["list", "seal", "a", "b"]
    assert found["list"] == "".join(hashlib.sha256(found[name]).hexdigest() for name in ("a", "b")).encode()
    assert found["seal"] == hashlib.sha256(found["list"]).hexdigest().encode()
    assert packed.digests == {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    assert packed.size == (tmp_path / "a.cab").stat().st_size


def test_an_empty_file_may_follow_what_is_made_last(tmp_path: Path) -> None:
    (empty,) = lay_out({"e": b""}, tmp_path)
    late = Late("list", 64, lambda digests: digests["e"].encode())
    packed = writer.write(tmp_path / "a.cab", [late, empty], stamp=STAMP)
    assert packed.digests["e"] == hashlib.sha256(b"").hexdigest()
    with Cabinet.open(tmp_path / "a.cab") as cabinet:
        found = {member.name: b"".join(cabinet.read(member)) for member in cabinet.members}
    assert found == {"list": packed.digests["e"].encode(), "e": b""}


def test_what_is_made_last_keeps_to_its_size(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="5 were announced"):
        writer.write(tmp_path / "a.cab", [Late("list", 5, lambda digests: b"1234")], stamp=STAMP)
    assert list(tmp_path.iterdir()) == []


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
    source.write_bytes(os.urandom(2_000_000))
    command = [sys.executable, "-c", LIMITED, str(out), str(source)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == f"{out}\n"
    assert not out.exists()


def test_a_full_disk(tmp_path: Path, tiny_disk: Path) -> None:
    with pytest.raises(errors.NoSpace):
        writer.write(tiny_disk / "a.cab", lay_out({"a": os.urandom(2_000_000)}, tmp_path), stamp=STAMP)
    assert list(tiny_disk.iterdir()) == []


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    peaks = []
    for number, size in enumerate((10_000_000, 50_000_000)):
        members = [Member("zeros", sparse(tmp_path / f"{number}", size), packed=False)]
        tracemalloc.start()
        writer.write(tmp_path / f"{number}.cab", members, stamp=STAMP)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
    assert peaks[1] < 6_000_000
