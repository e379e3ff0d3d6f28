"""Other programs, which must be there where everything is checked, and may be missing elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Gives the path of a program; without it the test is skipped, or fails where ``CI`` is set."""

    def find(name: str) -> str:
        places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        found = shutil.which(name, path=places)
        if found is None and os.environ.get("CI"):
            pytest.fail(f"{name} is not installed, and nothing may be left unchecked here")
        if found is None:
            pytest.skip(f"{name} is not installed")
        return found

    return find
