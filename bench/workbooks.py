"""How quickly workbooks are written, against the libraries that people take, and in how much memory.

Every writer gets the same rows, in a process of its own that is pinned to one core, and is measured in seconds of that
core: the clock would measure the machine. The peers are installed from PyPI into an environment of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from workbooks_rows import Invoice

HERE = Path(__file__).resolve().parent
CACHE = platformdirs.user_cache_path("archiver-bench", appauthor=False) / "workbooks"
PACKAGES = ("openpyxl==3.1.5", "XlsxWriter==3.3.1", "PyExcelerate==0.13.0", "rustpy-xlsxwriter==0.8.0")
PEERS = {
    "openpyxl": "openpyxl, write-only",
    "xlsxwriter": "XlsxWriter, constant memory",
    "pyexcelerate": "PyExcelerate",
    "rust": "the Rust writer's binding",
}
ROWS, MANY, QUICK = 100_000, 5_000_000, 300_000
FASTER = {"openpyxl": 12.0, "xlsxwriter": 7.0, "rust": 1.0}
MEMORY = 32.0
BOOKS, TWO_CORES = 4, 1.7
ROUNDS = 3


@dataclass(frozen=True)
class Figure:
    """One line of the outcome. ``goal`` is the least that it should be where ``more`` is better, else the most."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    more: bool = False

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.value >= self.goal if self.more else self.value <= self.goal


@dataclass(frozen=True)
class Run:
    """What one writer took: seconds of its cores and of the clock; megabytes at the most, and before it began."""

    seconds: float
    clock: float
    memory: float
    before: float


def write(python: str, writer: str, rows: int, *, books: int = 1, cores: int = 1, held: bool = True) -> Run:
    """Have a writer write, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-workbooks-") as folder:
        how = [writer, str(rows), str(books), str(cores), "held" if held else "streamed", folder]
        command = [python, str(HERE / "workbooks_writers.py"), *how]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr[-4_000:]}")
    return Run(**json.loads(done.stdout))


def best(python: str, writer: str, rows: int, rounds: int) -> Run:
    """The round that was disturbed least."""
    return min((write(python, writer, rows) for _ in range(rounds)), key=lambda run: run.seconds)


def installed(cache: Path) -> str:
    """The Python of the peers' environment, made if it is not there; ``CalledProcessError`` where that fails."""
    python = cache / "bin" / "python"
    if not (cache / "installed").exists():
        venv.create(cache, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        (cache / "installed").touch()
    return str(python)


def told(name: str, run: Run, rows: int) -> Iterator[Figure]:
    """What there is to say of one writer."""
    yield Figure(f"{name}: time of one core", run.seconds, "s")
    yield Figure(f"{name}: cells", rows * len(Invoice._fields) / run.seconds, "cells/s")
    yield Figure(f"{name}: memory, beyond the rows", run.memory - run.before, "MB")


def speed(peers: str, rounds: int) -> Iterator[Figure]:
    """Ours and theirs, and the ratios."""
    ours = best(sys.executable, "archiver", ROWS, rounds)
    yield from told("archiver", ours, ROWS)
    yield from told("archiver, from numbers", best(sys.executable, "archiver, from numbers", ROWS, rounds), ROWS)
    for writer, name in PEERS.items():
        run = best(peers, writer, ROWS, rounds if writer == "rust" else 1)
        yield from told(name, run, ROWS)
        ratio, goal = run.seconds / ours.seconds, FASTER.get(writer)
        yield Figure(f"archiver against {name}", ratio, "x", goal, more=True)


def memory(many: int) -> Iterator[Figure]:
    """As much for many rows as for few; these are made while they are written."""
    few, more = (write(sys.executable, "archiver", rows, held=False) for rows in (ROWS, many))
    yield Figure(f"archiver, {ROWS:,} rows: memory at the most", few.memory, "MB")
    yield Figure(f"archiver, {many:,} rows: memory at the most", more.memory, "MB")
    yield Figure("archiver, many rows against few: memory", more.memory - few.memory, "MB", MEMORY)


def cores(rounds: int) -> Iterator[Figure]:
    """Several workbooks by one core, and by two; making the rows stands for reading them from the draft."""
    if len(os.sched_getaffinity(0)) < 2:
        return
    alone, both = (
        min(write(sys.executable, "archiver", ROWS, books=BOOKS, cores=each, held=False).clock for _ in range(rounds))
        for each in (1, 2)
    )
    yield Figure(f"archiver, {BOOKS} workbooks on one core: time", alone, "s")
    yield Figure(f"archiver, {BOOKS} workbooks on two cores: time", both, "s")
    yield Figure("archiver, two cores against one", alone / both, "x", TWO_CORES, more=True)


def show(figure: Figure, *, as_json: bool) -> None:
    """One line."""
    if as_json:
        line = {"figure": figure.name, "value": round(figure.value, 4), "unit": figure.unit, "goal": figure.goal}
        print(json.dumps({**line, "met": figure.met}), flush=True)
        return
    goal = ""
    if figure.goal is not None:
        bound = "at least" if figure.more else "at most"
        goal = f" (goal: {bound} {figure.goal:g} {figure.unit}{'' if figure.met else ', MISSED'})"
    print(f"{figure.name}: {figure.value:,.2f} {figure.unit}{goal}", flush=True)


def main() -> int:
    """Measure, print a line a figure, and say by the exit code whether the goals were met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--quick", action="store_true", help=f"memory with {QUICK:,} rows instead of {MANY:,}")
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help="of the quick ones; the best counts")
    arguments.add_argument("--peers", type=Path, default=CACHE, help="the folder in which the peers are installed")
    asked = arguments.parse_args()
    missed = 0
    for figures in (
        speed(installed(asked.peers), asked.rounds),
        cores(asked.rounds),
        memory(QUICK if asked.quick else MANY),
    ):
        for figure in figures:
            missed += not figure.met
            show(figure, as_json=asked.json)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
