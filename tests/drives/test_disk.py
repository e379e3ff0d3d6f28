"""Files on a disk that fails: what is told, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from archiver.drives.disk import opened
from archiver.errors import FileNotFound, FileNotReadable
from tests.depositing import UNREADABLE

BYTES = bytes(range(256)) * 5_000


def test_a_file_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.cab"
    path.write_bytes(BYTES)
    with opened(path) as file:
        assert file.read(1000) + file.read() == BYTES
        assert (file.seek(10), file.read(10)) == (10, BYTES[10:20])


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "missing", tmp_path / "file" / "a.cab"):
        with pytest.raises(FileNotFound):
            opened(path)
    with pytest.raises(FileNotReadable):
        opened(tmp_path)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="no file here that opens, and cannot be read")
@pytest.mark.parametrize("read", [lambda file: file.read(), lambda file: file.read(10), lambda file: list(file)])
def test_a_disk_that_fails_meanwhile_is_told(read: Callable[[BinaryIO], object]) -> None:
    with opened(UNREADABLE) as file, pytest.raises(FileNotReadable) as told:
        read(file)
    assert str(told.value) == f"{UNREADABLE} cannot be read: the disk fails"
