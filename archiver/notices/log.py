"""The log: what happened in each run, in English, on one line each, in a file that its owner alone may read."""

from __future__ import annotations

import logging
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.events import Began, Ended, Event, Listener, Moved, Warned
from archiver.words import Phrase, Words

LARGEST = 1_000_000  # bytes of a file, before the next one is begun
FILES = 5
NOBODY = "-"  # in the place of a company, in what concerns all of them

_ADDRESS = re.compile(r"(https?://)(?:[^\s/@]*@)?([\w.:\[\]-]+)[^\s]*", re.IGNORECASE)
_NAMED = re.compile(
    r"((?:passw\w*|passphrase|secret|\w*token|api[_-]?key|client_secret|authorization|upload_id|session_id)[\"']?\s?[=:]\s?"
    r"[\"']?(?:Bearer |Basic )?)[^\s\"'&,;]+",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(Bearer |Basic )[\w.~+/=-]{12,}", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:ya29\.|1//0|GOCSPX-|sl\.|eyJ)[\w./~+=-]{6,}")


class Log:
    """A file of lines ``2026-03-31T18:00:00Z company level text``, and up to four older ones beside it.

    Only phrases and errors of ours go in, which hold no secrets; whatever looks like one is taken out all the same. No
    logger of any library leads here. A log that cannot be written stops nothing: its lines are lost.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock
        self._words = Words("en")
        self._file = _File(path)

    def say(self, company: str | None, said: Phrase) -> None:
        """Something happened."""
        self._write(company, "info", self._words.say(said))

    def warn(self, company: str | None, said: Phrase) -> None:
        """Something happened that somebody should know."""
        self._write(company, "warning", self._words.say(said))

    def fail(self, company: str | None, error: BaseException) -> None:
        """Something failed; of an error that is not ours only its kind is told, for its text may hold anything."""
        name = type(error).__name__
        if isinstance(error, ArchiverError):
            name += f": {self._words.say(error.phrase)} What to do: {self._words.say(error.advice)}"
        self._write(company, "error", name)

    def listener(self, company: str | None) -> Listener:
        """A listener that writes down what is begun, ended (with how far it got) and warned of."""
        step, done = "", 0

        def hear(event: Event) -> None:
            nonlocal step, done
            match event:
                case Began(said, total, unit):
                    step, done = self._words.say(said), 0
                    self._write(company, "info", f"{step}: begun" + (f", {total} {unit}" if total else ""))
                case Moved(amount):
                    done += amount
                case Ended():
                    self._write(company, "info", f"{step}: done" + (f", {done}" if done else ""))
                case Warned(said):
                    self.warn(company, said)

        return hear

    def tail(self, lines: int = 50, company: str | None = None) -> str:
        """The last lines, each with its end; with a company, those that are about it alone."""
        found = (line for line in self._lines() if company is None or line.split(" ", 2)[1:2] == [company])
        return "".join(deque(found, maxlen=lines))

    def _lines(self) -> Iterator[str]:
        """The lines of the last two files: the last one may have just been begun."""
        for path in (Path(f"{self._path}.1"), self._path):
            try:
                with path.open(encoding="utf-8", errors="replace") as file:
                    yield from file
            except OSError:
                continue

    def _write(self, company: str | None, level: str, text: str) -> None:
        moment = f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self._file.write(f"{moment} {company or NOBODY} {level} {scrubbed(' '.join(text.split()))}")


def scrubbed(text: str) -> str:
    """``text`` without what looks like a secret: of an address only its host stays."""
    for pattern, kept in ((_ADDRESS, r"\1\2/…"), (_NAMED, r"\1…"), (_BEARER, r"\1…"), (_KNOWN, "…")):
        text = pattern.sub(kept, text)
    return text


class _File(RotatingFileHandler):
    """Files that others may not read. Each line opens the file anew, for several processes may write and rotate it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=FILES - 1, encoding="utf-8", errors="replace", delay=True)

    def write(self, line: str) -> None:
        """Add a line."""
        self.handle(logging.LogRecord("archiver", logging.INFO, "", 0, line, None, None))

    def emit(self, record: logging.LogRecord) -> None:
        """Add a line, and let go of the file."""
        super().emit(record)
        if self.stream:
            with suppress(OSError):  # the line of a full disk is tried once more, and lost
                self.stream.close()
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """A full disk, or one that is gone, is no reason for a run to stop."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if os.name == "posix":  # elsewhere modes say nothing
            os.fchmod(number, 0o600)
        return open(number, "a", encoding=self.encoding, errors=self.errors)
