"""Workbooks of our own data, compared part by part with those that were agreed.

``--update-golden`` writes down what is made now: look at the difference, and at the workbooks, before you believe it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

import archiver
from archiver import workbooks
from archiver.order import Order
from archiver.workbooks import Manner
from tests.archives import BOOKS, exported, opened, unpacked
from tests.golden.parts import parts
from tests.workbooks import sample
from tests.workbooks.sample import Rows

AGREED = Path(__file__).parent
MOST_LINES = 200


def sampled(folder: Path) -> Iterator[Path]:
    """The sample company's workbooks, in English."""
    workbooks.write(sample.edition(), sample.tables(7), folder)
    return folder.glob("*.xlsx")


def guarded(folder: Path) -> Iterator[Path]:
    """A workbook in another manner: headed as the AICPA says, locked, and opened for reading only."""
    edition = sample.edition("fr-CH", manner=Manner("ads", locked=True, recommended=True))
    workbooks.write(edition, Rows({"accounts": sample.tables().held["accounts"]}), folder)
    return folder.glob("Grand livre.xlsx")


def demonstrated(folder: Path) -> Iterator[Path]:
    """The first workbook of the demo's archive, in French: with its charts."""
    with opened(BOOKS["atelier"], folder) as read:
        archive = exported(read, folder / "out", Order("fr-CA", flat=True))
    (folder / "Commencer ici.xlsx").write_bytes(unpacked(archive.path)["data/Commencer ici.xlsx"])
    return folder.glob("*.xlsx")


@dataclass(frozen=True)
class Agreed:
    """How workbooks are made, and which of their parts are compared: those that the others do not show."""

    made: Callable[[Path], Iterator[Path]]
    compared: str = ""


SETS = {
    "sample": Agreed(sampled),
    "guarded": Agreed(guarded, "docProps|xl/workbook.xml|xl/tables|xl/worksheets/sheet1.xml"),
    "demo": Agreed(demonstrated, "xl/workbook.xml|xl/drawings|xl/charts/chart[1-7].xml|xl/worksheets/sheet[1-3].xml"),
}


@pytest.mark.parametrize("name", SETS)
def test_workbooks_are_as_they_were_agreed(name: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    made = gathered({path.stem: said(path, SETS[name].compared) for path in SETS[name].made(tmp_path)})
    if pytestconfig.getoption("--update-golden"):
        write(AGREED / name, made)
    agreed = {
        path.relative_to(AGREED / name).as_posix(): path.read_text(encoding="utf-8")
        for path in (AGREED / name).rglob("*")
        if path.is_file()
    }
    differing = [line for part in sorted(made.keys() | agreed.keys()) for line in differences(part, agreed, made)]
    assert not differing, "\n".join(differing[:MOST_LINES])


def differences(part: str, agreed: Mapping[str, str], made: Mapping[str, str]) -> Iterator[str]:
    """What is other in a part that was agreed, or that nobody knows of, as people read differences."""
    before, now = (each.get(part, "").splitlines() for each in (agreed, made))
    return unified_diff(before, now, f"agreed: {part}", f"made: {part}", lineterm="", n=1)


def said(workbook: Path, compared: str) -> dict[str, str]:
    """The parts of a workbook that are compared, whichever version of the program wrote it."""
    version = f"archiver {archiver.__version__}"
    chosen = {part: text for part, text in parts(workbook).items() if re.match(compared, part)}
    return {part: text.replace(version, "archiver VERSION") for part, text in chosen.items()}


def gathered(workbooks: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The parts of all the workbooks; under ``every workbook``, those that are alike in each of them."""
    first, *others = workbooks.values()
    alike = {part: text for part, text in first.items() if others and all(each.get(part) == text for each in others)}
    apart = {
        f"{name}/{part}": text for name, held in workbooks.items() for part, text in held.items() if part not in alike
    }
    return apart | {f"every workbook/{part}": text for part, text in alike.items()}


def write(folder: Path, made: Mapping[str, str]) -> None:
    """Put down the parts, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for part, text in made.items():
        path = folder / part
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
