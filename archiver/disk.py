"""What the operating system says of files and disks, as our own errors."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archiver import errors

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def is_full(error: OSError) -> bool:
    """Whether the disk, or what its owner may use of it, is full."""
    return error.errno in _FULL


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """While ``path`` is written: a full disk, a taken name, a missing or closed folder become errors that say so."""
    try:
        yield
    except FileExistsError as error:
        raise errors.AlreadyThere(path=path) from error
    except FileNotFoundError as error:
        raise errors.TargetMissing(path=path.parent) from error
    except OSError as error:
        if is_full(error):
            raise errors.NoSpace(path=path) from error
        raise errors.TargetNotWritable(path=path.parent, reason=errors.because(error)) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """While ``path`` is read or looked for: ``FileNotFound`` or ``FileNotReadable`` where the system refuses."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise errors.FileNotFound(path=path) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # nothing can be called so, or lie so deep
            raise errors.FileNotFound(path=path) from error
        raise errors.FileNotReadable(path=path, reason=errors.because(error)) from error


def exists(path: Path) -> bool:
    """Whether anything is there, whatever was typed; ``FileNotReadable`` where the system does not say."""
    return _told(path, path.exists)


def is_file(path: Path) -> bool:
    """Whether a file is there; likewise."""
    return _told(path, path.is_file)


def is_folder(path: Path) -> bool:
    """Whether a folder is there; likewise."""
    return _told(path, path.is_dir)


def _told(path: Path, ask: Callable[[], bool]) -> bool:
    try:
        with reading(path):
            return ask()
    except errors.FileNotFound:
        return False


def opened(path: Path) -> BinaryIO:
    """The bytes of a file; ``FileNotFound``, or ``FileNotReadable``, which may be raised at any later byte too."""
    with reading(path):
        return io.BufferedReader(_File(path))


class _File(io.FileIO):
    """A file as the disk gives it, piece by piece."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._path = path

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes, or an error of ours."""
        with reading(self._path):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        """All that is left of them, likewise."""
        with reading(self._path):
            return super().readall()
