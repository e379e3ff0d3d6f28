from __future__ import annotations

import stat
from pathlib import Path

import pytest

from archiver.errors import AlreadyThere, FileNotReadable, TargetNotWritable
from archiver.timetable.placing import MARK, held, placed

OURS = f"# {MARK}\n"


def test_all_are_put_in_their_places(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text(OURS, encoding="utf-8")
    with placed({tmp_path / "a" / "b": OURS + "é", tmp_path / "c": OURS, old: None, tmp_path / "never": None}):
        assert held(tmp_path / "a" / "b") == (OURS + "é").encode()
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "c"]
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o644


def test_all_is_as_it_was_where_something_goes_wrong(tmp_path: Path) -> None:
    for name in ("changed", "removed"):
        (tmp_path / name).write_text(f"{OURS}{name}", encoding="utf-8")
    files = {tmp_path / "changed": OURS, tmp_path / "removed": None, tmp_path / "new": OURS}
    with pytest.raises(KeyboardInterrupt), placed(files):
        raise KeyboardInterrupt
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "changed": f"{OURS}changed",
        "removed": f"{OURS}removed",
    }


def test_a_place_that_is_no_folder_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(FileNotReadable), placed({tmp_path / "a": OURS, tmp_path / "taken": OURS}):
        pytest.fail("nothing is to be done")
    (tmp_path / "file").touch()
    with pytest.raises(TargetNotWritable), placed({tmp_path / "a": OURS, tmp_path / "file" / "b": OURS}):
        pytest.fail("nothing is to be done")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken"]


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs", encoding="utf-8")
    for text in (OURS, None):
        with pytest.raises(AlreadyThere), placed({tmp_path / "a": OURS, theirs: text}):
            pytest.fail("nothing is to be done")
    assert theirs.read_text(encoding="utf-8") == "theirs"
    assert not (tmp_path / "a").exists()
