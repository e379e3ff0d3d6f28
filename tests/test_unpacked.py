"""The workbooks beside the cabinet, as plain files."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import unpacked
from archiver.cabinet.reader import Cabinet
from archiver.drives.folder import Folder
from archiver.errors import AlreadyThere
from archiver.events import silence
from tests.archives import BOOKS, exported, opened


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    with opened(BOOKS["atelier"], tmp_path / "work") as read:
        return exported(read, tmp_path).path


def test_the_workbooks_and_the_notice_lie_beside_it(tmp_path: Path, cabinet: Path) -> None:
    drive, room = tmp_path / "drive", tmp_path / "room"
    drive.mkdir()
    room.mkdir()

    names = unpacked.put([cabinet], Folder(drive), "Atelier/2026", room, silence)

    home = drive / "Atelier" / "2026" / cabinet.stem
    assert sorted(path.name for path in home.iterdir()) == sorted(name.rpartition("/")[2] for name in names)
    assert "NON-RESTORABLE" in home.name
    assert {"Start here.xlsx", "Invoices.xlsx", "Bills.xlsx", "NON-RESTORABLE.txt"} <= {p.name for p in home.iterdir()}
    with Cabinet.open(cabinet) as opened:
        inside = {member.name.rpartition("/")[2]: b"".join(opened.read(member)) for member in opened.members}
    for path in home.iterdir():
        assert path.read_bytes() == inside[path.name]
        assert path.stat().st_mode & 0o222 == 0


def test_again_is_no_error_and_other_bytes_are(tmp_path: Path, cabinet: Path) -> None:
    drive, room = tmp_path / "drive", tmp_path / "room"
    drive.mkdir()
    room.mkdir()
    first = unpacked.put([cabinet], Folder(drive), "Atelier", room, silence)
    assert unpacked.put([cabinet], Folder(drive), "Atelier", room, silence) == first

    altered = drive / first[0]
    altered.chmod(0o644)
    altered.write_bytes(b"other")
    with pytest.raises(AlreadyThere):
        unpacked.put([cabinet], Folder(drive), "Atelier", room, silence)
