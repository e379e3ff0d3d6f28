"""``python workbooks_writers.py WRITER ROWS WORKBOOKS CORES held|streamed FOLDER``: what it took, as JSON.

Each gets the rows in the form that it likes best: made beforehand where they are held, else while they are written. The
peers set a format for days and amounts at most; archiver does all that it does.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from workbooks_rows import Invoice, invoices, simple

Write = Callable[[], None]


def openpyxl(rows: Iterable[Any], folder: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Invoices")
    sheet.append(list(Invoice._fields))
    for row in rows:
        sheet.append(row)
    book.save(folder / "openpyxl.xlsx")


def xlsxwriter(rows: Iterable[Any], folder: Path) -> None:
    book = import_module("xlsxwriter").Workbook(str(folder / "xlsxwriter.xlsx"), {"constant_memory": True})
    day, moment, amount = (book.add_format({"num_format": each}) for each in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.00"))
    sheet = book.add_worksheet("Invoices")
    sheet.write_row(0, 0, Invoice._fields)
    text, number, dated = sheet.write_string, sheet.write_number, sheet.write_datetime
    ways = [(text, None)] * 2 + [(dated, day)] * 2 + [(text, None)] * 3 + [(number, amount)] * 5
    ways += [(text, None), (dated, moment)]
    for at, row in enumerate(rows, start=1):
        for place, (value, (way, look)) in enumerate(zip(row, ways, strict=True)):
            way(at, place, value, look)
    book.close()


def pyexcelerate(rows: Iterable[Any], folder: Path) -> None:
    book = import_module("pyexcelerate").Workbook()
    book.new_sheet("Invoices", data=[list(Invoice._fields), *map(list, rows)])
    book.save(str(folder / "pyexcelerate.xlsx"))


def rust(rows: Iterable[Any], folder: Path) -> None:
    named = (dict(zip(Invoice._fields, row, strict=True)) for row in rows)
    import_module("rustpy_xlsxwriter").FastExcel(str(folder / "rust.xlsx")).sheet("Invoices", named).save()


PEERS = {"openpyxl": openpyxl, "xlsxwriter": xlsxwriter, "pyexcelerate": pyexcelerate, "rust": rust}


def main(writer: str, rows: int, books: int, cores: int, *, held: bool, folder: Path) -> None:
    """Write, and tell: seconds of processors and of the clock, megabytes at the most, those of them there before."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    if writer in PEERS:
        given = map(simple, invoices(rows))
        write: Write = partial(PEERS[writer], list(given) if held else given, folder)
    else:
        from workbooks_ours import prepared  # the peers' environment does not have it

        write = prepared(writer, rows, books, cores, held=held, folder=folder)
    gc.collect()
    gc.freeze()
    before, began, used = _megabytes(), time.perf_counter(), _seconds()
    write()
    seconds, clock = _seconds() - used, time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "clock": clock, "memory": _megabytes(), "before": before}))


def _seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000


if __name__ == "__main__":
    name, *numbers, how, to = sys.argv[1:]
    main(name, *map(int, numbers), held=how == "held", folder=Path(to))
