"""What takes gigabytes: cabinets up to their limit, and the refusal above it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import writer
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
