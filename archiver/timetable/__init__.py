"""When it happens: the system wakes us. The seam of every system's scheduler, and the list of them, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol, runtime_checkable

from archiver.errors import WrongOption
from archiver.timetable.wake import Wake
from archiver.words import Phrase


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is installed: ``text`` at ``where``, a path or the system's own name for it."""

    where: str
    text: str


class Timetable(Protocol):
    """The scheduler of a system, for the one ``Wake`` of this person.

    Promises: nothing but our own pieces is touched; ``set`` and ``clear`` do all of it or nothing, and again is no
    error; ``pieces`` asks nothing of the system. ``SchedulerUnreachable`` where the system does not do it.
    """

    def pieces(self, wake: Wake) -> Sequence[Piece]:
        """Exactly what ``set`` installs."""
        ...

    def set(self, wake: Wake) -> None:
        """Install it, in the place of the one before, and make it count from now on."""
        ...

    def clear(self) -> None:
        """Take it away; nothing happens where there is none."""
        ...

    def next(self, now: datetime) -> datetime | None:
        """The first moment after ``now`` when the system will wake us, or None if it will not."""
        ...


@runtime_checkable
class Notes(Protocol):
    """A timetable of which there is something to know."""

    def notes(self, wake: Wake) -> Sequence[Phrase]:
        """What this system, as it is now, does otherwise than a person may expect."""
        ...


KINDS: Mapping[str, str] = {
    "systemd": "archiver.timetable.systemd",
    "launchd": "archiver.timetable.launchd",
    "windows": "archiver.timetable.windows",
    "cron": "archiver.timetable.cron",
}
"""Each kind and its module, with functions ``connect(environ)`` and ``reachable(environ)``."""

_USUAL = {"linux": ("systemd", "cron"), "darwin": ("launchd",), "win32": ("windows",)}


def usual(environ: Mapping[str, str], platform: str) -> Timetable | None:
    """The timetable of this machine, or None where nothing would wake us, as in a container.

    ``platform`` is ``sys.platform``: systemd where its manager answers this person, else cron where it runs; launchd on
    macOS, the Task Scheduler on Windows.
    """
    for kind in _USUAL.get(platform, ("cron",)):
        if import_module(KINDS[kind]).reachable(environ):
            return timetable(kind, environ)
    return None


def timetable(kind: str, environ: Mapping[str, str]) -> Timetable:
    """A certain one, wherever we are; nothing is asked of the system before ``set``, ``clear`` or ``next``."""
    if kind not in KINDS:
        raise WrongOption(option="timetable", value=kind)
    made: Timetable = import_module(KINDS[kind]).connect(environ)
    return made
