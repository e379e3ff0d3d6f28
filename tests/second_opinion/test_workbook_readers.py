"""Other programs read our workbooks: the standard's schemas, and LibreOffice."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from archiver import workbooks
from archiver.words import HEADERS, LANGUAGES
from archiver.workbooks import Manner
from tests.second_opinion.office import convert
from tests.workbooks import sample, traps

CHECK = Path(workbooks.__file__).parents[3] / "shared" / "tools" / "check_xlsx.py"

PLAIN = Manner()

checked = pytest.mark.skipif(not CHECK.exists(), reason="the checker is not on this machine")


def make(folder: Path, language: str, manner: Manner = PLAIN, **options: int) -> list[Path]:
    """Write the sample company's workbooks, and give their files."""
    folder.mkdir()
    workbooks.write(sample.edition(language, manner=manner), sample.tables(60), folder, **options)
    return sorted(folder.glob("*.xlsx"))


def findings(files: Sequence[Path]) -> str:
    """What the standard's schemas, and what Excel asks for beyond them, have to say of workbooks."""
    ran = subprocess.run([sys.executable, CHECK, *files], check=False, capture_output=True, text=True)
    return ran.stdout + ran.stderr


@checked
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_follow_the_standard(tmp_path: Path, language: str) -> None:
    assert findings(make(tmp_path / "whole", language) + make(tmp_path / "split", language, longest=7)) == ""


@checked
@pytest.mark.parametrize("headers", HEADERS)
def test_they_follow_the_standard_in_every_manner(tmp_path: Path, headers: str) -> None:
    manner = Manner(headers, locked=True, recommended=True)
    assert findings(make(tmp_path / "whole", "fr-CA", manner) + make(tmp_path / "split", "en", manner, longest=7)) == ""


@checked
def test_they_follow_the_standard_whatever_is_in_the_books(tmp_path: Path) -> None:
    """Texts too long, columns too many, names that Excel refuses, and all that is no character."""
    traps.write(tmp_path)
    assert findings(sorted(tmp_path.glob("*.xlsx"))) == ""


@checked
def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    """So that the tests before this one can fail."""
    (file, *_) = make(tmp_path / "whole", "en")
    file.write_bytes(file.read_bytes().replace(b"xl/styles.xml", b"xl/stiles.xml"))
    assert "which is not there" in findings([file])


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
