"""The program around its commands."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from archiver.cli.report import report
from archiver.errors import Mistake, UnreportedMistake


def test_a_reader_that_has_gone_is_no_error(tmp_path: Path) -> None:
    """As with ``archiver demo | head -1``, where nobody reads what comes after the first line."""
    command = [sys.executable, "-m", "archiver", "demo", "--to", str(tmp_path)]
    environ = {**os.environ, "ARCHIVER_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")
    assert list(tmp_path.glob("*.cab"))


def test_a_mistake_is_told_where_no_report_of_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert type(report(ValueError("s3cret"))) is Mistake
    (written,) = tmp_path.iterdir()
    assert "ValueError" in written.read_text(encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert str(report(ValueError("s3cret"))) == str(UnreportedMistake(name="ValueError"))
