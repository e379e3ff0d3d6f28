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
from collections.abc import Sequence
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


def told(name: str, count: int, run: Run) -> None:
    """One line of the outcome."""
    least, rate = SOURCES[name].least(count), run.records / run.seconds
    print(
        f"{name:<10} {count:>9,} records  {run.seconds:7.1f} s  {rate:9,.0f} a second  "
        f"{run.requests:>6,} requests (least {least:,})  {run.memory / MB:6.1f} MB"
    )


def judged(name: str, counts: Sequence[int]) -> list[str]:
    """The runs of one source, and the goals that they missed."""
    runs = {count: measured(name, count) for count in counts}
    for count, run in runs.items():
        told(name, count, run)
    missed = [
        f"{name}: {run.requests} requests for {count:,} records, where {SOURCES[name].least(count)} suffice"
        for count, run in runs.items()
        if run.requests > SOURCES[name].least(count)
    ]
    few, many = runs[counts[0]], runs[counts[-1]]
    if many.memory > FLAT * few.memory:
        missed.append(f"{name}: {many.memory / MB:.1f} MB for {counts[-1]:,} records, {few.memory / MB:.1f} MB for few")
    return missed


def main() -> int:
    """Measure the sources that are named, or all; the exit code says whether a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="*", default=list(SOURCES), help="which of them")
    parser.add_argument("--quick", action="store_true", help="a tenth of the records")
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(asdict(read(asked.read[0], Served(**json.loads(asked.read[1]))))))
        return 0
    missed: list[str] = []
    for name in asked.sources:
        most = SOURCES[name].most
        missed += judged(name, (min(FEW, most), min(QUICK if asked.quick else MANY, most)))
    print("\n".join(["", "Missed:", *missed] if missed else ["", "All goals were met."]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
