"""Turns among processes, and what becomes of them when one is killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archiver.access.vaults.turns import alone
from archiver.errors import LinkBusy, TargetNotWritable, VaultExposed

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from archiver.access.vaults.turns import alone
with alone(Path(sys.argv[1]), "lac"):
    print("in", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, in its turn until its standard input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "in\n"
        yield process


def test_another_process_has_to_wait(tmp_path: Path) -> None:
    with held(tmp_path / "links"):
        with pytest.raises(LinkBusy) as busy, alone(tmp_path / "links", "lac", patience=0.1):
            pass
        with alone(tmp_path / "links", "another", patience=0.1):
            pass
    assert (busy.value.exit_code, busy.value.retriable) == (7, True)
    with alone(tmp_path / "links", "lac", patience=0.1):
        pass


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_the_turn_of_a_process_that_was_killed_is_over(tmp_path: Path) -> None:
    with held(tmp_path / "links") as process:
        process.kill()
        process.wait(10)
        with alone(tmp_path / "links", "lac", patience=0.1):
            pass


@pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")
def test_the_lock_is_its_owners_alone(tmp_path: Path) -> None:
    with alone(tmp_path / "links", "lac"):
        [lock] = (tmp_path / "links").iterdir()
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    (tmp_path / "links").chmod(0o755)
    with pytest.raises(VaultExposed), alone(tmp_path / "links", "lac"):
        pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "links").write_text("a file")
    with pytest.raises(TargetNotWritable), alone(tmp_path / "links", "lac"):
        pass
