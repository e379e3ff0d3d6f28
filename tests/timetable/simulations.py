"""What each system would do with what it was given: when it would start which program, and how it would split the line.

Written from the manuals of the systems, with nothing of ours: from the text alone that lies with a system.
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

MINUTE = timedelta(minutes=1)
BARE = {"HOME": "/home/alice", "PATH": "/usr/bin:/bin"}
"""What a system sets for a program by itself."""


@dataclass(frozen=True)
class Started:
    """A program as the system starts it: ``argv`` as it sees it, and its environment."""

    program: str
    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def every_minute(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Each minute from ``begin`` to before ``end``, by the clock of ``zone``: some twice, some never."""
    at = begin.astimezone(UTC)
    while at < end:
        yield at.astimezone(zone)
        at += MINUTE


class SystemdUnits:
    """A timer and its service, as systemd.timer, systemd.time, systemd.service and systemd.syntax tell them."""

    def __init__(self, timer: str, service: str) -> None:
        self._timer, self._service = unit_settings(timer), unit_settings(service)

    @property
    def at_start(self) -> bool:
        """Whether what was missed while the machine was off is made up for."""
        return self._timer["Persistent"] == ["true"]

    def moments(self, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
        """When the service would be started."""
        specs = [_calendar(each) for each in self._timer["OnCalendar"]]
        return [at for at in every_minute(begin, end, zone) if any(_matches(spec, at) for spec in specs)]

    def start(self) -> Started:
        """How it would be started."""
        environment = dict(BARE)
        for value in self._service.get("Environment", []):
            for each in systemd_words(value):
                name, _, text = each.partition("=")
                environment[name] = text
        (line,) = self._service["ExecStart"]
        first, *rest = systemd_words(line)
        argv = [word for each in ([first.lstrip("@"), *rest]) for word in filled_in(each, environment)]
        return Started(first.lstrip("@"), argv[first.startswith("@") :], environment)


def unit_settings(unit: str) -> dict[str, list[str]]:
    """The settings of a unit file, without its sections."""
    held: dict[str, list[str]] = {}
    for line in unit.splitlines():
        if line and line[0] not in "#;[":
            name, _, value = line.partition("=")
            held.setdefault(name, []).append(value)
    return held


def systemd_words(line: str) -> list[str]:
    """Split as systemd.syntax says: blanks, quotes, C's escapes, and then ``%`` and its letter."""
    words: list[str] = []
    pattern = re.compile(r'\s*((?:"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\\.|[^\s"\'\\])+)')
    at = 0
    while at < len(line.rstrip()):
        found = pattern.match(line, at)
        assert found, f"no words: {line[at:]}"
        parts = re.findall(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|(\\.|[^\s"\'\\]+)', found[1])
        words.append(_specified(re.sub(r"\\(.)", _c_escape, "".join(map("".join, parts)))))
        at = found.end()
    return words


def _c_escape(escape: re.Match[str]) -> str:
    return {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "s": " "}[escape[1]]


def _specified(text: str) -> str:
    """``%`` and a letter is filled in, of which the test knows one: a percent sign."""
    assert not re.search(r"%(?!%)", text.replace("%%", "")), text
    return text.replace("%%", "%")


def filled_in(word: str, environment: Mapping[str, str]) -> list[str]:
    """``$NAME`` as a word of its own is split, ``${NAME}`` is not, and ``$$`` is a dollar sign."""
    if re.fullmatch(r"\$\w+", word):
        return environment.get(word[1:], "").split()
    return [re.sub(r"\$\$|\$\{(\w+)\}", lambda it: environment.get(it[1], "") if it[1] else "$", word)]


def _calendar(value: str) -> list[str]:
    day, time = value.split(" ")
    assert re.fullmatch(r"[\d,*]+(-[\d,*]+){2} [\d,*]+(:[\d,*]+){2}", value), value
    return [*day.split("-"), *time.split(":")]


def _matches(spec: list[str], at: datetime) -> bool:
    now = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    return all(part == "*" or here in map(int, part.split(",")) for part, here in zip(spec, now, strict=True))


class LaunchdList:
    """A property list, as launchd.plist(5) tells it: what a dictionary does not name, matches."""

    def __init__(self, plist: str) -> None:
        self._plist: dict[str, Any] = plistlib.loads(plist.encode())

    @property
    def at_start(self) -> bool:
        return self._plist["RunAtLoad"] is True

    def moments(self, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
        wanted: list[dict[str, int]] = self._plist["StartCalendarInterval"]
        return [
            at
            for at in every_minute(begin, end, zone)
            if any(all(getattr(at, name.lower()) == value for name, value in each.items()) for each in wanted)
        ]

    def start(self) -> Started:
        argv = self._plist["ProgramArguments"]
        return Started(argv[0], argv, BARE | self._plist["EnvironmentVariables"])


class WindowsTask:
    """A task, as its schema tells it, on a Windows that has ``environment``."""

    SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

    def __init__(self, xml: str, environment: Mapping[str, str]) -> None:
        self._task = etree.fromstring(xml.partition("?>")[2])
        self._environment = dict(environment)

    @property
    def at_start(self) -> bool:
        return self._text("Settings/StartWhenAvailable") == "true" and self._find("Triggers/LogonTrigger") != []

    def moments(self, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
        found = set()
        for trigger in self._find("Triggers/TimeTrigger"):
            start = datetime.fromisoformat(trigger.findtext(f"{self.SPACE}StartBoundary")).replace(tzinfo=zone)
            interval = trigger.findtext(f"{self.SPACE}Repetition/{self.SPACE}Interval")
            every = {"PT1H": 60 * MINUTE, "PT1M": MINUTE}[interval]
            past = begin - start.astimezone(UTC)
            at = start.astimezone(UTC) + every * -(-past // every)
            while at < end:
                found.add(at)
                at += every
        return [at.astimezone(zone) for at in sorted(found)]

    def start(self) -> Started:
        program = self._filled(self._text("Actions/Exec/Command"))
        line = self._filled(self._text("Actions/Exec/Arguments"))
        return Started(program, [program, *windows_words(line)], self._environment)

    def _filled(self, text: str) -> str:
        known = {name.upper(): value for name, value in self._environment.items()}
        text = re.sub(r"\$\(Arg\d+\)", "", text)
        return re.sub(r"%([^%]+)%", lambda it: known.get(it[1].upper(), it[0]), text)

    def _find(self, path: str) -> list[Any]:
        return list(self._task.findall("/".join(self.SPACE + each for each in path.split("/"))))

    def _text(self, path: str) -> str:
        (element,) = self._find(path)
        return str(element.text)


def windows_words(line: str) -> list[str]:
    """Split as Microsoft's C runtime does: backslashes mean something before a quotation mark only."""
    words: list[str] = []
    word, quoted, at = "", False, 0
    begun = False
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        at += slashes
        mark = line[at : at + 1]
        word += "\\" * (slashes // 2 if mark == '"' else slashes)
        begun = begun or bool(slashes)
        if mark == '"' and slashes % 2:
            word += mark
        elif mark == '"':
            quoted, begun = not quoted, True
        elif mark in (" ", "\t") and not quoted:
            words += [word] if begun else []
            word, begun = "", False
        elif mark:
            word, begun = word + mark, True
        at += 1
    return [*words, word] if begun else words


class CronTable:
    """A crontab, as crontab(5) tells it."""

    def __init__(self, table: str) -> None:
        lines = [line for line in table.splitlines() if line and not line.startswith("#")]
        self._entries = [line.split(" ", 5) for line in lines if line[0] != "@"]
        self._reboots = [line.split(" ", 1)[1] for line in lines if line.startswith("@reboot ")]

    @property
    def at_start(self) -> bool:
        return self._reboots == [line for *_, line in self._entries] != []

    def moments(self, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
        found = []
        for at in every_minute(begin, end, zone):
            now = (at.minute, at.hour, at.day, at.month, at.isoweekday() % 7)
            found += [at for entry in self._entries if all(map(_in_field, entry, now))]
        return found

    def start(self) -> Started:
        ((*_, line),) = self._entries
        return Started("/bin/sh", ["/bin/sh", "-c", cron_command(line)], dict(BARE))


def _in_field(field: str, value: int) -> bool:
    def one(part: str) -> bool:
        if part == "*":
            return True
        first, _, last = part.partition("-")
        return int(first) <= value <= int(last or first)

    return any(map(one, field.split(",")))


def cron_command(line: str, also: Iterable[str] = "%") -> str:
    r"""What cron gives to the shell: the line up to a bare ``%``; a backslash is taken off before one of ``also``."""
    command, at = "", 0
    while at < len(line) and line[at] != "%":
        if line[at] == "\\" and line[at + 1 : at + 2]:
            command += line[at + 1] if line[at + 1] in also else line[at : at + 2]
            at += 2
        else:
            command += line[at]
            at += 1
    return command
