"""What lies beside the name that it is to have: never longer than it is needed, and never for two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.drives import beside
from archiver.errors import Busy


def test_it_is_hidden_and_gone_afterwards(tmp_path: Path) -> None:
    with beside.made(tmp_path / "a.cab") as part:
        assert part.name.startswith(".a.cab.")
        assert list(tmp_path.iterdir()) == [part]
    assert list(tmp_path.iterdir()) == []


def read_once_it_is_cleared(target: Path) -> None:
    with beside.made(target) as part:
        beside.clear(target)
        part.read_bytes()


def test_whoever_finds_it_cleared_away_is_not_alone(tmp_path: Path) -> None:
    with pytest.raises(Busy):
        read_once_it_is_cleared(tmp_path / "a.cab")


def test_a_rename_overwrites_nothing_and_waits_for_nobody(tmp_path: Path) -> None:
    part, target = tmp_path / "part", tmp_path / "a.cab"
    part.write_bytes(b"new")
    claim = tmp_path / ".a.cab.claim.part"
    claim.touch()
    with pytest.raises(Busy):
        beside.rename(part, target)
    claim.unlink()
    target.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        beside.rename(part, target)
    assert target.read_bytes() == b"old"
    target.unlink()
    beside.rename(part, target)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.cab", b"new")]


def test_only_what_is_of_that_name_is_cleared(tmp_path: Path) -> None:
    kept = [".b.cab.0a1b2c3d.part", ".a.cab.notes", "a.cab"]
    for name in (*kept, ".a.cab.0a1b2c3d.part", ".a.cab.claim.part"):
        (tmp_path / name).touch()
    beside.clear(tmp_path / "a.cab")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
