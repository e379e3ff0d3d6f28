"""Whole archives of real books, opened and judged by programs that others made."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.order import Order
from tests.archives import BOOKS, exported, opened

Program = Callable[[str], str]
CHECK = Path(__file__).parents[2].parent / "shared" / "tools" / "check_xlsx.py"


@pytest.fixture(scope="module", params=["en", "fr-CA"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with packed files."""
    work = tmp_path_factory.mktemp("archive")
    with opened(BOOKS["atelier"], work) as read:
        return exported(read, work / "out", Order(request.param, flat=True)).path


@pytest.fixture
def extracted(archive: Path, program: Program, tmp_path: Path) -> Path:
    subprocess.run([program("cabextract"), "-q", "-d", tmp_path / "x", archive], check=True)
    return tmp_path / "x"


def test_the_library_of_congress_calls_it_a_valid_bag(extracted: Path) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit does not run on this Python")
    bag = bagit.Bag(str(extracted))
    bag.validate(processes=1)
    assert bag.info["Restorable"] == "false"
    assert bag.payload_entries().keys() >= {"data/records/kinds.json"}


def test_a_byte_changed_in_it_makes_it_invalid(extracted: Path) -> None:
    """So that the test before this one can fail."""
    bagit = pytest.importorskip("bagit", reason="bagit does not run on this Python")
    path = extracted / "data/records/invoices.jsonl"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"live", b"Live", 1))
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(extracted)).validate(processes=1)


def test_its_sums_are_checked_by_plain_tools(extracted: Path, program: Program) -> None:
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run([program("sha256sum"), "-c", "--strict", "--quiet", manifest], cwd=extracted, check=True)


def test_its_workbooks_are_what_the_standard_asks_for(extracted: Path) -> None:
    if not CHECK.exists():
        pytest.skip("the checker of workbooks is not on this machine")
    books = sorted(extracted.glob("data/*.xlsx"))
    ran = subprocess.run([sys.executable, CHECK, *books], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
