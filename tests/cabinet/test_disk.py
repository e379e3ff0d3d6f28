from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from archiver import errors
from archiver.cabinet import disk


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    with pytest.raises(errors.AlreadyThere), disk.writing(tmp_path):
        tmp_path.mkdir()


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a"
    with pytest.raises(errors.TargetMissing) as caught, disk.writing(path):
        path.touch()
    assert caught.value.facts == {"path": tmp_path / "missing"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says of a file used as a folder that it is missing")
def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "a"
    with pytest.raises(errors.TargetNotWritable) as caught, disk.writing(path):
        path.touch()
    assert caught.value.facts["path"] == tmp_path / "file"
    assert caught.value.facts["reason"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG])
def test_a_disk_that_is_full(tmp_path: Path, code: int) -> None:
    with pytest.raises(errors.NoSpace), disk.writing(tmp_path):
        raise OSError(code, "no room")


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotFound), disk.reading(tmp_path / "a"):
        (tmp_path / "a").read_bytes()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotReadable) as caught, disk.reading(tmp_path):
        tmp_path.read_bytes()
    assert caught.value.facts["reason"]


def test_our_own_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(errors.Busy), disk.writing(tmp_path), disk.reading(tmp_path):
        raise errors.Busy(name="lac")
