"""Files put in their places, all of them or none."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from archiver.errors import AlreadyThere, ArchiverError, FileNotReadable, NoSpace, TargetNotWritable, because

MARK = "Written by: archiver schedule"
"""A line of every file that we install. A file of the same name without it is somebody else's."""

READABLE = 0o644  # a system's own service may read them as somebody else; no secret is in them


@contextmanager
def placed(files: Mapping[Path, str | None]) -> Iterator[None]:
    """Write each text to its path, and take away those that are None; should the block fail, all is as it was.

    ``AlreadyThere`` where a file is not ours, ``TargetNotWritable`` or ``NoSpace`` where the disk is at fault.
    """
    before = {path: held(path) for path in files}
    try:
        for path, text in files.items():
            _put(path, None if text is None else text.encode())
        yield
    except BaseException:
        for path, data in before.items():
            with suppress(ArchiverError):  # one that cannot be put back keeps no other from it
                _put(path, data)
        raise


def held(path: Path) -> bytes | None:
    """What one of our files holds, or None where there is none."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error
    if MARK.encode() not in data:
        raise AlreadyThere(path=path)
    return data


def _put(path: Path, data: bytes | None) -> None:
    try:
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace(path=path.parent) from error
        raise TargetNotWritable(path=path.parent, reason=because(error)) from error


def _replace(path: Path, data: bytes) -> None:
    number, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with open(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, READABLE)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
