"""How quickly QuickBooks Online is read, against Singer's tap and Airbyte's source, and what a whole export takes.

All ask the same emulator, in another process, over plain HTTP, and write every record as a line of JSON. Times are
those of whole processes, from start to end. The limit of 8 requests a second, which is Intuit's and not the emulator's,
is lifted except where it is what is measured; Singer's own stands where it never is reached.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from quickbooks_peers import PEERS, Peer  # noqa: E402

MB = 1_000_000
RECORDS, QUICK = 100_000, 10_000
ROUNDS = 3
FETCHING, EXPORTING, MEMORY = 10.0, 4.0, 120.0
PAGE, PER_KIND, PER_RUN = 1_000, 2, 5
LATENCY, ABOVE = 0.4, 1.15
PER_SECOND, PER_MINUTE = 8, 450
OURS = (sys.executable, str(HERE / "quickbooks_ours.py"))
CACHE = Path(tempfile.gettempdir()) / "archiver-bench-peers"


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
    """One process: what it took, and what it asked for."""

    seconds: float
    memory: float
    requests: int


class Bench:
    """The emulator, and the programs in front of it."""

    def __init__(self, place: Path, pipe: Connection) -> None:
        self.place, self._pipe = place, pipe
        self.served = pipe.recv()
        self.records = sum(self.served.counts.values())
        home = place / "home"
        self._environ = {**os.environ, "ARCHIVER_HOME": str(home), "OAUTHLIB_INSECURE_TRANSPORT": "1"}
        self.home = str(home)

    def tell(self, *what: object) -> Any:  # noqa: ANN401 (whatever the emulator answers)
        """Have the emulator do something."""
        self._pipe.send(what)
        return self._pipe.recv()

    def run(self, command: Sequence[str], to: Path) -> Run:
        """Run a program to its end, its standard output in a file; what it says beside that only where it fails."""
        self.tell("asked")
        said = to.with_suffix(".log")
        with to.open("wb") as output, said.open("wb") as errors:
            began = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=self._environ)
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
        if status:
            raise SystemExit(f"{command}\n{said.read_text(errors='replace')[-4_000:]}")
        asked = self.tell("asked")
        if asked.complaints:
            raise SystemExit("\n".join(asked.complaints))
        return Run(seconds, used.ru_maxrss * 1024 / MB, asked.requests)

    def missed(self, found: Path) -> int:
        """How many of the company's records are not in a file."""
        return sum(self.tell("missed", found).values())


def peers(bench: Bench, cache: Path, best: list[float]) -> Iterator[Figure]:
    """Each of those that can be installed; the quickest time goes to ``best``."""
    for each in PEERS:
        peer = each(cache)
        try:
            peer.install()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{peer.name} cannot be installed: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
            continue
        peer.lead(bench.served)
        found = bench.place / "peer.jsonl"
        run = bench.run(peer.command(bench.served, bench.place), found)
        best.append(run.seconds)
        yield from fetched(peer.name, run, bench.records, bench.missed(found))


def fetched(name: str, run: Run, records: int, missed: int, memory: float | None = None) -> Iterator[Figure]:
    """What there is to say of one that fetched."""
    yield Figure(f"{name}: records", (records - missed) / run.seconds, "records/s")
    yield Figure(f"{name}: time", run.seconds, "s")
    yield Figure(f"{name}: requests", run.requests, "requests")
    yield Figure(f"{name}: memory", run.memory, "MB", memory)
    yield Figure(f"{name}: records missed", missed, "records", 0 if memory else None)


def fetch(bench: Bench, rounds: int, best: Sequence[float]) -> Iterator[Figure]:
    """Ours, to the same lines; the median of some rounds."""
    found = bench.place / "ours.jsonl"
    runs = [bench.run((*OURS, "free", "fetch", bench.home, str(found)), bench.place / "said") for _ in range(rounds)]
    run = sorted(runs, key=lambda each: each.seconds)[rounds // 2]
    yield from fetched("archiver", run, bench.records, bench.missed(found), MEMORY)
    yield Figure("archiver: requests beside those allowed", run.requests - allowance(bench), "requests", 0)
    if best:
        yield Figure("the quicker peer / archiver", min(best) / run.seconds, "x", FETCHING, more=True)


def allowance(bench: Bench) -> int:
    """The pages, two requests for each kind that is asked for, and five."""
    from archiver.books.quickbooks.families import FAMILIES

    pages = sum(math.ceil(count / PAGE) for count in bench.served.counts.values())
    return pages + PER_KIND * len(FAMILIES) + PER_RUN
