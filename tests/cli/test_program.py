"""The program around its commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


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
