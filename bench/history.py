"""How long it takes to look back, and to archive only what changed.

Two archives of a million records each are compared by the command line: of a thousand records one has changed, and some
were added or deleted. Memory is that of the largest process. Then a company of a million records is archived whole, and
again and again after more and more of its invoices were edited.
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
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import history_books  # noqa: E402

from archiver import kinds, run  # noqa: E402 (only now is the project found)
from archiver.books import SOURCES  # noqa: E402
from archiver.cabinet import manifest, records, writer  # noqa: E402
from archiver.drives.folder import Folder  # noqa: E402
from archiver.events import silence  # noqa: E402
from archiver.job import Job  # noqa: E402
from archiver.model import Company, Family, Kind, Reading, Record, Value  # noqa: E402
from archiver.order import Order  # noqa: E402
from archiver.places import Places  # noqa: E402

MB = 1_000_000
RECORDS, QUICK = 1_000_000, 100_000
SECONDS, MEMORY = 20.0, 300.0
"""What comparing a million records may take."""
EVERY = 1_000
BEGAN = datetime(2026, 3, 31, 18, tzinfo=UTC)
PARTS = {"invoices": 10, "invoice_lines": 30, "ledger": 60}
"""Of a hundred records, how many are of each kind."""
EDITED = {10_000: 10.0, 100: 40.0}
"""For so many records an invoice is edited, 100 and then 10,000 of a million; and what an archive of the changes may
take then, in percent of the time of a full one.
"""
REQUESTS, SHARE = 2.0, 2.0
"""What an archive may take where nothing changed: requests of a family, and percent of the time of a full one."""
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


def rows(kind: Kind, count: int, *, later: bool) -> Iterator[Record]:
    """So many records, of which, in the later archive, some are changed, some are gone, and some are new."""
    for number in range(count):
        if number % EVERY == (2 if later else 1):
            continue
        amount = Decimal(number % 9_973 + (later and number % EVERY == 0)) / 100
        yield _row(kind, f"{number:032x}", number, amount)


def _row(kind: Kind, id_: str, number: int, amount: Decimal) -> Record:
    given: dict[str, Value] = {
        "id": id_,
        "number": f"F-{number}",
        "date": date(2020, 1, 1) + timedelta(days=number % 2_000),
        "customer_id": f"{number % 997:032x}",
        "customer": f"Customer {number % 997}",
        "account_id": f"{number % 211:032x}",
        "account_number": f"{1000 + number % 211}",
        "account": f"Account {number % 211}",
        "description": f"Delivery {number}, as agreed upon by telephone",
        "memo": "Thank you for your business",
        "currency": "CAD",
        "entry_currency": "CAD",
        "total": amount,
        "amount": amount,
        "debit": amount if number % 2 else Decimal(0),
        "credit": Decimal(0) if number % 2 else amount,
    }
    document = id_ if kind.key == "invoices" else f"{number // 3:032x}"
    return Record(id_, document, kind.values({key: value for key, value in given.items() if key in kind.keys}))


def archive(place: Path, count: int, *, later: bool) -> Path:
    """An archive of so many records, without workbooks."""
    folder = place / ("later" if later else "earlier")
    folder.mkdir()
    own = [kinds.kind(key) for key in PARTS]
    families = {"invoices": "invoices", "invoice_lines": "invoices", "ledger": "ledger"}
    told = {kind.key: rows(kind, count * PARTS[kind.key] // 100, later=later) for kind in own}
    records.write(folder / "records", [(kind, families[kind.key]) for kind in own], told)
    moment = BEGAN + timedelta(days=later)
    page = manifest.Manifest(
        program="bench",
        name=folder.name,
        type="full",
        moment=moment,
        finished=moment,
        language="en",
        company=Company("bench", "1", "Lac", "CA", "CAD", (1, 1), "UTC"),
        readings=[Reading(Family(name, ())) for name in dict.fromkeys(families.values())],
        tallies=[],
        controls=[],
        missing=[],
    )
    (folder / manifest.NAME).write_text(manifest.text(page), encoding="utf-8")
    paths = sorted((folder / "records").iterdir())
    members = [writer.Member(f"{records.FOLDER}/{path.name}", path) for path in paths]
    cabinet = place / f"{folder.name}.cab"
    writer.write(cabinet, [writer.Member(manifest.NAME, folder / manifest.NAME), *members], stamp=moment)
    return cabinet


def compared(place: Path, then: Path, now: Path, *more: str) -> tuple[float, float, float, str]:
    """Compare two archives: seconds, seconds of CPU, megabytes, and what was printed."""
    with (place / "said").open("wb") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            (*ARCHIVER, "compare", str(then), str(now), *more),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, "ARCHIVER_HOME": str(place / "home")},
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    text = (place / "said").read_text(errors="replace")
    if process.returncode:
        raise SystemExit(text[-4_000:])
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / MB, text


def figures(place: Path, count: int) -> Iterator[Figure]:
    """The comparison on the screen, for a program, and as a workbook."""
    then, now = archive(place, count, later=False), archive(place, count, later=True)
    expected = sum(-(-count * part // 100 // EVERY) for part in PARTS.values())
    (place / "made").mkdir()
    for name, more in (("screen", ()), ("--json", ("--json",)), ("--to", ("--to", str(place / "made")))):
        seconds, cpu, memory, text = compared(place, then, now, *more)
        if more == ("--json",):
            counts = json.loads(text)["counts"]
            changed = sum(each["changed"] for each in counts.values())
            assert changed == expected, (changed, expected)
        title = f"compare of two archives of {count:,} records, {name}"
        yield Figure(f"{title}: time", seconds, "s", SECONDS)
        yield Figure(f"{title}: CPU", cpu, "s")
        yield Figure(f"{title}: memory", memory, "MB", MEMORY)


def incremental(place: Path, count: int) -> Iterator[Figure]:
    """All of the books of a company, then only what changed in them: nothing, a little, and more."""
    assert isinstance(SOURCES, dict)
    SOURCES["bench"] = history_books.__name__
    shop = history_books.SHOPS["lac"] = history_books.Shop(count // 10)
    places, drive = Places.here({"ARCHIVER_HOME": str(place / "archiver")}), place / "drive"
    drive.mkdir()
    whole = archived(places, drive, shop, "full")
    yield Figure(f"full archive of a company of {count:,} records: time", whole, "s")
    before = deposited(drive)
    shop.asked.clear()
    seconds = archived(places, drive, shop, "incremental")
    title = "archive of changes, where nothing changed"
    yield Figure(f"{title}: time", seconds, "s")
    yield Figure(f"{title}: of the time of the full one", 100 * seconds / whole, "%", SHARE)
    yield Figure(f"{title}: requests of one family", max(shop.asked.values()), "", REQUESTS)
    yield Figure(f"{title}: files put on a drive", len(deposited(drive) - before), "", 0)
    for every, goal in EDITED.items():
        shop.edit(count // every)
        seconds = archived(places, drive, shop, "incremental")
        title = f"archive of changes, where {count // every:,} of {shop.invoices:,} invoices changed"
        yield Figure(f"{title}: time", seconds, "s")
        yield Figure(f"{title}: of the time of the full one", 100 * seconds / whole, "%", goal)


def archived(places: Places, drive: Path, shop: history_books.Shop, wanted: str) -> float:
    """The seconds that an archive takes."""
    job = Job("bench", "lac", Order(wanted=wanted), name="lac", drives={"drive": Folder(drive)}, only_if_changed=True)
    began = time.perf_counter()
    done = run.run(job, places, shop.clock, silence)
    assert done.lacking is None, done.lacking
    return time.perf_counter() - began


def deposited(drive: Path) -> set[Path]:
    """The files on a drive."""
    return {path for path in drive.rglob("*") if path.is_file()}


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
    arguments.add_argument("--quick", action="store_true", help=f"{QUICK:,} records")
    asked = arguments.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="bench-history-") as name:
        count = QUICK if asked.quick else RECORDS
        for figure in chain(figures(Path(name), count), incremental(Path(name), count)):
            missed += not figure.met
            show(figure, as_json=asked.json)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
