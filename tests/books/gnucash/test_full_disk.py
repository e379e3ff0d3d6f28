"""A work folder that takes no more: told as such, and not blamed on the book."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.books.gnucash.make_large import make

resource = pytest.importorskip("resource", reason="this system cannot limit the size of files")

PROGRAM = """
import resource, sys
from pathlib import Path
from archiver.books import Asked
from archiver.books.gnucash import connect
from archiver.errors import ArchiverError
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with connect(Asked(sys.argv[1], None, Path(sys.argv[2]))) as books:
        print("read")
except ArchiverError as error:
    print(type(error).__name__, error.exit_code, sys.argv[2] in str(error))
"""


@pytest.mark.parametrize("name", ["large.gnucash", "large.xml.gnucash"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_disk_that_fills_up(name: str, share: float, tmp_path: Path, work: Path) -> None:
    path = tmp_path / name
    make(path, 3_000)
    need = 2_000_000
    assert tried(path, work, 100 * need) == "read"
    assert tried(path, work, int(share * need)) == "NoSpace 4 True"
    assert list(work.iterdir()) == []


def tried(path: Path, work: Path, limit: int) -> str:
    told = [sys.executable, "-c", PROGRAM, str(path), str(work), str(limit)]
    done = subprocess.run(told, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
