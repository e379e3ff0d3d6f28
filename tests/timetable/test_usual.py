"""Which timetable a machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import WrongOption
from archiver.timetable import KINDS, Timetable, cron, timetable, usual
from tests.timetable import standins


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    standins.install(tmp_path / "bin", tmp_path / "state")
    paths = {"HOME": "home", "PATH": "bin", "XDG_CONFIG_HOME": "config", "XDG_RUNTIME_DIR": "run"}
    return {name: str(tmp_path / folder) for name, folder in paths.items()} | {"USER": "alice"}


@pytest.mark.parametrize(("platform", "kind"), [("linux", "systemd"), ("darwin", "launchd"), ("win32", "windows")])
def test_each_system_has_its_own(environ: dict[str, str], platform: str, kind: str) -> None:
    assert name(usual(environ, platform)) == name(timetable(kind, environ))


def name(found: Timetable | None) -> str:
    return type(found).__name__


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32", "freebsd14"])
def test_a_machine_without_any_of_them_has_none(platform: str, tmp_path: Path) -> None:
    assert usual({"PATH": str(tmp_path), "HOME": str(tmp_path)}, platform) is None


def test_where_the_manager_does_not_answer_cron_stands_in(environ: dict[str, str], tmp_path: Path) -> None:
    """As in a container, where there may be a crontab that nothing heeds: then there is none."""
    standins.write(tmp_path / "state", "refuse", ["show-environment"])
    assert name(usual(environ, "linux")) == ("Cron" if cron.runs() else "NoneType")
    assert name(usual(environ, "linux")) == "Systemd", "it was refused once"


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_is_of_timetables(kind: str) -> None:
    made = timetable(kind, {"HOME": "/home/alice"})
    assert all(callable(getattr(made, verb)) for verb in ("pieces", "set", "clear", "next"))


def test_another_kind_is_refused() -> None:
    with pytest.raises(WrongOption):
        timetable("at", {})
