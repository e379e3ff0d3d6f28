"""Other programs read our workbooks: the standard's schemas, and LibreOffice."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver import workbooks
from archiver.words import LANGUAGES
from tests.workbooks import sample

CHECK = Path(workbooks.__file__).parents[3] / "shared" / "tools" / "check_xlsx.py"


def make(folder: Path, language: str, **options: int) -> list[Path]:
    """Write the sample company's workbooks, and give their files."""
    folder.mkdir()
    workbooks.write(sample.edition(language), sample.tables(60), folder, **options)
    return sorted(folder.glob("*.xlsx"))


def convert(office: str, folder: Path, form: str, files: list[Path]) -> None:
    """Have LibreOffice convert files into ``folder``, with a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, timeout=300, capture_output=True)


@pytest.mark.skipif(not CHECK.exists(), reason="the checker is not on this machine")
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_follow_the_standard(tmp_path: Path, language: str) -> None:
    files = make(tmp_path / "whole", language) + make(tmp_path / "split", language, longest=7)
    found = subprocess.run([sys.executable, str(CHECK), *map(str, files)], check=False, capture_output=True, text=True)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_libreoffice_prints_them(tmp_path: Path, program: Callable[[str], str]) -> None:
    files = make(tmp_path / "books", "fr-CA")
    convert(program("libreoffice"), tmp_path, "pdf", files)
    for file in files:
        pdf = tmp_path / f"{file.stem}.pdf"
        text = subprocess.run([program("pdftotext"), str(pdf), "-"], check=True, capture_output=True, text=True).stdout
        assert text.count("NON-RESTAURABLE") >= text.count("\f") > 0


def test_libreoffice_sees_text_where_formulas_were_typed(tmp_path: Path, program: Callable[[str], str]) -> None:
    files = make(tmp_path / "books", "en")
    customers = [file for file in files if file.stem == "Customers"]
    convert(program("libreoffice"), tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1", customers)
    with open(tmp_path / "Customers.csv", encoding="utf-8", newline="") as lines:
        names = [row[1] for row in csv.reader(lines)][1:]
    whole = [text for text in sample.NASTY if text.isprintable() and "_x" not in text]
    assert [name for name in names if name in whole] == whole
