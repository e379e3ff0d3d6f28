"""What a disk refuses, or fails to give: which error tells it, and when."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver import disk, errors
from tests.depositing import UNREADABLE

BYTES = bytes(range(256)) * 5_000


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
    (tmp_path / "file").touch()
    for path in (tmp_path / "a", tmp_path / "file" / "a"):
        with pytest.raises(errors.FileNotFound), disk.reading(path):
            path.read_bytes()


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 5_000, "a" * 300])
def test_a_name_that_nothing_can_have(tmp_path: Path, name: str) -> None:
    for path in (Path(name), tmp_path / name):
        with pytest.raises(errors.FileNotFound), disk.reading(path):
            path.read_bytes()
        assert not disk.exists(path)
        assert not disk.is_file(path)
        assert not disk.is_folder(path)


def test_what_is_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    told = {path: (disk.exists(path), disk.is_file(path), disk.is_folder(path)) for path in (tmp_path, file)}
    assert told == {tmp_path: (True, False, True), file: (True, True, False)}
    assert not disk.exists(file / "a")
    assert not disk.exists(tmp_path / "missing")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotReadable) as caught, disk.reading(tmp_path):
        tmp_path.read_bytes()
    assert caught.value.facts["reason"]


def test_our_own_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(errors.Busy), disk.writing(tmp_path), disk.reading(tmp_path):
        raise errors.Busy(name="lac")


def test_a_file_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.cab"
    path.write_bytes(BYTES)
    with disk.opened(path) as file:
        assert file.read(1000) + file.read() == BYTES
        assert (file.seek(10), file.read(10)) == (10, BYTES[10:20])


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "missing", tmp_path / "file" / "a.cab"):
        with pytest.raises(errors.FileNotFound):
            disk.opened(path)
    with pytest.raises(errors.FileNotReadable):
        disk.opened(tmp_path)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
@pytest.mark.parametrize("read", [lambda file: file.read(), lambda file: file.read(10), lambda file: list(file)])
def test_a_disk_that_fails_meanwhile_is_told(read: Callable[[BinaryIO], object]) -> None:
    with disk.opened(UNREADABLE) as file, pytest.raises(errors.FileNotReadable) as told:
        read(file)
    assert str(told.value) == f"{UNREADABLE} cannot be read: the disk fails"
