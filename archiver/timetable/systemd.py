"""systemd: a timer of this person's own manager, the service that it starts, and one for when that fails."""

from __future__ import annotations

import os
import re
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

TIMER, SERVICE, FAILED = "archiver.timer", "archiver.service", "archiver-failed.service"

LOGS_OUT = N_("It stops when you log out of this machine. To let it go on, an administrator runs: {command}")

# What a manager without privileges can promise. No ProtectSystem and its kin: they need user namespaces, which many
# machines refuse, and the service would not start. No UMask: files are as open as in a run by hand. No order after
# network-online.target either, which only the system's manager knows: what had no network is made up for in an hour.
_SERVICE = """\
[Service]
Type=oneshot
{environment}ExecStart={command}
TimeoutStartSec=infinity
Nice=10
IOSchedulingPriority=7
NoNewPrivileges=true
LockPersonality=true
RestrictRealtime=true
RestrictSUIDSGID=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
"""
_TIMER = """\
[Timer]
{calendar}Persistent=true
AccuracySec=1s
RandomizedDelaySec=0

[Install]
WantedBy=timers.target
"""
_CALENDAR = re.compile(r"^OnCalendar=\*-\*-\* \*:(\d\d):00$", re.MULTILINE)


def connect(environ: Mapping[str, str]) -> Systemd:
    """The person's own manager; nothing is asked of it before the first call."""
    return Systemd(environ)


def reachable(environ: Mapping[str, str]) -> bool:
    """Whether that manager answers."""
    return Systemd(environ).answers()


class Systemd:
    """Units in ``$XDG_CONFIG_HOME/systemd/user``, and ``systemctl --user`` to make them count."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        home = environ.get("HOME") or os.path.expanduser("~")
        config = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        self._units = Path(config).absolute() / "systemd" / "user"
        self._user = environ.get("USER") or environ.get("LOGNAME") or ""
        self._programs = Programs("systemd", _with_bus(environ))

    def pieces(self, wake: Wake) -> Sequence[Piece]:
        """The unit files."""
        return [Piece(str(path), text) for path, text in self._files(wake).items() if text is not None]

    def set(self, wake: Wake) -> None:
        """Write the units, start the timer, and ask that it goes on after the person logs out."""
        anew, asked = held(self._units / TIMER) is None, False
        try:
            with placed(self._files(wake)):
                asked = True
                self._start(anew=anew)
        except BaseException:
            if asked:
                self._try("daemon-reload")  # the units are as they were
            raise
        if not self._lingers():
            with suppress(SchedulerUnreachable):  # where it is refused, the notes say so
                self._programs.ask("loginctl", "--no-ask-password", "enable-linger")

    def clear(self) -> None:
        """Stop the timer and remove the units; a run that is under way goes on to its end."""
        paths = [self._units / name for name in (TIMER, SERVICE, FAILED)]
        there = [path for path in paths if held(path) is not None]
        if not there:
            return
        if paths[0] in there:
            self._control("disable", "--now", TIMER)
        with placed(dict.fromkeys(paths)):
            self._try("daemon-reload")

    def next(self, now: datetime) -> datetime | None:
        """As the timer's file says, if the timer is active."""
        minutes = [int(minute) for minute in _CALENDAR.findall((held(self._units / TIMER) or b"").decode())]
        if not minutes or not self._programs.has("systemctl"):
            return None
        asleep = self._programs.run("systemctl", "--user", "is-active", "--quiet", TIMER).code
        return None if asleep else following(minutes, now)

    def notes(self, wake: Wake) -> Sequence[Phrase]:
        """Whether it stops at log-out."""
        return [] if self._lingers() else [phrase(LOGS_OUT, command=f"loginctl enable-linger {self._user}".strip())]

    def answers(self) -> bool:
        """Whether this person has a manager that can be asked."""
        try:
            return self._programs.run("systemctl", "--user", "show-environment").code == 0
        except SchedulerUnreachable:
            return False

    def _files(self, wake: Wake) -> dict[Path, str | None]:
        failed = _service(wake, wake.failed) if wake.failed else None
        told = f"OnFailure={FAILED}\n" if wake.failed else ""
        units = {TIMER: _timer(wake), SERVICE: _service(wake, wake.command, told), FAILED: failed}
        return {self._units / name: text for name, text in units.items()}

    def _start(self, *, anew: bool) -> None:
        try:
            self._control("daemon-reload")
            self._control("enable", TIMER)
            self._control("restart", TIMER)  # one that runs already would keep its old times
        except BaseException:
            if anew:
                self._try("disable", "--now", TIMER)  # as long as its file is there
            raise

    def _control(self, *arguments: str) -> None:
        self._programs.ask("systemctl", "--user", *arguments)

    def _try(self, *arguments: str) -> None:
        with suppress(SchedulerUnreachable):
            self._control(*arguments)

    def _lingers(self) -> bool:
        """Whether the manager runs without its person being logged in."""
        asked = ("show-user", *([self._user] if self._user else []), "--property=Linger", "--value")
        try:
            return self._programs.run("loginctl", *asked).printed.strip() == b"yes"
        except SchedulerUnreachable:
            return False


def _with_bus(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the manager is found, also where nobody logged in, as under ``su`` or cron."""
    run = f"/run/user/{os.getuid()}" if hasattr(os, "getuid") else ""
    return {"XDG_RUNTIME_DIR": run, **environ} if os.path.isdir(run) else dict(environ)


def _timer(wake: Wake) -> str:
    calendar = "".join(f"OnCalendar=*-*-* *:{minute:02}:00\n" for minute in wake.minutes)
    return _unit(wake) + "\n" + _TIMER.format(calendar=calendar)


def _service(wake: Wake, command: Sequence[str], told: str = "") -> str:
    environment = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in _sorted(wake.environment))
    return _unit(wake) + told + "\n" + _SERVICE.format(environment=environment, command=_command(command))


def _unit(wake: Wake) -> str:
    return f"# {MARK}\n[Unit]\nDescription={wake.description.replace('%', '%%')}\n"


def _command(command: Sequence[str]) -> str:
    """The value of ``ExecStart``, in which ``$`` is doubled except in the path of the program.

    A program with ``$`` in its path is told its own name apart, for that would be filled in as arguments are.
    """
    program, *_ = command
    arguments = " ".join(_quoted(each).replace("$", "$$") for each in command[("$" not in program) :])
    return f"@{_quoted(program)} {arguments}" if "$" in program else f"{_quoted(program)} {arguments}".rstrip()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _sorted(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(environment.items())
