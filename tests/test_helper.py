"""As many helpers as there is room for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archiver import helper


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
