"""How long it takes from a table of a million rows, in CSV and in Excel, to a verified cabinet; and in how much memory.

The peer reads the same table with pandas, and pandas writes it by openpyxl: a workbook, with nothing checked, and no
cabinet. It is installed from PyPI into an environment of its own, and measured on fewer rows, since it takes as long
for each of them however many there are (and holds them all): it is the rows a second that are compared. What openpyxl
does by itself, row by row and without pandas' formats, is told too. Of the peer's three turns, the middle one counts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import platformdirs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = platformdirs.user_cache_path("archiver-bench", appauthor=False) / "files"
PACKAGES = ("pandas==2.3.3", "openpyxl==3.1.5")
ARCHIVER = (sys.executable, "-m", "archiver")
ROWS, FEW, PEER = 1_000_000, 100_000, 50_000
QUICK = (100_000, 20_000, 20_000)
FASTER, LONGEST, FLAT = 8.0, 600.0, 64.0
MB = 1_000_000
HEADINGS = (
    *("Date", "Échéance", "Pièce", "Journal", "Compte", "Libellé du compte", "Client", "Nom du client", "Ville"),
    *("Article", "Désignation", "Quantité", "Prix", "Montant", "Code TVA", "TVA", "Total", "Remarque"),
)
"""Eighteen columns, as many as a French FEC has."""
BEGIN, DAYS = date(2024, 1, 1), 700
EXCEL_DAY_0 = date(1899, 12, 30)
TOWNS = ("Genève", "Lausanne", "Sion")
Row = tuple[date | str | int | Decimal, ...]


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
    """What it took to take so many rows from the table to the end."""

    rows: int
    seconds: float
    memory: float

    @property
    def speed(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def made_up(count: int) -> Iterator[Row]:
    """Lines of invoices; the same every time. Amounts are to the cent."""
    chance, cent = random.Random(7), Decimal("0.01")
    for turn in range(count):
        quantity, price = chance.randint(1, 9), Decimal(chance.randint(100, 99_999)) / 100
        day = BEGIN + timedelta(days=turn * DAYS // count)
        customer, article = chance.randint(1, 5_000), chance.randint(1, 3_000)
        amount = quantity * price
        tax = (amount * 81 / 1_000).quantize(cent)
        yield (
            *(day, day + timedelta(days=30), f"F{turn:07d}", "VT", f"{3000 + article % 40}", "Ventes de marchandises"),
            *(f"C{customer:05d}", f"Café & Fils nº {customer}", TOWNS[customer % 3], f"A-{article:04d}"),
            *(f"Article {article}", quantity, price.quantize(cent), amount.quantize(cent), "TN81", tax, amount + tax),
            "remise de l’été" if turn % 7 == 0 else "",
        )


def as_csv(path: Path, count: int) -> None:
    """The table as Excel saves it in Switzerland with a comma for the decimals."""

    def text(each: date | str | int | Decimal) -> str:
        return f"{each:%d.%m.%Y}" if isinstance(each, date) else str(each).replace(".", ",")

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(";".join(HEADINGS) + "\r\n")
        file.writelines(";".join(map(text, row)) + "\r\n" for row in made_up(count))


def as_xlsx(path: Path, count: int) -> None:
    """The same as a workbook, its texts shared as Excel shares them."""
    shared: dict[str, int] = {}

    def cell(each: date | str | int | Decimal) -> str:
        if isinstance(each, date):
            return f'<c s="1"><v>{(each - EXCEL_DAY_0).days}</v></c>'
        if isinstance(each, str):
            return f'<c t="s"><v>{shared.setdefault(each, len(shared))}</v></c>' if each else "<c/>"
        return f"<c><v>{each}</v></c>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in PARTS.items():
            book.writestr(name, part)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for place, row in enumerate(chain([HEADINGS], made_up(count)), 1):
                sheet.write(f'<row r="{place}">{"".join(map(cell, row))}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{escape(each)}</t></si>" for each in shared)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Sales" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/>"
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
FORMS = {"CSV": (".csv", as_csv), "Excel": (".xlsx", as_xlsx)}


def exported(table: Path, rows: int, place: Path) -> Run:
    """The table to a cabinet, in a process of its own; an export ends only when the cabinet was verified."""
    place.mkdir()
    (place / "archives").mkdir()
    command = (*ARCHIVER, "export", "--books", f"files:{table}", "--to", str(place / "archives"))
    with (place / "said").open("wb") as said:
        began = time.perf_counter()
        environment = {**os.environ, "ARCHIVER_HOME": str(place / "home")}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=ROOT, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit((place / "said").read_text(errors="replace")[-4_000:])
    return Run(rows, seconds, used.ru_maxrss * 1024 / MB)


def by_the_peer(python: str, way: str, table: Path, target: Path) -> Run:
    """The table from pandas to openpyxl, in a process of its own; the start of Python is not counted."""
    command = [python, str(HERE / "files_peer.py"), way, str(table), str(target)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr[-4_000:]}")
    told = json.loads(done.stdout)
    return Run(told["rows"], told["seconds"], told["memory"] / MB)


def installed(cache: Path) -> str:
    """The Python of the peer's environment, made if it is not there; ``CalledProcessError`` where that fails."""
    python = cache / "bin" / "python"
    if not (cache / "installed").exists():
        venv.create(cache, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        (cache / "installed").touch()
    return str(python)


def figures(place: Path, sizes: tuple[int, int, int], python: str) -> Iterator[Figure]:
    """Each form: ours with many rows and with few, the peer, and the ratio."""
    many, few, fewest = sizes
    for form, (suffix, make) in FORMS.items():
        tables = {rows: place / f"sales-{rows}-rows{suffix}" for rows in sizes}
        for rows, path in tables.items():
            # In a process of its own: the memory of this one would count as that of those it starts.
            maker = multiprocessing.get_context("spawn").Process(target=make, args=(path, rows))
            maker.start()
            maker.join()
        target = place / f"{form}.xlsx"
        # The peer's turns lie around ours: the machine is not as quick at all times.
        peers = [by_the_peer(python, "pandas", tables[fewest], target)]
        less = exported(tables[few], few, place / f"{form} {few}")
        peers.append(by_the_peer(python, "pandas", tables[fewest], target))
        ours = exported(tables[many], many, place / f"{form} {many}")
        peers.append(by_the_peer(python, "pandas", tables[fewest], target))
        peer = sorted(peers, key=lambda run: run.speed)[1]
        bare = by_the_peer(python, "write-only", tables[fewest], target)
        yield Figure(f"{form}, {many:,} rows to a verified cabinet: time", ours.seconds, "s", LONGEST)
        yield Figure(f"{form}: archiver", ours.speed, "rows/s")
        yield Figure(f"{form}: pandas and openpyxl, on {fewest:,} rows", peer.speed, "rows/s")
        yield Figure(f"{form}: archiver against pandas and openpyxl", ours.speed / peer.speed, "x", FASTER, more=True)
        yield Figure(f"{form}: openpyxl's quickest way, row by row, on {fewest:,} rows", bare.speed, "rows/s")
        yield Figure(f"{form}: archiver against that", ours.speed / bare.speed, "x")
        yield Figure(f"{form}: memory", ours.memory, "MB")
        yield Figure(f"{form}: memory of {many:,} rows above that of {few:,}", ours.memory - less.memory, "MB", FLAT)


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
    arguments.add_argument("--quick", action="store_true", help=f"{QUICK[0]:,} rows")
    asked = arguments.parse_args()
    missed, python = 0, installed(CACHE)
    with tempfile.TemporaryDirectory(prefix="bench-files-") as name:
        for figure in figures(Path(name), QUICK if asked.quick else (ROWS, FEW, PEER), python):
            missed += not figure.met
            show(figure, as_json=asked.json)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
