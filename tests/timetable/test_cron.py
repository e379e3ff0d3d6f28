from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.errors import SchedulerUnreachable
from archiver.timetable import Notes, cron, timetable
from tests.contracts.timetable import ARGUMENTS, NASTY, Simulation, TimetableContract, wake
from tests.timetable import standins
from tests.timetable.simulations import CronTable, cron_command
from tests.timetable.test_systemd import WRITABLE

THEIRS = "MAILTO=alice\n# caf\xc3\xa9, and a byte that is no UTF-8: \xff\n\n0 3 * * 1  backup \\% %in\n@daily x\n"


class TestCron(TimetableContract):
    kind = "cron"
    activates = "-"

    def simulated(self, place: Path) -> Simulation:
        return CronTable(self.installed(place, "crontab"))

    def installed(self, place: Path, where: str) -> str:
        return str(standins.read(place / "state", where)).encode("latin-1").decode()

    def raw(self, place: Path) -> str:
        return str(standins.read(place / "state", "crontab"))

    def test_what_others_have_there_is_not_touched(self, place: Path) -> None:
        standins.write(place / "state", "crontab", THEIRS)
        ours = self.open(place)
        ours.set(wake())
        assert self.raw(place).startswith(THEIRS + cron.BEGIN)
        standins.write(place / "state", "crontab", self.raw(place) + "5 5 * * * after us\n")
        ours.set(wake(minutes=(1, 2)))
        assert "\n1,2 * * * * " in self.raw(place)
        ours.clear()
        assert self.raw(place) == THEIRS + "5 5 * * * after us\n"

    def test_a_crontab_that_was_only_ours_is_removed(self, place: Path) -> None:
        self.open(place).set(wake())
        self.open(place).clear()
        assert standins.read(place / "state", "crontab") is None

    def test_a_last_line_without_an_end_is_ended(self, place: Path) -> None:
        standins.write(place / "state", "crontab", "@daily x")
        self.open(place).set(wake())
        assert self.raw(place).startswith(f"@daily x\n{cron.BEGIN}\n")

    def test_a_crontab_that_cannot_be_read_is_not_taken_for_empty(self, place: Path) -> None:
        standins.write(place / "state", "crontab", THEIRS)
        dos: list[Callable[[], None]] = [lambda: self.open(place).set(wake()), self.open(place).clear]
        for do in dos:
            standins.write(place / "state", "refuse", ["-l"])
            with pytest.raises(SchedulerUnreachable, match="Access denied"):
                do()
        assert self.raw(place) == THEIRS

    @pytest.mark.parametrize(
        ("complaint", "empty"),
        [
            ("no crontab for alice", True),
            ("crontab: can't open 'alice': No such file or directory", True),
            ("crontab: can't open '/etc/crontab.conf': No such file or directory", False),
            ("You (alice) are not allowed to use this program (crontab)", False),
        ],
    )
    def test_what_says_that_there_is_none(self, place: Path, complaint: str, *, empty: bool) -> None:
        tool = place / "bin" / "crontab"
        refusal = f'[ "$1" = -l ] && {{ echo "{complaint}" >&2; exit 1; }}\n'
        tool.write_text(tool.read_text(encoding="utf-8").replace("exec", f"{refusal}exec"), encoding="utf-8")
        with nullcontext() if empty else pytest.raises(SchedulerUnreachable):
            self.open(place).set(wake())
        assert (standins.read(place / "state", "crontab") is not None) == empty

    @pytest.mark.parametrize("left", [cron.BEGIN, cron.END, f"{cron.END}\n{cron.BEGIN}"])
    def test_marks_that_were_changed_are_left_to_the_person(self, place: Path, left: str) -> None:
        standins.write(place / "state", "crontab", f"{THEIRS}{left}\n1 * * * * x\n")
        dos: list[Callable[[], None]] = [lambda: self.open(place).set(wake()), self.open(place).clear]
        for do in dos:
            with pytest.raises(SchedulerUnreachable, match="were changed"):
                do()
        assert self.raw(place) == f"{THEIRS}{left}\n1 * * * * x\n"


DIALECTS = {
    "most": {"also": "%"},
    "some, which take a backslash off before another": {"also": "%\\"},
}


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(deadline=None, max_examples=60)
@example(arguments=ARGUMENTS, value=NASTY)
@given(arguments=st.lists(WRITABLE, max_size=4), value=WRITABLE)
def test_any_text_comes_through(dialect: str, arguments: list[str], value: str) -> None:
    asked = replace(wake(), command=("/a=b/c d", *arguments), environment={"NAME": value})
    (piece,) = timetable("cron", {}).pieces(asked)
    line = piece.text.splitlines()[1].removeprefix("30 * * * * ")
    words = ["env", f"NAME={value}", "nice", "/a=b/c d", *arguments]
    assert shlex.split(cron_command(line, **DIALECTS[dialect])) == words
    assert shlex.split(line) == words, "busybox gives all of it to the shell"


def test_the_block() -> None:
    (piece,) = timetable("cron", {}).pieces(wake(minutes=(0, 30)))
    line = "env 'ARCHIVER_HOME=/home/é x/books' nice /usr/bin/python3 -m archiver run --if-due"
    assert piece.where == "crontab"
    assert piece.text == f"{cron.BEGIN}\n0,30 * * * * {line}\n@reboot {line}\n{cron.END}\n"


@pytest.mark.parametrize("name", ["cron", "crond", "fcron"])
def test_a_daemon_is_seen_among_the_processes(tmp_path: Path, name: str) -> None:
    for number, comm in {"1": "init", "20": "bash", "300": name}.items():
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(f"{comm}\n", encoding="utf-8")
    assert cron.runs(tmp_path, ())
    (tmp_path / "300" / "comm").unlink()
    assert not cron.runs(tmp_path, ())


def test_a_daemon_is_seen_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "crond.pid"
    assert not cron.runs(tmp_path, (file,))
    for text, runs in ((f"{os.getpid()}\n", True), ("4194305\n", False), ("", False), ("1\n", True)):
        file.write_text(text, encoding="ascii")
        assert cron.runs(tmp_path, (file,)) == runs


def test_says_where_no_daemon_is_seen() -> None:
    ours = timetable("cron", os.environ)
    assert isinstance(ours, Notes)
    assert [note.template for note in ours.notes(wake())] == ([] if cron.runs() else [cron.NO_DAEMON])
