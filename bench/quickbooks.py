"""How quickly QuickBooks Online is read, against Singer's tap and Airbyte's source, and what a whole export takes.

All ask the same emulator, in another process, over plain HTTP, and write every record as a line of JSON. Times are
those of whole processes, from start to end. The limit of 8 requests a second, which is Intuit's and not the emulator's,
is lifted except where it is what is measured; that of Singer's tap is never reached.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import platformdirs

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quickbooks_peers import PEERS, Asked, Served  # noqa: E402

MB = 1_000_000
RECORDS, QUICK = 100_000, 10_000
ROUNDS = 3
FETCHING, EXPORTING, MEMORY = 10.0, 4.0, 120.0
PAGE, PER_KIND, PER_RUN = 1_000, 2, 5
LATENCY, ABOVE = 0.4, 1.15
PER_SECOND, PER_MINUTE = 8, 450
LACKING = 3
"""How an export ends whose reports were refused."""
OURS = (sys.executable, str(HERE / "quickbooks_ours.py"))
CACHE = platformdirs.user_cache_path("archiver-bench", appauthor=False)


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
    """One process: what it took, and what it asked for; ``reports`` are those of the requests that no peer makes."""

    seconds: float
    memory: float
    requests: int
    reports: int


class Bench:
    """The emulator, and the programs in front of it; ``quick``: there is too little to read for goals of speed."""

    def __init__(self, place: Path, pipe: Connection, *, quick: bool) -> None:
        self.place, self._pipe, self._quick = place, pipe, quick
        self.served: Served = pipe.recv()
        self.records = sum(self.served.counts.values())
        home = place / "home"
        self._environ = {**os.environ, "ARCHIVER_HOME": str(home), "OAUTHLIB_INSECURE_TRANSPORT": "1"}
        self.home = str(home)

    def tell(self, *what: object) -> Any:  # noqa: ANN401 (whatever the emulator answers)
        """Have the emulator do something."""
        self._pipe.send(what)
        return self._pipe.recv()

    def run(self, command: Sequence[str], to: Path, ending: int = 0) -> Run:
        """Run a program to its end, its standard output in a file; what it says beside that only where it fails."""
        self.tell("asked")
        said = to.with_suffix(".log")
        with to.open("wb") as output, said.open("wb") as errors:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=self._environ
            )
            _, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != ending:
            raise SystemExit(f"{command}\n{said.read_text(errors='replace')[-4_000:]}")
        asked: Asked = self.tell("asked")
        if asked.complaints:
            raise SystemExit("\n".join(asked.complaints))
        return Run(seconds, used.ru_maxrss * 1024 / MB, asked.requests, asked.reports)

    def goal(self, speed: float) -> float | None:
        """A goal of speed, where there is enough to read."""
        return None if self._quick else speed

    def missed(self, found: Path) -> int:
        """How many of the company's records are not in a file."""
        missed: dict[str, int] = self.tell("missed", found)
        return sum(missed.values())


def serve(place: Path, records: int, pipe: Connection) -> None:
    """The emulator, in a process of its own: what it imports would count as the memory of whom we start."""
    from quickbooks_served import serve

    serve(place, records, pipe)


def peers(bench: Bench, cache: Path, times: list[float]) -> Iterator[Figure]:
    """Each of those that can be installed, once; what they take goes to ``times``."""
    for peer in (each(cache) for each in PEERS):
        try:
            peer.install()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{peer.name} cannot be installed: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
            continue
        peer.lead(bench.served)
        found = bench.place / "peer.jsonl"
        run = bench.run(peer.command(bench.served, bench.place), found)
        times.append(run.seconds)
        yield from fetched(bench, peer.name, run, bench.missed(found))


def fetched(bench: Bench, name: str, run: Run, missed: int, ours: bool = False) -> Iterator[Figure]:
    """What there is to say of one that fetched; of ours, with goals."""
    yield Figure(f"{name}: time", run.seconds, "s")
    yield Figure(f"{name}: speed", (bench.records - missed) / run.seconds, "records/s")
    yield Figure(f"{name}: requests", run.requests, "requests", allowance(bench) if ours else None)
    yield Figure(f"{name}: memory", run.memory, "MB", MEMORY if ours else None)
    yield Figure(f"{name}: records missed", missed, "records", 0 if ours else None)


