from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from archiver.errors import CommandRefused, SchedulerUnreachable
from archiver.timetable import Notes, launch, windows
from archiver.timetable.wake import Wake, following
from archiver.timetable.windows import Windows
from tests.contracts.timetable import ARGUMENTS, NASTY, NOW, Simulation, TimetableContract, wake
from tests.timetable import standins
from tests.timetable.simulations import BARE, WindowsTask, windows_words
from tests.timetable.test_systemd import WRITABLE

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("task.xsd")))
ALICE = {"USERNAME": "alice", "USERDOMAIN": "OFFICE", "PATH": ""}


class TestWindows(TimetableContract):
    kind = "windows"
    activates = "/Create"

    def simulated(self, place: Path) -> Simulation:
        return WindowsTask(self.installed(place, "archiver alice"), BARE)

    def installed(self, place: Path, where: str) -> str:
        return str(standins.read(place / "state", "schtasks")[where])

    def test_a_task_that_was_disabled_does_not_wake_us(self, place: Path) -> None:
        self.open(place).set(wake())
        task = self.installed(place, "archiver alice").replace("<Enabled>true<", "<Enabled>false<")
        standins.write(place / "state", "schtasks", {"archiver alice": task})
        assert self.open(place).next(NOW) is None

    def test_reads_a_task_as_windows_writes_it(self, place: Path) -> None:
        """Repetitions first, and in two bytes a character."""
        trigger = (
            "<TimeTrigger><Repetition><Interval>PT1H</Interval></Repetition>"
            "<StartBoundary>2000-01-01T00:45:00</StartBoundary><Enabled>true</Enabled></TimeTrigger>"
        )
        task = f"<Task><Triggers>{trigger}</Triggers></Task>".encode("utf-16").decode("latin-1")
        standins.write(place / "state", "schtasks", {"archiver alice": task})
        assert self.open(place).next(NOW) == following((45,), NOW)

    def test_more_minutes_than_a_task_has_triggers_are_all_of_them(self, place: Path) -> None:
        self.open(place).set(wake(minutes=tuple(range(60))))
        assert self.installed(place, "archiver alice").count("<TimeTrigger>") == 1
        assert self.open(place).next(NOW) == NOW.replace(minute=1, second=0)

    def test_a_task_without_our_triggers_does_not_wake_us(self, place: Path) -> None:
        standins.write(place / "state", "schtasks", {"archiver alice": "<Task><Triggers /></Task>"})
        assert self.open(place).next(NOW) is None

    def test_a_scheduler_that_does_not_answer_is_not_one_without_a_task(self, place: Path) -> None:
        self.open(place).set(wake())
        standing = self.standing(place)
        (place / "bin" / "schtasks").write_text("#!/bin/sh\necho stopped >&2\nexit 1\n", encoding="utf-8")
        with pytest.raises(SchedulerUnreachable, match="Windows does not take a schedule here: stopped"):
            self.open(place).clear()
        assert self.standing(place) == standing

    def test_says_that_somebody_has_to_be_signed_in(self, place: Path) -> None:
        ours = self.open(place)
        assert isinstance(ours, Notes)
        assert [note.template for note in ours.notes(wake())] == [windows.WHILE_IN]


@pytest.mark.parametrize("count", [1, 2, 47, 48, 60])
@pytest.mark.parametrize("environ", [ALICE, {}])
def test_keeps_the_rules_of_the_schema(count: int, environ: dict[str, str]) -> None:
    asked = wake(minutes=tuple(range(count)), command=("C:\\é x\\python.exe", NASTY), environment={"NAME": NASTY})
    SCHEMA.assertValid(task(asked, environ))


def test_those_rules_are_rules() -> None:
    wrong = task(wake())
    triggers = wrong.find("{*}Triggers")
    trigger = triggers.find("{*}TimeTrigger")
    trigger.insert(0, trigger.find("{*}Repetition"))
    assert not SCHEMA.validate(wrong)
    for _ in range(48):
        triggers.append(task(wake()).find(".//{*}LogonTrigger"))
    assert not SCHEMA.validate(wrong)


def task(asked: Wake, environ: dict[str, str] | None = None) -> etree._Element:
    """As Windows reads the bytes that ``schtasks`` is given."""
    (piece,) = Windows(ALICE if environ is None else environ).pieces(asked)
    return etree.fromstring(piece.text.encode("utf-16"))


def test_each_person_has_a_task_of_their_own() -> None:
    names = {person: Windows({"USERNAME": person}).pieces(wake())[0].where for person in ("alice", "bob", "a/b%c")}
    assert names == {"alice": "archiver alice", "bob": "archiver bob", "a/b%c": "archiver a_b_c"}
    assert [each.text for each in task(wake()).iter("{*}UserId")] == ["OFFICE\\alice"] * 2


def test_opens_no_window(tmp_path: Path) -> None:
    """The program that is started is Python without a console, where there is one."""
    for name in ("python.exe", "pythonw.exe"):
        (tmp_path / name).touch()
    python = str(tmp_path / "python.exe")
    for beside, expected in ((True, str(tmp_path / "pythonw.exe")), (False, python)):
        if not beside:
            (tmp_path / "pythonw.exe").unlink()
        (piece,) = Windows(ALICE, python).pieces(wake())
        assert WindowsTask(piece.text, {}).start().program == expected


def test_a_python_whose_path_would_be_filled_in_is_refused() -> None:
    with pytest.raises(CommandRefused, match="%TEMP%"):
        Windows(ALICE, "C:\\%TEMP%\\python.exe").pieces(wake())


@settings(deadline=None, max_examples=60)
@example(ARGUMENTS, NASTY)
@given(st.lists(WRITABLE, max_size=4), WRITABLE)
def test_any_text_comes_through(arguments: list[str], value: str) -> None:
    asked = replace(wake(), command=("C:\\x.exe", *arguments), environment={"NAME": value})
    (piece,) = Windows(ALICE).pieces(asked)
    argv = WindowsTask(piece.text, {"TEMP": "C:\\temp", "A": "B"}).start().argv
    assert argv[:3] == [sys.executable, "-m", launch.MODULE]
    assert launch.read(argv[3:]) == ({"NAME": value}, ["C:\\x.exe", *arguments])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        ('"" "a\\\\" b\\\\c', ["", "a\\", "b\\\\c"]),
        ('\\"x\\" "a\\"b"', ['"x"', 'a"b']),
    ],
)
def test_lines_are_split_as_microsoft_says(line: str, words: list[str]) -> None:
    """The examples of its manual, and their kin: what judges us is right itself."""
    assert windows_words(line) == words
