"""The program around its commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from archiver import demo
from archiver.cli.report import report
from archiver.errors import Mistake, UnreportedMistake


def run(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command line in English, on a machine without anything."""
    environment = {**os.environ, "ARCHIVER_HOME": str(home), "ARCHIVER_LANG": "en", **environ}
    command = [sys.executable, "-m", "archiver", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


@pytest.mark.parametrize("arguments", [("--lang", "klingon", "list"), ("list", "--lang=de"), ("--lang", "", "--help")])
def test_a_language_that_we_do_not_speak_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, home=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is no language of the screen" in ran.stderr
    assert "en, fr-CA, fr-FR, fr-CH" in ran.stderr


def test_languages_are_understood_as_systems_write_them(tmp_path: Path) -> None:
    for each in ("fr", "fr_CH.UTF-8", "fr-BE"):
        assert "Aucune" in run("list", "--lang", each, home=tmp_path).stdout


def test_a_period_that_ends_before_it_begins(tmp_path: Path) -> None:
    book = str(demo.BOOK)
    ran = run("export", "--books", book, "--from", "2026-03-31", "--until", "2026-01-01", home=tmp_path)
    assert ran.returncode == 2
    assert "The period would end on 2026-01-01, before it begins, on 2026-03-31." in ran.stderr
    assert "--from" in ran.stderr.splitlines()[1]
    assert "America" not in ran.stderr


ENGLISH = re.compile(r"\b(PATH|TEXT|COMMAND|ARGS|INTEGER|DIRECTORY|NAME|MM-DD|CUR|LANG)\b")


@pytest.mark.parametrize("command", ["", "add", "export", "files", "status", "catalogue rebuild", "farewell", "open"])
def test_help_in_french_is_in_french(tmp_path: Path, command: str) -> None:
    ran = run(*command.split(), "--help", "--lang", "fr-CA", home=tmp_path)
    assert ran.returncode == 0
    assert ENGLISH.findall(ran.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("catalogue", "rebuild", "nowhere"), "Dossier 'nowhere' introuvable"),
        (("status", "--max-age", "x"), "attendue\N{NO-BREAK SPACE}: nombre"),
    ],
)
def test_values_are_refused_in_french(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments, "--lang", "fr-CA", home=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_a_reader_that_has_gone_is_no_error(tmp_path: Path) -> None:
    """As with ``archiver demo | head -1``, where nobody reads what comes after the first line."""
    command = [sys.executable, "-m", "archiver", "demo", "--to", str(tmp_path)]
    environ = {**os.environ, "ARCHIVER_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")
    assert list(tmp_path.glob("*.cab"))


def test_a_mistake_is_told_where_no_report_of_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert type(report(ValueError("s3cret"))) is Mistake
    (written,) = tmp_path.iterdir()
    assert "ValueError" in written.read_text(encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert str(report(ValueError("s3cret"))) == str(UnreportedMistake(name="ValueError"))