def fetching(bench: Bench, rounds: int, times: Sequence[float]) -> Iterator[Figure]:
    """Ours to the same lines: the median of some rounds; with rows made of them; and at Intuit's pace."""
    found = bench.place / "ours.jsonl"
    to = (bench.home, str(found))
    for what, goal in (("fetch", bench.goal(FETCHING)), ("read", None)):
        runs = [bench.run((*OURS, "free", what, *to), bench.place / "said") for _ in range(rounds)]
        run = sorted(runs, key=lambda each: each.seconds)[rounds // 2]
        yield from fetched(bench, f"archiver, {what}", run, bench.missed(found), ours=True)
        for seconds in times and [min(times)]:
            yield Figure(f"archiver, {what}: against the quicker peer", seconds / run.seconds, "x", goal, more=True)
    bench.tell("round trip", LATENCY)
    paced = bench.run((*OURS, "paced", "fetch", *to), bench.place / "said")
    bench.tell("round trip", 0)
    yield Figure(f"archiver, fetch at {LATENCY} s a request: time", paced.seconds, "s")
    ratio = paced.seconds / allowed(paced.requests)
    yield Figure(f"archiver, fetch at {LATENCY} s a request: against the limit", ratio, "x", bench.goal(ABOVE))


def allowance(bench: Bench) -> int:
    """The requests that it may take: the pages, two for each kind that is asked for, and five."""
    pages = sum(math.ceil(count / PAGE) for count in bench.served.counts.values())
    return pages + PER_KIND * bench.served.kinds + PER_RUN


def allowed(requests: int) -> float:
    """The least seconds in which so many requests can be answered."""
    minutes, rest = divmod(requests - 1, PER_MINUTE)
    return 60 * minutes + rest // PER_SECOND + LATENCY


def exporting(bench: Bench, times: Sequence[float]) -> Iterator[Figure]:
    """The command line, whole: to a cabinet that is verified, with the reports and without; and with nothing to do."""
    archives = bench.place / "archives"
    archives.mkdir()
    alone = (*OURS, "free", "export", "--books", "quickbooks:bench", "--to", str(archives))
    command = (*OURS, "free", "export", "atelier", "--to", str(archives))
    bench.run(alone, bench.place / "said")  # the emulator has its reports now
    bench.run((*OURS, "free", "add", "atelier", "--books", "quickbooks:bench"), bench.place / "said")
    run = bench.run(command, bench.place / "said")
    yield Figure("export: time", run.seconds, "s")
    yield Figure("export: requests but for reports", run.requests - run.reports, "requests", allowance(bench))
    yield Figure("export: requests of reports", run.reports, "requests")
    yield Figure("export: memory", run.memory, "MB", MEMORY)
    for seconds in times and [min(times)]:
        ratio, goal = seconds / run.seconds, bench.goal(EXPORTING)
        yield Figure("export: against the quicker peer's fetching", ratio, "x", goal, more=True)
    again = bench.run((*command, "--only-if-changed"), bench.place / "said")
    yield Figure("export when nothing changed: time", again.seconds, "s")
    yield Figure("export when nothing changed: requests", again.requests, "requests")
    changes = bench.run((*command, "--type", "incremental"), bench.place / "said")
    yield Figure("export of changes when there are none: time", changes.seconds, "s")
    yield Figure("export of changes when there are none: requests", changes.requests, "requests")
    yield Figure("export of changes when there are none: memory", changes.memory, "MB")
    bench.tell("no reports")
    less = bench.run(alone, bench.place / "said", LACKING)
    yield Figure("export without reports, which the peers have not: time", less.seconds, "s")
    yield Figure("export without reports: memory", less.memory, "MB", MEMORY)
    for seconds in times and [min(times)]:
        yield Figure("export without reports: against the quicker peer's fetching", seconds / less.seconds, "x")


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
    arguments.add_argument("--quick", action="store_true", help=f"{QUICK:,} records, and no goals of speed")
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help="of ours; the median counts")
    arguments.add_argument("--peers", type=Path, default=CACHE, help="the folder in which the peers are installed")
    asked = arguments.parse_args()
    spawn = get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="bench-quickbooks-") as name:
        here, there = spawn.Pipe()
        emulator = spawn.Process(target=serve, args=(Path(name), QUICK if asked.quick else RECORDS, there), daemon=True)
        emulator.start()
        there.close()
        bench = Bench(Path(name), here, quick=asked.quick)
        missed, times = 0, list[float]()
        for figures in (
            peers(bench, asked.peers, times),
            fetching(bench, asked.rounds, times),
            exporting(bench, times),
        ):
            for figure in figures:
                missed += not figure.met
                show(figure, as_json=asked.json)
        here.send(None)
        emulator.join()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
