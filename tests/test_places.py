"""Where things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import TargetNotWritable
from archiver.places import Places


def test_one_folder_may_hold_everything(tmp_path: Path) -> None:
    places = Places.here({"ARCHIVER_HOME": str(tmp_path)})

    assert places == Places(
        tmp_path / "settings.toml",
        tmp_path / "catalogue.sqlite",
        tmp_path / "archives",
        tmp_path / "work",
        tmp_path / "archiver.log",
    )


def test_else_they_are_where_the_system_keeps_such_things() -> None:
    places = Places.here({})

    assert (places.settings.name, places.catalogue.name, places.archives.name) == (
        "settings.toml", "catalogue.sqlite", "archiver",
    )  # fmt: skip
    assert all(
        path.is_absolute() for path in (places.settings, places.catalogue, places.archives, places.work, places.log)
    )


def test_the_settings_may_name_another_folder_for_archives(tmp_path: Path) -> None:
    places = Places.here({"ARCHIVER_HOME": str(tmp_path)})

    assert places.keeping_in(tmp_path / "mine").archives == tmp_path / "mine"
    assert places.keeping_in(None) == places


def test_the_workroom_is_private_even_if_it_was_not(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir(mode=0o755)

    workroom = Places.here({"ARCHIVER_HOME": str(tmp_path)}).workroom()

    assert workroom.stat().st_mode & 0o777 == 0o700


def test_a_workroom_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(TargetNotWritable):
        Places.here({"ARCHIVER_HOME": str(tmp_path / "file")}).workroom()
