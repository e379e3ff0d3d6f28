"""What openpyxl brings along, and what it does not."""

from __future__ import annotations

import subprocess
import sys

from archiver.workbooks.alone import UNWANTED

LOADED = "import sys, archiver.workbooks; print(*sorted(sys.modules))"
AFTERWARDS = "import archiver.workbooks, numpy; print(numpy.arange(3).sum())"


def told(program: str) -> str:
    """What a process of its own prints."""
    return subprocess.run((sys.executable, "-c", program), check=True, capture_output=True, text=True).stdout


def test_nothing_is_loaded_that_is_not_needed() -> None:
    loaded = set(told(LOADED).split())
    assert "openpyxl" in loaded
    assert loaded.isdisjoint(UNWANTED)


def test_they_are_there_for_whoever_needs_them() -> None:
    assert told(AFTERWARDS) == "3\n"
