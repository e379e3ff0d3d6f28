"""Whether rclone is there, and has the remote."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from archiver.access.rclone import check
from archiver.errors import ProgramMissing, Refused, RemoteRefused, UnknownRemote

RCLONE = shutil.which("rclone", path=os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]]))


@pytest.mark.skipif(RCLONE is None and "CI" not in os.environ, reason="rclone is not installed")
def test_the_real_program_tells_its_remotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rclone.conf").write_text("[lac]\ntype = local\n", encoding="utf-8")
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    assert RCLONE
    check(RCLONE, "lac:archives")
    for remote in ("other:archives", "archives"):
        with pytest.raises(UnknownRemote) as unknown:
            check(RCLONE, remote)
        assert unknown.value.facts["known"] == "lac"


@pytest.mark.parametrize("remote", [":sftp,pass=secret:a", "lac,pass=secret:a", "--config=secret:a", ""])
def test_what_spells_out_a_secret_is_refused_before_it_is_written_or_run(remote: str) -> None:
    with pytest.raises(RemoteRefused) as refused:
        check("rclone-that-nobody-has", remote)
    assert "pass=secret" not in f"{refused.value} {refused.value.facts}"


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(ProgramMissing) as missing:
        check("rclone-that-nobody-has", "lac:")
    assert missing.value.exit_code == 2


def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    failing.chmod(0o755)
    with pytest.raises(Refused) as refused:
        check(str(failing), "lac:")
    assert "ended with 3" in str(refused.value)


def test_a_file_that_is_no_program_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\x00\x01")
    odd.chmod(0o755)
    with pytest.raises(ProgramMissing):
        check(str(odd), "lac:")
