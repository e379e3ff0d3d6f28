"""As many helpers as there is room for, and none that goes on when nobody waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archiver import helper
from archiver.relay import Turn, relayed
from archiver.workbooks.crew import Crew

ROOT = Path(helper.__file__).parents[1]


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of 32 processors without any quota."""
    monkeypatch.setattr(helper, "_processors", lambda: 32)
    monkeypatch.setattr(helper, "OWN", tmp_path / "own")
    monkeypatch.setattr(helper, "GROUPS", tmp_path)
    (tmp_path / "system" / "archiver").mkdir(parents=True)
    (tmp_path / "own").write_text("1:name=systemd:/old\n0::/system/archiver\n")
    return tmp_path


def test_a_large_machine_does_not_make_a_crowd(groups: Path) -> None:
    assert helper.most() == helper.MOST == 4
    (groups / "own").unlink()
    assert helper.most() == 4


def test_one_processor_is_one(groups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "_processors", lambda: 1)
    assert helper.most() == 1


@pytest.mark.parametrize("where", [".", "system", "system/archiver"])
@pytest.mark.parametrize(
    ("quota", "most"), [("100000 100000", 1), ("20000 100000", 1), ("150000 100000", 2), ("max 100000", 4), ("", 4)]
)
def test_a_container_has_what_it_is_given(groups: Path, where: str, quota: str, most: int) -> None:
    (groups / where / "cpu.max").write_text(f"{quota}\n")
    assert helper.most() == most


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no processors are withheld here")
def test_processors_that_are_withheld_do_not_count() -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert helper.most() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def busy(folder: Path, task: object) -> Iterator[int]:
    """Work without an end, which says whose it is."""
    (folder / str(os.getpid())).touch()
    while True:
        yield sum(range(100))


def begin(folder: Path) -> Callable[[str], int]:
    """The same, as a crew does it."""
    return lambda task: sum(busy(folder, task))


def crew(folder: Path) -> None:
    """Wait for a crew that never comes to an end."""
    with closing(Crew(begin, (folder,), ["a", "b"], 2)) as two:
        two.made()


def relay(folder: Path) -> None:
    """Wait for what no process sends."""
    list(relayed(silent, (folder,), 2))


def silent(folder: Path, turn: Turn) -> Iterator[int]:
    """Nothing, for ever."""
    return (each for each in busy(folder, turn) if each < 0)


@pytest.mark.skipif(sys.platform != "linux", reason="who lives is seen in /proc")
@pytest.mark.parametrize("which", ["crew", "relay"])
def test_none_outlives_the_one_that_started_it(tmp_path: Path, which: str) -> None:
    script = f"import sys, pathlib; from tests.test_helper import {which}; {which}(pathlib.Path(sys.argv[1]))"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, env=ENVIRONMENT) as parent:
        until = time.monotonic() + 50
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        parent.send_signal(signal.SIGKILL)
    helpers = [int(each.name) for each in tmp_path.iterdir()]
    assert len(helpers) == 2
    until = time.monotonic() + 20
    try:
        while any(map(lives, helpers)):
            assert time.monotonic() < until, "it works on, and nobody waits for it"
            time.sleep(0.05)
    finally:
        for each in filter(lives, helpers):
            os.kill(each, signal.SIGKILL)


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def lives(process: int) -> bool:
    """Whether it does anything any more; one that ended may wait for somebody who asks how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
