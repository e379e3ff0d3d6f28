"""The shell is the same whichever XML library openpyxl found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archiver import workbooks


@pytest.mark.parametrize("library", ["True", "False"])
def test_the_bytes_do_not_depend_on_the_xml_library(tmp_path: Path, written: Path, library: str) -> None:
    script = (
        "import sys; from pathlib import Path; from archiver import workbooks; from tests.workbooks import sample; "
        "workbooks.write(sample.edition(), sample.tables(), Path(sys.argv[1]))"
    )
    root = str(Path(workbooks.__file__).parents[2])
    places = {**os.environ, "OPENPYXL_LXML": library, "PYTHONPATH": root}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env=places, cwd=root)
    for path in written.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()
