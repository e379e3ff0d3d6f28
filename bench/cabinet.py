"""How quickly cabinets are written and read: against a copy, zipfile, gcab, cabarchive, cabextract and 7-Zip.

Everything lies in memory (``/dev/shm`` where there is one): what is measured is the programs, not the disk. Each figure
is the median of rounds in which the competitors take turns. Memory is that of whole processes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
from archiver.cabinet.writer import Member

MB = 1_000_000
SIZE, QUICK = 200 * MB, 20 * MB
ROUNDS = 7
STAMP = datetime(2026, 3, 31, tzinfo=UTC)
PIECE = 1 << 20
CACHE = platformdirs.user_cache_path("archiver-bench", appauthor=False)
OURS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archiver.cabinet import writer
from archiver.cabinet.reader import Cabinet
out, *sources = map(Path, sys.argv[1:])
out.unlink(missing_ok=True)
writer.write(out, [writer.Member(path.name, path) for path in sources], stamp=datetime(2026, 3, 31, tzinfo=UTC))
with Cabinet.open(out) as cabinet:
    cabinet.check()
"""
CABARCHIVE = """
import sys
from pathlib import Path
from cabarchive import CabArchive, CabFile
out, *sources = map(Path, sys.argv[1:])
archive = CabArchive()
for path in sources:
    archive[path.name] = CabFile(path.read_bytes())
out.write_bytes(archive.save(compress=False))
"""


@dataclass(frozen=True)
class Figure:
    """One line of the outcome; ``goal`` is the most that it may be, or the least where ``more`` is better."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    more: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal, if there is one, was reached."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.more else self.value <= self.goal


def in_turns(rounds: int, programs: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """The seconds that each takes, in rounds in which they take turns; a first round warms up."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name, program in programs.items():
            began = time.perf_counter()
            program()
            if turn:
                taken[name].append(time.perf_counter() - began)
    return taken


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Ours to theirs, round by round."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def copy(sources: Sequence[Path], out: Path, *, hashed: bool) -> None:
    """What ``cp`` does, and the SHA-256 of the same bytes if wanted."""
    digest = hashlib.sha256()
    with out.open("wb", buffering=0) as target:
        for path in sources:
            with path.open("rb", buffering=0) as source:
                while piece := source.read(PIECE):
                    target.write(piece)
                    if hashed:
                        digest.update(piece)


def packed(sources: Sequence[Path], out: Path, *, hashed: bool = True) -> None:
    """Our cabinet of these files."""
    out.unlink(missing_ok=True)
    writer.write(out, [Member(path.name, path) for path in sources], stamp=STAMP, hashed=hashed)


def zipped(sources: Sequence[Path], out: Path, method: int) -> None:
    """A zip of these files, by the standard library."""
    with zipfile.ZipFile(out, "w", method) as pack:
        for path in sources:
            pack.write(path, path.name)


def checked(cabinet: Path) -> None:
    """Every block read and compared with its checksum."""
    with Cabinet.open(cabinet) as opened:
        opened.check()


