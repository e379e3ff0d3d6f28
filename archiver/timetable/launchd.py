"""launchd: an agent of this person, for macOS."""

from __future__ import annotations

import os
import plistlib
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from archiver.errors import SchedulerUnreachable
from archiver.timetable import Piece
from archiver.timetable.placing import MARK, held, placed
from archiver.timetable.program import Programs
from archiver.timetable.wake import Wake, following
from archiver.words import N_, Phrase, phrase

LABEL = "archiver"
PAUSE, PAUSES = 0.1, 50  # seconds, and how many of them an agent has to end in

WHILE_IN = N_("It runs while you are logged in to this machine; what was missed is made up for when you are again.")

_STAYS = N_("the agent from before does not end")


def connect(environ: Mapping[str, str]) -> Launchd:
    """The agents of this person; nothing is asked before the first call."""
    return Launchd(environ)


def reachable(environ: Mapping[str, str]) -> bool:
    """Whether there is a launchd here."""
    return Programs("launchd", environ).has("launchctl")


class Launchd:
    """A property list in ``~/Library/LaunchAgents``, and ``launchctl`` to make it count."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        home = environ.get("HOME") or os.path.expanduser("~")
        self._path = Path(home).absolute() / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
        self._agent = f"{self._domain}/{LABEL}"
        self._programs = Programs("launchd", environ)

    def pieces(self, wake: Wake) -> Sequence[Piece]:
        """The property list."""
        return [Piece(str(self._path), _plist(wake))]

    def set(self, wake: Wake) -> None:
        """Write the list and load it: it runs at once, and at each log-in, for what was missed."""
        (piece,) = self.pieces(wake)
        loaded = self._programs.has("launchctl") and self._loaded()
        asked = False
        try:
            with placed({self._path: piece.text}):
                asked = True
                self._load()
        except BaseException:
            if loaded and asked:
                with suppress(SchedulerUnreachable):
                    self._load()  # the one from before, whose list is in its place again
            raise

    def clear(self) -> None:
        """Unload the agent and remove its list."""
        there = held(self._path) is not None
        if there or self._programs.has("launchctl"):
            self._unload()
        with placed({self._path: None}):
            pass

    def next(self, now: datetime) -> datetime | None:
        """As the list says, if the agent is loaded."""
        data = held(self._path)
        if data is None or not self._programs.has("launchctl") or not self._loaded():
            return None
        return following([each["Minute"] for each in plistlib.loads(data)["StartCalendarInterval"]], now)

    def notes(self, wake: Wake) -> Sequence[Phrase]:
        """That it needs somebody who is logged in."""
        return [phrase(WHILE_IN)]

    def _loaded(self) -> bool:
        return self._programs.run("launchctl", "print", self._agent).code == 0

    def _load(self) -> None:
        self._unload()
        self._programs.ask("launchctl", "enable", self._agent)  # one that was switched off is refused
        self._programs.ask("launchctl", "bootstrap", self._domain, str(self._path))

    def _unload(self) -> None:
        """End the agent, and wait until it has ended: the next one of the same name is refused before."""
        if not self._loaded():
            return
        self._programs.ask("launchctl", "bootout", self._agent)
        for _ in range(PAUSES):
            if not self._loaded():
                return
            time.sleep(PAUSE)
        raise self._programs.failed(_STAYS)


def _plist(wake: Wake) -> str:
    text = plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(wake.command),
            "EnvironmentVariables": dict(wake.environment),
            "StartCalendarInterval": [{"Minute": minute} for minute in wake.minutes],
            "RunAtLoad": True,
            "ProcessType": "Background",
            "LowPriorityIO": True,
            "Nice": 10,
        }
    ).decode()
    before, root, rest = text.partition("<plist")
    return f"{before}<!-- {MARK} -->\n{root}{rest}"
