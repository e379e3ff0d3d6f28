from __future__ import annotations

import os
from pathlib import Path

import pytest

from archiver.errors import SchedulerUnreachable
from archiver.timetable import program
from archiver.timetable.program import Programs


def programs(place: Path, script: str) -> Programs:
    (place / "tool").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (place / "tool").chmod(0o755)
    return Programs("systemd", {"PATH": f"{place}:/usr/bin:/bin", "ARCHIVER_VAULT_KEY": "x", "LANG": "fr_CA.UTF-8"})


def test_gives_what_is_printed(tmp_path: Path) -> None:
    assert programs(tmp_path, 'printf "%s|" "$@"; cat').ask("tool", "a b", "", given=b"\xffin") == b"a b||\xffin"


def test_is_run_in_english_and_without_what_is_ours(tmp_path: Path) -> None:
    printed = programs(tmp_path, "env").ask("tool").decode()
    assert "LC_ALL=C\n" in printed
    assert "ARCHIVER" not in printed


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no bus >&2; echo more >&2; exit 1", "systemd does not take a schedule here: no bus"),
        ("exit 3", "systemd does not take a schedule here: tool ended with 3 and said nothing"),
    ],
)
def test_a_bad_end_is_our_error(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(SchedulerUnreachable) as raised:
        programs(tmp_path, script).ask("tool")
    assert str(raised.value) == said


def test_one_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.2)
    with pytest.raises(SchedulerUnreachable, match="tool does not answer"):
        programs(tmp_path, "exec sleep 20").run("tool")


def test_one_that_is_missing_or_no_program_at_all(tmp_path: Path) -> None:
    tools = programs(tmp_path, "")
    assert tools.has("tool")
    assert not tools.has("gone")
    with pytest.raises(SchedulerUnreachable, match="the program gone is not on this machine"):
        tools.run("gone")
    (tmp_path / "tool").write_bytes(os.urandom(8) + b"\0")
    with pytest.raises(SchedulerUnreachable):
        tools.run("tool")
