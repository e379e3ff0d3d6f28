"""cron: a marked block in this person's crontab, in which nothing else is touched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from archiver.timetable import Piece
from archiver.timetable.program import Programs
from archiver.timetable.wake import Wake, following
from archiver.words import N_, Phrase, phrase

WHERE = "crontab"
BEGIN, END = "# BEGIN archiver (written by: archiver schedule)", "# END archiver"
DAEMONS = frozenset({"cron", "crond", "dcron", "fcron"})
PROCESSES = Path("/proc")
PID_FILES = tuple(map(Path, ("/run/crond.pid", "/run/cron.pid", "/var/run/crond.pid", "/var/run/cron.pid")))

NO_DAEMON = N_("No cron daemon is running on this machine, as far as can be seen: until one does, nothing happens.")

_CHANGED = N_("the lines of archiver in the crontab were changed; take them out with crontab -e")
_BLOCK = re.compile(
    rb"^%b\n(.*?)^%b\n" % (re.escape(BEGIN.encode()), re.escape(END.encode())), re.DOTALL | re.MULTILINE
)
_MINUTES = re.compile(rb"^([\d,]+) \* \* \* \* ", re.MULTILINE)
_EMPTY = re.compile(r"no crontab for|can't open '[^/']+': No such file")  # the latter is how busybox says it
_PLAIN = re.compile(r"[\w@+:,./-]+", re.ASCII)


def connect(environ: Mapping[str, str]) -> Cron:
    """The person's crontab; it is not read before the first call."""
    return Cron(environ)


def reachable(environ: Mapping[str, str]) -> bool:
    """Whether there are crontabs here, and something that heeds them."""
    return Programs("cron", environ).has("crontab") and runs()


class Cron:
    """Lines between two marks. cron itself refuses a crontab with a mistake, and keeps the one before."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._programs = Programs("cron", environ)

    def pieces(self, wake: Wake) -> Sequence[Piece]:
        """The block: the minutes of every hour, and the start of the machine, for what was missed while it was off."""
        line = _line(wake)
        minutes = ",".join(map(str, wake.minutes))
        return [Piece(WHERE, f"{BEGIN}\n{minutes} * * * * {line}\n@reboot {line}\n{END}\n")]

    def set(self, wake: Wake) -> None:
        """Put the block in the place of the one before, or at the end."""
        (piece,) = self.pieces(wake)
        block, before = piece.text.encode(), self._read()
        if _BLOCK.search(before):
            self._write(before, _BLOCK.sub(lambda _: block, before))
        else:
            self._write(before, before + (b"" if before.endswith(b"\n") or not before else b"\n") + block)

    def clear(self) -> None:
        """Take the block out; a crontab that held nothing else is removed."""
        if not self._programs.has("crontab"):
            return
        before = self._read()
        self._write(before, _BLOCK.sub(b"", before))

    def next(self, now: datetime) -> datetime | None:
        """As the block says; whether anything heeds it, the notes say."""
        if not self._programs.has("crontab"):
            return None
        block = _BLOCK.search(self._read())
        minutes = _MINUTES.search(block[1]) if block else None
        return following([int(minute) for minute in minutes[1].split(b",")], now) if minutes else None

    def notes(self, wake: Wake) -> Sequence[Phrase]:
        """Whether anything heeds it."""
        return [] if runs() else [phrase(NO_DAEMON)]

    def _read(self) -> bytes:
        """The whole crontab. What cannot be read is not taken for empty: it would be overwritten."""
        answer = self._programs.run("crontab", "-l")
        if answer.code and not _EMPTY.search(answer.complaint):
            raise self._programs.refused("crontab", answer)
        marks = [answer.printed.count(mark.encode()) for mark in (BEGIN, END)]
        if marks != [len(_BLOCK.findall(answer.printed))] * 2 or marks[0] > 1:
            raise self._programs.failed(_CHANGED)
        return answer.printed

    def _write(self, before: bytes, after: bytes) -> None:
        if after == before:
            return
        if after:
            self._programs.ask("crontab", "-", given=after)
        else:
            self._programs.ask("crontab", "-r")


def runs(processes: Path = PROCESSES, pid_files: Sequence[Path] = PID_FILES) -> bool:
    """Whether a cron daemon is seen: among the processes, or by the file with its number where others are hidden."""
    return any(name in DAEMONS for name in _names(processes)) or any(map(_alive, pid_files))


def _names(processes: Path) -> Iterator[str]:
    for comm in processes.glob("[0-9]*/comm"):
        with suppress(OSError):  # it has ended since
            yield comm.read_text(encoding="utf-8", errors="replace").strip()


def _alive(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text(encoding="ascii")), 0)
    except PermissionError:
        return True  # somebody else's, as cron should be
    except (OSError, ValueError):
        return False
    return True


def _line(wake: Wake) -> str:
    # `nice` is gentle on the machine, and takes a program with `=` in its path, which `env` would set as a variable.
    words = [f"{name}={value}" for name, value in sorted(wake.environment.items())]
    return " ".join([*(["env", *map(_quoted, words)] if words else []), "nice", *map(_quoted, wake.command)])


def _quoted(text: str) -> str:
    r"""One word for the shell behind cron.

    cron ends a command at ``%`` unless a backslash stands before it, and some take two backslashes for one. So ``%`` is
    written ``\%`` outside of quotes, which those that do not care give on to the shell, and a backslash never stands
    before one of the two.
    """
    if _PLAIN.fullmatch(text.replace("=", "")):
        return text
    escaped = text.replace("'", "'\"'\"'").replace("\\", "\\''").replace("%", "'\\%'")
    return f"'{escaped}'"
