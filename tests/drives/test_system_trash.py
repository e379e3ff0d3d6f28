"""The trash of this system: where there is one, what is moved there keeps its name and place; elsewhere it stays."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from archiver.drives import Receipt
from archiver.drives.folder import Folder
from archiver.drives.system_trash import discard
from archiver.errors import DigestMismatch, NoTrash
from tests.drives.conftest import Bin

pytestmark = pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="their trash is of no folder of ours")


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "L'été" / "a_NON-RESTORABLE.cab"
    path.parent.mkdir()
    path.write_bytes(b"MSCF")
    path.chmod(0o444)
    return path


def receipt(path: Path, size: int = 4) -> Receipt:
    return Receipt(path.name, size, None, str(path))


def test_what_is_read_only_goes_there_too_and_its_place_is_noted(cabinet: Path, trash_bin: Bin) -> None:
    discard(cabinet, receipt(cabinet))

    assert not cabinet.exists()
    assert {path: file.read_bytes() for path, file in trash_bin.held().items()} == {str(cabinet): b"MSCF"}


def test_two_of_a_name_are_both_kept(cabinet: Path, trash_bin: Bin) -> None:
    discard(cabinet, receipt(cabinet))
    cabinet.write_bytes(b"CAB!")
    discard(cabinet, receipt(cabinet))

    assert sorted(file.read_bytes() for file in (trash_bin.folder / "files").iterdir()) == [b"CAB!", b"MSCF"]


def test_what_is_not_there_is_no_error(cabinet: Path, trash_bin: Bin) -> None:
    discard(cabinet.parent / "other.cab", receipt(cabinet))
    assert trash_bin.held() == {}


def test_another_file_stays(cabinet: Path, trash_bin: Bin) -> None:
    with pytest.raises(DigestMismatch):
        discard(cabinet, receipt(cabinet, 5))
    assert cabinet.read_bytes() == b"MSCF"


def test_a_server_without_a_desktop_refuses_and_says_what_to_do(cabinet: Path, trash_bin: Bin) -> None:
    trash_bin.folder.rmdir()

    with pytest.raises(NoTrash) as refused:
        discard(cabinet, receipt(cabinet))
    assert str(trash_bin.folder) in str(refused.value)
    with pytest.raises(NoTrash):
        Folder(cabinet.parent).require_trash()
    assert stat.S_IMODE(cabinet.stat().st_mode) == 0o444


def test_a_desktop_makes_its_trash_by_itself(cabinet: Path, trash_bin: Bin, monkeypatch: pytest.MonkeyPatch) -> None:
    trash_bin.folder.rmdir()
    monkeypatch.setenv("DISPLAY", ":0")

    discard(cabinet, receipt(cabinet))

    assert [*trash_bin.held()] == [str(cabinet)]


def test_a_trash_that_takes_nothing_leaves_it_as_it_was(cabinet: Path, trash_bin: Bin) -> None:
    (trash_bin.folder / "files").write_bytes(b"no folder")

    with pytest.raises(NoTrash):
        discard(cabinet, receipt(cabinet))
    assert (cabinet.read_bytes(), stat.S_IMODE(cabinet.stat().st_mode)) == (b"MSCF", 0o444)
