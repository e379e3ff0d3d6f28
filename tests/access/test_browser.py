"""The owner's browser is opened where there is one to be seen, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SHOW = "import sys; from archiver.access.browser import show; print(show(sys.argv[1]))"
ADDRESS = "https://accounts.google.com/o/oauth2/auth?client_id=a&state=b"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have one")


def shown(**environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SHOW, ADDRESS],
        env={"PATH": "", "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=True,
    )
    return ran.stdout.strip()


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that notes what it was asked for."""
    path = tmp_path / "browser"
    path.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/visited"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@linux
def test_opens_the_browser_of_the_owner(browser: Path) -> None:
    assert shown(BROWSER=f"{browser} %s") == "True"
    assert (browser.parent / "visited").read_text(encoding="utf-8") == f"{ADDRESS}\n"


@linux
def test_a_browser_that_fails_is_told(tmp_path: Path) -> None:
    assert shown(BROWSER=f"{tmp_path}/missing %s") == "False"


@linux
def test_without_a_screen_nothing_opens_in_the_terminal() -> None:
    assert shown() == "False"
