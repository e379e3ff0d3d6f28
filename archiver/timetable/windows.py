"""Windows: a task of this person in the Task Scheduler."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from archiver.errors import CommandRefused, TargetNotWritable, because
from archiver.timetable import Piece, launch
from archiver.timetable.program import Programs
from archiver.timetable.wake import Wake, following
from archiver.words import N_, Phrase, phrase

NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
EVERY_HOUR, EVERY_MINUTE = "PT1H", "PT1M"
MOST = 47  # triggers that a task can have, besides the one at log-in

WHILE_IN = N_("It runs while you are signed in to Windows; what was missed is made up for when you are again.")

_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "AllowHardTerminate": "true",
    "StartWhenAvailable": "true",
    "RunOnlyIfNetworkAvailable": "false",  # a folder needs none
    "AllowStartOnDemand": "true",
    "Enabled": "true",
    "Hidden": "false",
    "RunOnlyIfIdle": "false",
    "WakeToRun": "false",
    "ExecutionTimeLimit": "PT0S",  # none
    "Priority": "7",
}
_REFUSED = re.compile(r'[\\/:*?"<>|%$]')
_TRIGGER = re.compile(r"<TimeTrigger>.*?</TimeTrigger>", re.DOTALL)
_START = re.compile(r"<StartBoundary>[^<]*T\d\d:(\d\d):")
_OFF = re.compile(r"<Settings>.*<Enabled>false</Enabled>.*</Settings>", re.DOTALL)


def connect(environ: Mapping[str, str]) -> Windows:
    """The person's own task; nothing is asked before the first call."""
    return Windows(environ)


def reachable(environ: Mapping[str, str]) -> bool:
    """Whether there is a Task Scheduler here."""
    return Programs("Windows", environ).has("schtasks")


class Windows:
    """One task, of this person's name, for all persons' tasks lie in one folder; ``schtasks`` makes it count.

    ``python`` is the one that the task starts, without a window where ``pythonw.exe`` lies beside it.
    """

    def __init__(self, environ: Mapping[str, str], python: str = sys.executable) -> None:
        person = environ.get("USERNAME") or environ.get("USER") or ""
        self._user = "\\".join(filter(None, [environ.get("USERDOMAIN"), person]))
        self._name = "archiver" + (f" {_REFUSED.sub('_', person)}" if person else "")
        self._python = _windowless(python)
        self._programs = Programs("Windows", environ)

    def pieces(self, wake: Wake) -> Sequence[Piece]:
        """The task, as XML, which ``schtasks`` takes as UTF-16. ``CommandRefused`` where Python's path has ``%``."""
        return [Piece(self._name, self._task(wake))]

    def set(self, wake: Wake) -> None:
        """Register the task, in the place of the one before."""
        (piece,) = self.pieces(wake)
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "task.xml"
                path.write_text(piece.text, encoding="utf-16", newline="\r\n")
                self._programs.ask("schtasks", "/Create", "/TN", self._name, "/XML", str(path), "/F")
        except OSError as error:
            raise TargetNotWritable(path=tempfile.gettempdir(), reason=because(error)) from error

    def clear(self) -> None:
        """Delete the task."""
        if self._registered() is not None:
            self._programs.ask("schtasks", "/Delete", "/TN", self._name, "/F")

    def next(self, now: datetime) -> datetime | None:
        """As the registered task says, if it is enabled."""
        task = self._registered()
        if task is None or _OFF.search(task):
            return None
        triggers = _TRIGGER.findall(task)
        minutes = [int(start[1]) for each in triggers if (start := _START.search(each))]
        if any(f"<Interval>{EVERY_MINUTE}<" in each for each in triggers):
            minutes = list(range(60))
        return following(minutes, now) if minutes else None

    def notes(self, wake: Wake) -> Sequence[Phrase]:
        """That it needs somebody who is signed in."""
        return [phrase(WHILE_IN)]

    def _registered(self) -> str | None:
        """The task as it is, or None. Only its ASCII is to be relied on, for it comes in any code page."""
        if not self._programs.has("schtasks"):
            return None
        answer = self._programs.run("schtasks", "/Query", "/TN", self._name, "/XML")
        if answer.code:
            self._programs.ask("schtasks", "/Query")  # where this works, it is our task that is missing
            return None
        return answer.printed.replace(b"\0", b"").decode("latin-1")

    def _task(self, wake: Wake) -> str:
        if "%" in self._python:  # it would be filled in, and there is no way to write it otherwise
            raise CommandRefused(value=self._python)
        task = ET.Element("Task", {"version": "1.2", "xmlns": NAMESPACE})
        _within(task, "RegistrationInfo", Description=wake.description)
        triggers = _within(task, "Triggers")
        for start, interval in _repetitions(wake.minutes):
            _within(_within(triggers, "TimeTrigger", StartBoundary=start), "Repetition", Interval=interval)
        _within(triggers, "LogonTrigger", UserId=self._user)
        principal = _within(_within(task, "Principals"), "Principal", UserId=self._user)
        principal.set("id", "Author")
        _fill(principal, {"LogonType": "InteractiveToken", "RunLevel": "LeastPrivilege"})
        _fill(_within(task, "Settings"), _SETTINGS)
        actions = _within(task, "Actions")
        actions.set("Context", "Author")
        arguments = ["-m", launch.MODULE, *launch.arguments(wake.environment, wake.command)]
        _within(actions, "Exec", Command=self._python, Arguments=subprocess.list2cmdline(arguments))
        ET.indent(task)
        return '<?xml version="1.0" encoding="UTF-16"?>\n' + ET.tostring(task, "unicode") + "\n"


def _repetitions(minutes: Sequence[int]) -> Iterator[tuple[str, str]]:
    """When each trigger begins, by the machine's clock, and how long after it is repeated, without an end.

    More minutes than there can be triggers are made up for by one that wakes us every minute.
    """
    if len(minutes) > MOST:
        yield "2000-01-01T00:00:00", EVERY_MINUTE
    else:
        yield from ((f"2000-01-01T00:{minute:02}:00", EVERY_HOUR) for minute in minutes)


def _within(parent: ET.Element, name: str, **texts: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    _fill(child, texts)
    return child


def _fill(element: ET.Element, texts: Mapping[str, str]) -> None:
    """Each text in an element of its name; one that is empty is left out."""
    for name, text in texts.items():
        if text:
            ET.SubElement(element, name).text = text


def _windowless(python: str) -> str:
    beside = Path(python).with_name("pythonw.exe")
    return str(beside) if beside.is_file() else python
