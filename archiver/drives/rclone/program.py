"""The program rclone: run without a shell, its answers read, and what goes wrong with it turned into our errors."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from archiver.access.rclone import HOME, check
from archiver.drives.line import said
from archiver.errors import (
    AlreadyThere,
    ArchiverError,
    DriveFull,
    Missing,
    ProgramMissing,
    Refused,
    RemoteNotLinked,
    Unintelligible,
    Unreachable,
    Unwell,
)
from archiver.words import N_, phrase

ALWAYS = ("--use-json-log", "--log-level", "NOTICE", "--ask-password=false")
BLOCK = 1 << 20
FAREWELL = 10.0  # seconds that rclone has to clear up behind itself
NOWHERE, NOT_A_FILE, USAGE, TEMPORARY = 3, 4, 2, 5

_TOO_OLD = N_("this version of it is too old")
_NOT_JSON = N_("it is not JSON")
_MUTE = N_("rclone ended with {code} and said nothing")

_UNKNOWN = re.compile(r"didn't find section in config file")
_UNLINKED = re.compile(
    r"invalid_grant|fetch token|token expired|empty token|expired_access_token|invalid_access_token|config reconnect",
    re.IGNORECASE,
)
_FULL = re.compile(r"no space left|insufficient.?(?:space|storage)|quota.?exceeded|quotaLimitReached", re.IGNORECASE)
_CUT = re.compile(
    r"dial tcp|no such host|connection re(?:fused|set)|i/o timeout|TLS handshake|network is unreachable|proxyconnect",
    re.IGNORECASE,
)


class Program:
    """rclone, for one remote; ``service`` is what errors call it. ``ProgramMissing`` at the first use without it."""

    def __init__(self, program: str, remote: str) -> None:
        self.service = remote
        self._program = program

    def ask(self, *arguments: str) -> bytes:
        """What it prints. ``Missing`` where there is nothing to tell of, and the other errors of ``ServiceError``."""
        with self._running(arguments) as process:
            printed, log = process.communicate()
        if process.returncode:
            raise self._failure(process.returncode, log, arguments[-1])
        return printed

    def table(self, *arguments: str) -> Any:  # noqa: ANN401 - JSON
        """The same, understood as JSON."""
        try:
            return json.loads(self.ask(*arguments))
        except ValueError as error:
            raise Unintelligible(service=self.service, reason=phrase(_NOT_JSON)) from error

    def copy(self, folder: Path, file: str, to: str, limit: int | None, reached: Callable[[int], None]) -> None:
        """Copy one file of a folder into the folder ``to``, telling how many bytes are there; never over another.

        Only from a folder does ``--immutable`` hold: for a single file rclone leaves it out of account, and overwrites.
        """
        how = ["--files-from-raw", "-", "--immutable", "--checksum", "--copy-links", "--stats", "500ms"]
        how += ["--stats-log-level", "NOTICE", *(["--bwlimit", f"{limit}B"] if limit else [])]
        with self._running(("copy", *how, "--", str(folder), to), stdin=subprocess.PIPE) as process:
            assert process.stdin
            assert process.stderr
            with suppress(BrokenPipeError), process.stdin as asked:  # what ended so soon says why below
                asked.write(f"{file}\n".encode())
            log = b"".join(_told(process.stderr, reached))
        if process.returncode:
            raise self._failure(process.returncode, log, f"{to}/{file}")

    def cat(self, path: str) -> BinaryIO:
        """The bytes of a file; an end that comes too early raises an error of ours."""
        log = tempfile.TemporaryFile()  # noqa: SIM115 - the stream that is given out closes it
        try:
            process = self._start(("cat", "--", path), stderr=log)
        except BaseException:
            log.close()
            raise
        return cast("BinaryIO", io.BufferedReader(_Reading(self, process, log, path), BLOCK))

    def ended(self, process: subprocess.Popen[bytes], log: IO[bytes], path: str) -> None:
        """Raise what made a process end badly, if it did."""
        if code := process.wait():
            log.seek(0)
            raise self._failure(code, log.read(), path)

    @contextmanager
    def _running(self, arguments: Iterable[str], stdin: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
        """The process, which does not outlive us."""
        with self._start(arguments, stdin=stdin) as process:
            try:
                yield process
            except BaseException:
                stop(process)
                raise

    def _start(
        self, arguments: Iterable[str], stdin: int = subprocess.DEVNULL, stderr: int | IO[bytes] = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        path = shutil.which(self._program)
        if path is None:
            raise ProgramMissing(name=self._program, address=HOME)
        command, *rest = arguments
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVER_")}
        try:
            return subprocess.Popen(  # noqa: S603 - the program that the owner named, and no shell
                [path, command, *ALWAYS, *rest],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=environment,  # without the key to our vault
            )
        except OSError as error:
            raise ProgramMissing(name=self._program, address=HOME) from error

    def _failure(self, code: int, log: bytes, name: str) -> ArchiverError:
        """The error that an end with ``code`` is, by rclone's own list of codes, and by what it logged."""
        text = said(_last(log))
        if _UNKNOWN.search(text):
            check(self._program, self.service)
        if code in (NOWHERE, NOT_A_FILE):
            return Missing(service=self.service, name=name)
        if code == USAGE:
            return Refused(service=self.service, reason=phrase(_TOO_OLD))
        if "immutable file modified" in text:
            return AlreadyThere(path=name)
        if _UNLINKED.search(text):
            return RemoteNotLinked(name=self.service.partition(":")[0])
        if _FULL.search(text):
            return DriveFull(service=self.service, name=name, size=None, free=None)
        reason = phrase("{said}", said=text) if text else phrase(_MUTE, code=code)
        kind = Unreachable if _CUT.search(text) else Unwell if code == TEMPORARY else Refused
        return kind(service=self.service, reason=reason)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it, gently at first."""
    process.terminate()
    try:
        process.wait(FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()


class _Reading(io.RawIOBase):
    """What ``rclone cat`` prints: only when it ended well is the end of it the end."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes], log: IO[bytes], path: str) -> None:
        self._program = program
        self._process = process
        self._log = log
        self._path = path

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # typeshed's Buffer has no length to ask
        """The next bytes; only errors of ours are raised."""
        assert self._process.stdout
        block = self._process.stdout.read(len(buffer))
        if not block:
            self._program.ended(self._process, self._log, self._path)
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Read no further."""
        if not self.closed:
            with self._process, self._log:  # closes the pipe, too
                stop(self._process)
        super().close()


def _told(log: Iterable[bytes], reached: Callable[[int], None]) -> Iterator[bytes]:
    """The lines of a log, without those that tell how far it is: these are told."""
    for line in log:
        stats = _line(line).get("stats")
        if isinstance(stats, dict):
            reached(int(stats.get("bytes", 0)))
        else:
            yield line


def _last(log: bytes) -> str:
    """The last thing that was said: what it came to."""
    lines = (_line(line).get("msg") for line in reversed(log.splitlines()))
    return next((str(line) for line in lines if line), "")


def _line(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {"msg": line.decode("utf-8", "replace").strip()}
    return told if isinstance(told, dict) else {}
