"""How quickly declared sources are read from their emulators, by how many requests, and in how much memory.

The emulator works in a process of its own, the reading in another; time and memory are of the reading alone, the latter
beyond what the program takes once it is loaded. ``least`` is what cannot be had by fewer requests: one for each page,
one for each count, and what is asked once.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from books_served import SOURCES, Served, serve  # noqa: E402

FEW, MANY, QUICK = 10_000, 1_000_000, 100_000
FLAT = 1.3
MB = 1024


@dataclass(frozen=True)
class Run:
    """One reading: what it took and brought; memory in kibibytes."""

    seconds: float
    records: int
    requests: int
    memory: int


def read(name: str, served: Served) -> Run:
    """Read the long family of a source, in this process."""
    source = SOURCES[name]
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder, source.opened(served, Path(folder)) as books:
        family = next(each for each in books.families() if each.name == source.family)
        began, records = time.perf_counter(), 0
        books.count(family)
        books.foresee([(family, None)])
        for page in books.read(family):
            records += sum(len(rows) for rows in page.rows.values())
            del page
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return Run(seconds, records, books.calls, after - before)


def measured(name: str, count: int) -> Run:
    """The same in a process of its own, from an emulator in another."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory() as place:
        server = context.Process(target=serve, args=(name, Path(place), count, theirs), daemon=True)
        server.start()
        served: Served = ours.recv()
        command = [sys.executable, __file__, "--read", name, json.dumps(asdict(served))]
        ran = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
        ours.send(None)
        server.join()
    return Run(**json.loads(ran.stdout))


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


def figures(name: str, counts: Sequence[int]) -> Iterator[Figure]:
    """The runs of one source: how quick, by how many requests of those that it takes, and how much memory."""
    runs = {count: measured(name, count) for count in dict.fromkeys(counts)}
    for count, run in runs.items():
        what = f"{name}, {count:,} records"
        yield Figure(f"{what}: speed", run.records / run.seconds, "records/s")
        yield Figure(f"{what}: requests", run.requests, "requests", SOURCES[name].least(count))
        yield Figure(f"{what}: memory", run.memory / MB, "MB")
    few, many = runs[counts[0]], runs[counts[-1]]
    if many is not few:
        yield Figure(f"{name}: memory of the many against the few", many.memory / few.memory, "x", FLAT)


def tell(figure: Figure, *, as_json: bool) -> None:
    """Print it."""
    if as_json:
        told = {"figure": figure.name, "value": figure.value, "unit": figure.unit, "goal": figure.goal}
        print(json.dumps(told | {"met": figure.met}), flush=True)
        return
    goal = "" if figure.goal is None else f"  goal {figure.goal:,g}{'' if figure.met else '  MISSED'}"
    print(f"{figure.name:<55} {figure.value:12,.1f} {figure.unit}{goal}", flush=True)


def main() -> int:
    """Measure the sources that are named, or all; the exit code says whether a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=list(SOURCES), help="which of them")
    parser.add_argument("--quick", action="store_true", help="a tenth of the records")
    parser.add_argument("--json", action="store_true", help="one JSON object a figure")
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(asdict(read(asked.read[0], Served(**json.loads(asked.read[1]))))))
        return 0
    missed = False
    for name in asked.sources:
        most = SOURCES[name].most
        for figure in figures(name, (min(FEW, most), min(QUICK if asked.quick else MANY, most))):
            tell(figure, as_json=asked.json)
            missed |= not figure.met
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
