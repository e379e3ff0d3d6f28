"""A book a hundred times as large takes a hundred times as long, and little more memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.books.gnucash.make_large import make
from tests.books.gnucash.reading import read

MEASURE = """
import sys
from pathlib import Path
from archiver.books import Asked
from archiver.books.gnucash import connect
from tests.books.gnucash.memory import memory
with connect(Asked(sys.argv[1], None, Path(sys.argv[2]))) as books:
    for family in books.families():
        for page in books.read(family):
            pass
print(memory())
"""


def test_what_a_large_book_holds_comes_out(tmp_path: Path) -> None:
    path, work = tmp_path / "large.gnucash", tmp_path / "work"
    work.mkdir()
    make(path, 1_000)
    whole = read(path, work).values
    counts = {kind: len(whole[kind]) for kind in ("customers", "invoices", "payments", "journal_entries")}
    assert counts == {"customers": 505, "invoices": 249, "payments": 237, "journal_entries": 602}
    statuses = Counter(invoice["status"] for invoice in whole["invoices"].values())
    assert statuses["paid"] >= 200


@pytest.mark.parametrize("name", ["large.gnucash", "large.xml.gnucash"])
def test_time_and_memory(name: str, tmp_path: Path) -> None:
    """10,000 transactions: generous bounds, that only a query a row or a book in memory would break."""
    path = tmp_path / name
    make(path, 10_000)
    began = time.monotonic()
    told = [sys.executable, "-c", MEASURE, str(path), str(tmp_path)]
    done = subprocess.run(told, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    assert time.monotonic() - began < 40
    assert int(done.stdout) < 150
