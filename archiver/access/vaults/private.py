"""Files and folders that only their owner may read: made so, replaced whole, refused where they are so no longer."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver.errors import FileNotReadable, NoSpace, TargetNotWritable, VaultExposed, because

PART = ".part"
STALE = 3600.0  # seconds after which what an interrupted write left behind is nobody's any more


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; ``VaultExposed`` where it is not its owner's alone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error
    _refuse_others(path, found, "700")
    return True


def make_folder(path: Path) -> None:
    """Make the folder, closed to others; one that is there already must be so."""
    with _our_errors(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_folder(path)


def read(path: Path) -> bytes | None:
    """What the file holds, or None where there is none; ``VaultExposed`` where it is not its owner's alone."""
    try:
        # Asked of the open file, not of its name, so that nobody can change one for the other in between.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            _refuse_others(path, os.fstat(file.fileno()), "600")
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file, on the disk for certain, or leave the file as it was."""
    with _our_errors(path.parent):
        _sweep(path.parent)
        number, beside = tempfile.mkstemp(prefix=".", suffix=PART, dir=path.parent)  # mode 0600
        try:
            with open(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        finally:
            Path(beside).unlink(missing_ok=True)
        _settle(path.parent)


def remove(path: Path) -> None:
    """Remove the file, if there is one."""
    with _our_errors(path.parent):
        path.unlink(missing_ok=True)
        _settle(path.parent)


def _refuse_others(path: Path, found: os.stat_result, mode: str) -> None:
    # On Windows modes say nothing, and a person's own folders are closed to others as it is.
    if os.name == "posix" and (found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077):
        raise VaultExposed(path=path, mode=mode)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f".*{PART}"):
        if left.stat().st_mtime < time.time() - STALE:
            left.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def _our_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace(path=path) from error
        raise TargetNotWritable(path=path, reason=because(error)) from error
