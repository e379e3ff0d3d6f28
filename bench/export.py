"""How long a whole export takes, and how much memory: the command line, on a large GnuCash book made for it.

The same book twice, small and large, and at the end as many lines of the ledger as the issue asks: a million. Every
check that an export makes is on. Memory is that of the largest process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archiver import verify  # noqa: E402 (only now is the project found)
from archiver.cabinet import manifest  # noqa: E402
from tests.books.gnucash import make_large  # noqa: E402

MB = 1_000_000
LINES = (100_000, 1_000_000)
QUICK = (10_000, 100_000)
PER_TRANSACTION = 2.6
"""Lines of the ledger that a transaction of such a book has."""
FLAT = 32.0
ARCHIVER = (sys.executable, "-m", "archiver")


@dataclass(frozen=True)
class Figure:
    """One line of the outcome; ``goal`` is the most that it should be."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.value <= self.goal


@dataclass(frozen=True)
class Run:
    """One export: what it took, and the rows that the archive holds, of the ledger and of all kinds."""

    seconds: float
    cpu: float
    memory: float
    lines: int
    rows: int


def exported(book: Path, place: Path) -> Run:
    """Export a book to a cabinet that is kept in ``place``, and read in it what was written."""
    place.mkdir()
    command = (*ARCHIVER, "export", "--books", f"gnucash:{book}", "--to", str(place / "archives"))
    (place / "archives").mkdir()
    with (place / "said").open("wb") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd=ROOT,
            env={**os.environ, "ARCHIVER_HOME": str(place / "home")},
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit((place / "said").read_text(errors="replace")[-4_000:])
    (cabinet,) = (place / "archives").rglob("*.cab")
    page = verify.page(cabinet)
    assert isinstance(page, manifest.Page), "nobody gave a password"
    counts = [(total.kind, total.count) for total in manifest.totals(page)]
    lines = sum(count for kind, count in counts if kind == "ledger")
    cpu = used.ru_utime + used.ru_stime
    return Run(seconds, cpu, used.ru_maxrss * 1024 / MB, lines, sum(count for _, count in counts))


def figures(place: Path, sizes: tuple[int, int]) -> Iterator[Figure]:
    """The small book, the large one, and what the difference of their sizes costs in memory."""
    runs: list[Run] = []
    for lines in sizes:
        book = place / f"{lines}.gnucash"
        make_large.make(book, round(lines / PER_TRANSACTION))
        run = exported(book, place / f"{lines}")
        name = f"export of {run.lines:,} lines"
        yield Figure(f"{name}: rows of all kinds", run.rows, "rows")
        yield Figure(f"{name}: time", run.seconds, "s")
        yield Figure(f"{name}: CPU", run.cpu, "s")
        yield Figure(f"{name}: speed", run.rows / run.seconds, "rows/s")
        yield Figure(f"{name}: memory", run.memory, "MB")
        runs.append(run)
    small, large = runs
    yield Figure("memory of the large one above that of the small one", large.memory - small.memory, "MB", FLAT)


def show(figure: Figure, *, as_json: bool) -> None:
    """One line."""
    if as_json:
        line = {"figure": figure.name, "value": round(figure.value, 4), "unit": figure.unit, "goal": figure.goal}
        print(json.dumps({**line, "met": figure.met}), flush=True)
        return
    goal = ""
    if figure.goal is not None:
        goal = f" (goal: at most {figure.goal:g} {figure.unit}{'' if figure.met else ', MISSED'})"
    print(f"{figure.name}: {figure.value:,.2f} {figure.unit}{goal}", flush=True)


def main() -> int:
    """Measure, print a line a figure, and say by the exit code whether the goals were met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--quick", action="store_true", help=f"{QUICK[0]:,} and {QUICK[1]:,} lines")
    asked = arguments.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="bench-export-") as name:
        for figure in figures(Path(name), QUICK if asked.quick else LINES):
            missed += not figure.met
            show(figure, as_json=asked.json)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