def run(*command: str | Path) -> None:
    """A program that succeeds."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def peak(*command: str | Path) -> float:
    """The most memory that a process takes, in MB."""
    told = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)"
    told += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run((sys.executable, "-c", told, *command), check=True, capture_output=True, text=True)
    return int(done.stdout) * 1024 / MB


class Bench:
    """The data, and the programs in front of it."""

    def __init__(self, folder: Path, size: int, rounds: int) -> None:
        self.folder, self.size, self.rounds = folder, size, rounds
        self.noise = [folder / f"workbook-{number}.xlsx" for number in range(4)]
        for path in self.noise:
            path.write_bytes(random.Random(path.name).randbytes(size // 4))
        self.text = folder / "records.jsonl"
        self._write_text(size)

    def _write_text(self, size: int) -> None:
        chance, written, number = random.Random(7), 0, 0
        with self.text.open("w", encoding="ascii") as out:
            while written < size:
                line = {
                    "id": str(number),
                    "state": "live",
                    "values": {
                        "number": f"F-{number // 3:05}",
                        "date": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}",
                        "customer": f"Client {chance.randrange(900)}",
                        "amount": f"{chance.randrange(90_000)}.{chance.randrange(100):02}",
                    },
                }
                written += out.write(json.dumps(line) + "\n")
                number += 1

    def plain(self) -> list[Figure]:
        """Files that do not shrink."""
        out = {name: self.folder / f"{name}.out" for name in ("cp", "sum", "ours", "quick", "zip", "gcab")}
        taken = in_turns(
            self.rounds,
            {
                "cp": lambda: copy(self.noise, out["cp"], hashed=False),
                "quick": lambda: packed(self.noise, out["quick"], hashed=False),
                "sum": lambda: copy(self.noise, out["sum"], hashed=True),
                "ours": lambda: packed(self.noise, out["ours"]),
                "zip": lambda: zipped(self.noise, out["zip"], zipfile.ZIP_STORED),
                "gcab": lambda: run("gcab", "-c", "-n", out["gcab"], *self.noise),
            },
        )
        cabarchive = self._cabarchive(out["cp"])
        middle = {name: statistics.median(each) for name, each in taken.items()}
        return [
            Figure("uncompressed", self.size / MB / middle["ours"], "MB/s"),
            Figure("uncompressed / cp and SHA-256", ratio(taken["ours"], taken["sum"]), "x", 1.3),
            Figure("uncompressed without digests / cp", ratio(taken["quick"], taken["cp"]), "x", 1.15),
            Figure("uncompressed / zipfile stored", ratio(taken["ours"], taken["zip"]), "x"),
            Figure("uncompressed / gcab, which digests nothing", ratio(taken["ours"], taken["gcab"]), "x"),
            Figure("uncompressed / cabarchive, which digests nothing", middle["ours"] / cabarchive, "x"),
            *self._reading("uncompressed", out["ours"]),
        ]

    def compressed(self) -> list[Figure]:
        """A file that shrinks."""
        ours, theirs, pack = (self.folder / name for name in ("ours.cab", "gcab.cab", "text.zip"))
        taken = in_turns(
            max(1, self.rounds // 3),
            {
                "ours": lambda: packed([self.text], ours),
                "gcab": lambda: run("gcab", "-c", "-n", "-z", theirs, self.text),
                "zip": lambda: zipped([self.text], pack, zipfile.ZIP_DEFLATED),
            },
        )
        return [
            Figure("MSZIP", self.text.stat().st_size / MB / statistics.median(taken["ours"]), "MB/s"),
            Figure("gcab / MSZIP", ratio(taken["gcab"], taken["ours"]), "x", 4, more=True),
            Figure("size of MSZIP / gcab", ours.stat().st_size / theirs.stat().st_size, "x", 1.1),
            Figure("zipfile deflated / MSZIP", ratio(taken["zip"], taken["ours"]), "x"),
            *self._reading("MSZIP", ours),
        ]

    def _reading(self, name: str, cabinet: Path) -> list[Figure]:
        seven = shutil.which("7zz") or shutil.which("7z") or "7zz"
        taken = in_turns(
            max(1, self.rounds // 2),
            {
                "ours": lambda: checked(cabinet),
                "cabextract": lambda: run("cabextract", "-q", "-t", cabinet),
                "7-Zip": lambda: run(seven, "t", "-tcab", cabinet),
            },
        )
        return [
            Figure(f"reading {name} / cabextract", ratio(taken["ours"], taken["cabextract"]), "x", 1),
            Figure(f"reading {name} / 7-Zip", ratio(taken["ours"], taken["7-Zip"]), "x"),
        ]

    def _cabarchive(self, out: Path) -> float:
        home = CACHE / "cabarchive"
        python = home / "bin" / "python"
        if not python.exists():
            venv.create(home, with_pip=True)
            run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "cabarchive==0.2.5")
        began = time.perf_counter()
        run(python, "-c", CABARCHIVE, out, *self.noise)
        return time.perf_counter() - began

    def memory(self) -> list[Figure]:
        """Written and read in a process of its own: files of this size, and one byte."""
        out, small = self.folder / "memory.cab", self.folder / "small.txt"
        small.write_bytes(b"1")
        return [
            Figure("memory, uncompressed", peak(sys.executable, "-c", OURS, out, *self.noise), "MB", 48),
            Figure("memory, MSZIP", peak(sys.executable, "-c", OURS, out, self.text), "MB", 48),
            Figure("memory, a file of one byte", peak(sys.executable, "-c", OURS, out, small), "MB", 48),
        ]

    def small(self) -> list[Figure]:
        """A small archive in a process of its own: what is imported counts."""
        little = self.folder / "little.xlsx"
        little.write_bytes(random.Random(1).randbytes(100_000))
        out = self.folder / "small.cab"
        idle = "import hashlib, pathlib, datetime"
        taken = in_turns(
            self.rounds,
            {
                "ours": lambda: run(sys.executable, "-c", OURS, out, little),
                "python": lambda: run(sys.executable, "-c", idle),
            },
        )
        middle = {name: statistics.median(each) for name, each in taken.items()}
        return [Figure("a cabinet of 100 kB, imports counted", (middle["ours"] - middle["python"]) * 1000, "ms")]


def main() -> int:
    """Measure, print a line a figure, and say by the exit code whether the goals were met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--quick", action="store_true", help="a tenth of the data, to see that it runs")
    asked = arguments.parse_args()
    shared = Path("/dev/shm")  # noqa: S108 - a disk in memory, with a folder of our own in it
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        bench = Bench(Path(folder), QUICK if asked.quick else SIZE, 1 if asked.quick else ROUNDS)
        for part in (bench.plain, bench.compressed, bench.memory, bench.small):
            for figure in part():
                figures.append(figure)
                _tell(figure, as_json=asked.json)
    return int(any(not figure.met for figure in figures))


def _tell(figure: Figure, *, as_json: bool) -> None:
    if as_json:
        told = {"figure": figure.name, "value": round(figure.value, 4), "unit": figure.unit, "goal": figure.goal}
        print(json.dumps(told | {"met": figure.met}), flush=True)
        return
    limit = "at least" if figure.more else "at most"
    wanted = "" if figure.goal is None else f" (goal: {limit} {figure.goal}{'' if figure.met else ', MISSED'})"
    print(f"{figure.name}: {figure.value:.2f} {figure.unit}{wanted}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
