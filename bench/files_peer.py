"""``python files_peer.py pandas|write-only FILE TARGET``: a table read with pandas and written with openpyxl; what it
took, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol


class Frame(Protocol):
    """What we ask of a table of pandas."""

    columns: Iterable[str]

    def to_excel(self, path: Path, *, index: bool, engine: str) -> None: ...

    def itertuples(self, *, index: bool) -> Iterable[tuple[object, ...]]: ...

    def __len__(self) -> int: ...


def read(path: Path) -> Frame:
    """The table, with its days as days and its amounts as numbers: what anybody would ask of pandas."""
    pandas = import_module("pandas")
    if path.suffix == ".xlsx":
        excel: Frame = pandas.read_excel(path)
        return excel
    table: Frame = pandas.read_csv(path, sep=";", decimal=",", parse_dates=["Date", "Échéance"], dayfirst=True)
    return table


def write(table: Frame, path: Path) -> None:
    """The table in one sheet, as pandas writes it by openpyxl."""
    table.to_excel(path, index=False, engine="openpyxl")


def write_only(table: Frame, path: Path) -> None:
    """The same without pandas, row by row, in openpyxl's quickest way, and nothing formatted but days."""
    book = import_module("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([None if each != each else each for each in row])
    book.save(path)


WAYS: dict[str, Callable[[Frame, Path], None]] = {"pandas": write, "write-only": write_only}


def main() -> None:
    """Measure."""
    way, *paths = sys.argv[1:]
    source, target = map(Path, paths)
    import_module("pandas")
    import_module("openpyxl")
    began = time.perf_counter()
    table = read(source)
    WAYS[way](table, target)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rows": len(table), "seconds": seconds, "memory": memory * 1024}))


if __name__ == "__main__":
    main()
