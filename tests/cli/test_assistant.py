"""The assistant, at a pseudo-terminal: what it asks, the command that it shows, and that this is what runs."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from tests.access.test_commands import ROOT
from tests.archives import BOOKS
from tests.cli.conftest import posix
from tests.test_run import at_the_start

pytestmark = posix

PATIENCE = 60
BOXES = "To leave some out, type their numbers, as 1,3; to go on, press Enter: "
QUESTION = "Number, or several as 2,5; Enter for 1: "
SETTINGS = """
[drive.usb]
kind = "folder"
folder = "usb"

[company.lac]
books = "gnucash:lac.gnucash"
group = "Rivage/Québec"

[company.gone]
books = "gnucash:gone.gnucash"
group = "Rivage/Québec"
"""


@dataclass
class Terminal:
    """A person at a terminal, where a command runs that asks."""

    home: Path
    arguments: tuple[str, ...] = ("export",)
    seen: str = ""
    ours: int = field(init=False)
    running: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.ours, theirs = os.openpty()
        path = os.pathsep.join(each for each in (str(ROOT), *sys.path) if each)
        self.running = subprocess.Popen(
            [sys.executable, "-m", "archiver", *self.arguments],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=self.home, start_new_session=True, preexec_fn=at_the_start,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONUTF8": "1", "ARCHIVER_LANG": "en",
                 "ARCHIVER_HOME": str(self.home), "COLUMNS": "200", "TERM": "dumb"},
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.running.kill()
        self.running.wait()
        os.close(self.ours)

    def answer(self, question: str, typed: str) -> str:
        """Wait for the question, and type; what was shown before it since the last one."""
        shown = self.wait(question)
        os.write(self.ours, f"{typed}\n".encode())
        return shown

    def wait(self, question: str) -> str:
        """Wait for the question; what was shown before it since the last one."""
        before = len(self.seen)
        while question not in self.seen[before:]:
            assert self._read(), f"it ended before it asked {question!r}:\n{self.seen}"
        return self.seen[before:]

    def end(self) -> int:
        """Read on until it ends; its exit code."""
        while self._read():
            pass
        return self.running.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.ours], [], [], PATIENCE)
        assert ready, f"nothing came:\n{self.seen}"
        try:
            more = os.read(self.ours, 1 << 16)
        except OSError:  # how a terminal says that nobody holds its other end any more
            return False
        self.seen += more.decode().replace("\r\n", "\n")
        return bool(more)

    @property
    def command(self) -> list[str]:
        """The command that was shown."""
        found = re.search(r"The same without questions:\n  (.+)\n", self.seen)
        assert found, self.seen
        return shlex.split(found[1])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Books, a company that has them, one that has none any more, and a drive."""
    for name in ("usb", "my folder"):
        (tmp_path / name).mkdir()
    shutil.copy(BOOKS["alpine"], tmp_path / "lac.gnucash")
    (tmp_path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def files(folder: Path, pattern: str = "*.cab") -> list[str]:
    """The files in a folder, by the start of their names."""
    return sorted(path.name.partition("_")[0] for path in folder.rglob(pattern))


def test_it_asks_shows_the_command_and_does_just_that(home: Path) -> None:
    with Terminal(home) as terminal:
        shown = terminal.answer(QUESTION, "3")
        assert re.findall(r"^ *(\d) +(.+?) *$", shown, re.MULTILINE) == [
            ("1", "all companies (2)"),
            ("2", "the group Rivage (2)"),
            ("3", "the group Rivage/Québec (2)"),
            ("4", "lac"),
            ("5", "gone"),
            ("6", "other books: a file, or SOURCE:WHERE"),
        ]
        shown = terminal.answer(QUESTION, "2")
        assert "as the settings say: kept in" in shown
        terminal.answer(QUESTION, "")
        terminal.answer(BOXES, "")
        terminal.answer("Seal with a password? [y/N]: ", "")
        terminal.answer("To leave some out, type their numbers, as 2,5; to go on, press Enter: ", "2")
        terminal.answer("Export them? (1) [y/N]: ", "y")
        assert terminal.end() == 0, terminal.seen
        assert terminal.command == ["archiver", "export", "--group", "Rivage/Québec", "--drive", "usb", "--yes"]
        assert "To leave out the same the next time: --except gone" in terminal.seen
        assert (files(home / "archives"), files(home / "usb")) == (["lac"], ["lac"])
        assert files(home / "usb", "*.xlsx") == ["Québec"]


def test_books_that_nobody_named_are_asked_for_until_they_are_there(home: Path) -> None:
    with Terminal(home) as terminal:
        terminal.answer(QUESTION, "4,6")
        terminal.answer(QUESTION, "6")
        terminal.answer("Books: ", "nowhere.gnucash")
        terminal.answer("Books: ", "lac.gnucash")
        terminal.answer(QUESTION, "3")
        terminal.answer("Folder: ", "nowhere")
        terminal.answer("Folder: ", "my folder")
        terminal.answer(QUESTION, "4")
        terminal.answer("First day, as 2026-01-31; Enter for the beginning of the books: ", "")
        terminal.answer("Last day, as 2026-03-31; Enter for their end: ", "yesterday")
        terminal.answer("Last day, as 2026-03-31; Enter for their end: ", "2025-06-30")
        terminal.answer(BOXES, "")
        terminal.answer("Seal with a password? [y/N]: ", "n")
        terminal.answer("Export them? (1) [y/N]: ", "y")
        assert terminal.end() == 0, terminal.seen
        books = ["--books", "lac.gnucash", "--to", "my folder", "--until", "2025-06-30"]
        assert terminal.command == ["archiver", "export", *books]
        assert "this goes with nothing else" in terminal.seen
        assert "nowhere.gnucash does not exist." in terminal.seen
        [path] = (home / "my folder").iterdir()
        assert "_period_NON-RESTORABLE.cab" in path.name


def test_whoever_does_not_agree_keeps_the_command_and_nothing_else(home: Path) -> None:
    before = sorted(home.rglob("*"))
    with Terminal(home) as terminal:
        terminal.answer(QUESTION, "4")
        terminal.answer(QUESTION, "")
        terminal.answer(QUESTION, "")
        terminal.answer(BOXES, "")
        terminal.answer("Seal with a password? [y/N]: ", "")
        terminal.answer("Export them? (1) [y/N]: ", "n")
        assert terminal.end() == 0
        assert terminal.command == ["archiver", "export", "lac"]
        assert "Nothing was exported." in terminal.seen
        assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(
    ("what", "how", "more", "options"),
    [
        ("4", "2", (), ["lac", "--type", "financial", "--no-emails", "--no-history"]),
        ("1", "3", (), ["--all", "--type", "incremental", "--no-emails", "--no-history", "--yes"]),
        ("4,5", "4", ("next", "2024-2025"),
         ["lac", "gone", "--fiscal-year", "2024-2025", "--no-emails", "--no-history", "--yes"]),
    ],
)  # fmt: skip
def test_types_and_boxes_are_options(
    home: Path, what: str, how: str, more: tuple[str, ...], options: list[str]
) -> None:
    with Terminal(home) as terminal:
        terminal.answer(QUESTION, what)
        terminal.answer(QUESTION, "")
        terminal.answer(QUESTION, how)
        for typed in more:
            terminal.answer("Fiscal year, as 2025 or 2024-2025: ", typed)
        terminal.answer(BOXES, "3,2")
        terminal.answer("Seal with a password? [y/N]: ", "")
        terminal.wait("Estimated")
        assert terminal.command == ["archiver", "export", *options]


@pytest.mark.parametrize("answers", [0, 3])
def test_an_interrupted_question_leaves_nothing(home: Path, answers: int) -> None:
    before = sorted(home.rglob("*"))
    with Terminal(home) as terminal:
        for _ in range(answers):
            terminal.answer(QUESTION, "")
        terminal.wait(BOXES if answers else QUESTION)
        time.sleep(0.2)  # it waits for the answer by now
        os.kill(terminal.running.pid, signal.SIGINT)
        assert terminal.end() == 130
        assert "Interrupted. Nothing that looks finished was left." in terminal.seen
        assert sorted(home.rglob("*")) == before


def test_a_space_that_does_not_break_stands_before_the_colon_in_french(home: Path) -> None:
    with Terminal(home, ("export", "--lang", "fr-CA")) as terminal:
        terminal.wait("(Entrée pour 1)\N{NO-BREAK SPACE}: ")


def test_a_password_is_typed_out_of_sight(home: Path) -> None:
    with Terminal(home) as terminal:
        terminal.answer(QUESTION, "4")
        terminal.answer(QUESTION, "")
        terminal.answer(QUESTION, "")
        terminal.answer(BOXES, "")
        terminal.answer("Seal with a password? [y/N]: ", "y")
        for question in ("Password of the archive: ", "The same password again: "):
            terminal.answer(question, "open up, barley!")
        assert " yes " in terminal.answer("Export them? (1) [y/N]: ", "n")
        assert terminal.end() == 0
        assert terminal.command == ["archiver", "export", "lac", "--password"]
        assert "barley" not in terminal.seen


def test_without_companies_it_begins_with_books(home: Path) -> None:
    (home / "settings.toml").unlink()
    with Terminal(home) as terminal:
        shown = terminal.answer(QUESTION, "")
        assert "all companies" not in shown
        terminal.answer("Books: ", "lac.gnucash")
        shown = terminal.answer(QUESTION, "")
        assert str(home / "archives") in "".join(shown.split())  # a terminal folds what is long
        terminal.answer(QUESTION, "")
        terminal.answer(BOXES, "")
        terminal.answer("Seal with a password? [y/N]: ", "")
        terminal.answer("Export them? (1) [y/N]: ", "n")
        assert terminal.end() == 0


@pytest.mark.parametrize("arguments", [("export", "--json"), ("export", "--quiet"), ("export", "--unpacked")])
def test_whoever_typed_something_is_not_asked(home: Path, arguments: tuple[str, ...]) -> None:
    with Terminal(home, arguments) as terminal:
        assert terminal.end() == 2
        assert "Name one company of " in terminal.seen
