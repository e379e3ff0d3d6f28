"""What takes gigabytes: cabinets up to their limit, and the refusal above it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import bag, series, together, writer
from archiver.cabinet import format as layout
from archiver.cabinet.reader import Cabinet

STAMP = datetime(2026, 3, 31, tzinfo=UTC)
MIB = 1 << 20

pytestmark = pytest.mark.long


def sparse(path: Path, size: int) -> Path:
    """A file of zeros that takes no room on the disk."""
    with open(path, "wb") as out:
        out.truncate(size)
    return path


@pytest.mark.parametrize("reader", [("cabextract", "-t"), ("7zz", "t"), ("bsdtar", "-tf")])
def test_a_cabinet_just_below_its_limit_is_read_by_others(
    tmp_path: Path, program: Callable[[str], str], reader: tuple[str, str]
) -> None:
    cabinet = tmp_path / "large.cab"
    members = [writer.Member(f"{n}.bin", sparse(tmp_path / f"{n}.bin", 500 * MIB), packed=False) for n in range(4)]
    size = writer.write(cabinet, members, stamp=STAMP).size
    assert 2000 * MIB < size < 1 << 31
    subprocess.run([program(reader[0]), reader[1], str(cabinet)], check=True, stdout=subprocess.DEVNULL)


def test_the_largest_cabinet_is_sound(tmp_path: Path) -> None:
    members = [writer.Member(f"{n}.bin", sparse(tmp_path / f"{n}.bin", 500 * MIB), packed=False) for n in range(4)]
    writer.write(tmp_path / "large.cab", members, stamp=STAMP)
    with Cabinet.open(tmp_path / "large.cab") as cabinet:
        cabinet.check()


def test_above_the_limit_nothing_is_written(tmp_path: Path) -> None:
    members = [writer.Member(f"{n}.bin", sparse(tmp_path / f"{n}.bin", 600 * MIB), packed=False) for n in range(4)]
    with pytest.raises(errors.TooLarge):
        writer.write(tmp_path / "large.cab", members, stamp=STAMP)
    assert not (tmp_path / "large.cab").exists()


@pytest.fixture(scope="module")
def largest_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cabinet with the largest file that there can be: a little above 2 GiB."""
    folder = tmp_path_factory.mktemp("largest")
    source = sparse(folder / "whole.bin", layout.LARGEST_FOLDER)
    with source.open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"last")
    writer.write(folder / "largest.cab", [writer.Member("whole.bin", source, packed=False)], stamp=STAMP)
    return folder / "largest.cab"


def test_the_largest_file_is_read_back(largest_file: Path) -> None:
    with Cabinet.open(largest_file) as cabinet:
        (member,) = cabinet.members
        assert member.size == layout.LARGEST_FOLDER
        assert b"".join(cabinet.read(member, member.size - 4)) == b"last"
        cabinet.check()


@pytest.mark.parametrize("reader", [("cabextract", "-t"), ("7zz", "t"), ("gcab", "-t"), ("bsdtar", "-tf")])
def test_the_largest_file_is_read_by_others(
    largest_file: Path, program: Callable[[str], str], reader: tuple[str, str]
) -> None:
    command = [program(reader[0]), reader[1], str(largest_file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def test_one_byte_more_is_refused(tmp_path: Path) -> None:
    source = sparse(tmp_path / "more.bin", layout.LARGEST_FOLDER + 1)
    with pytest.raises(errors.TooLarge):
        writer.write(tmp_path / "more.cab", [writer.Member("more.bin", source, packed=False)], stamp=STAMP)


def bags(folder: Path) -> list[Path]:
    """A series above 2 GiB: five files, dealt as an export deals them."""
    files = {f"data/{n}.bin": sparse(folder / f"{n}.bin", 500 * MIB) for n in range(5)}
    (folder / "archive.json").write_text("{}\n", encoding="utf-8")
    parts = series.split(files | {"archive.json": folder / "archive.json"})
    paths = [folder / name for name in series.file_names("large", len(parts))]
    for path, part, turn in zip(paths, parts, series.turns("large", len(parts)), strict=True):
        members = [
            replace(each, packed=False) if isinstance(each, writer.Member) else each
            for each in bag.members(part, {}, turn)
        ]
        writer.write(path, members, stamp=STAMP)
    return paths


def test_a_series_above_two_gibibytes(tmp_path: Path, program: Callable[[str], str]) -> None:
    paths = bags(tmp_path)
    assert len(paths) == 2
    assert sum(path.stat().st_size for path in paths) > 1 << 31
    for path in paths:
        with Cabinet.open(path) as cabinet:
            assert bag.examine(cabinet).problems == ()
        for name, option in (("cabextract", "-t"), ("7zz", "t"), ("bsdtar", "-tf")):
            subprocess.run([program(name), option, str(path)], check=True, stdout=subprocess.DEVNULL)
    with together.opened(paths) as cabinets:
        assert sorted(each.name for each in cabinets.members if each.name.startswith("data/")) == [
            f"data/{n}.bin" for n in range(5)
        ]


def test_seventy_thousand_files(tmp_path: Path, program: Callable[[str], str]) -> None:
    """More than one cabinet can count: two of them, each whole for four programs and for us."""
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "archive.json").write_bytes(b"{}")
    files = {f"data/attachments/{n // 500}/{n}.txt": tmp_path / "one" for n in range(70_000)}
    parts = series.split({**files, "archive.json": tmp_path / "archive.json"})
    assert [len(part) - 1 for part in parts] == [65_433, 4_567]
    found = 0
    for number, (part, turn) in enumerate(zip(parts, series.turns("many", 2), strict=True), start=1):
        path = tmp_path / f"many_{number}of2.cab"
        writer.write(path, bag.members(part, {"Mark": "NON-RESTORABLE"}, turn), stamp=STAMP)
        for reader in (("cabextract", "-q", "-t"), ("7zz", "t", "-tcab"), ("gcab", "-t"), ("bsdtar", "-t", "-f")):
            command = [program(reader[0]), *reader[1:], str(path)]
            listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found += sum(line.startswith("data/") for line in listed.splitlines())
        with Cabinet.open(path) as cabinet:
            assert bag.examine(cabinet).problems == ()
    assert found == 70_000
