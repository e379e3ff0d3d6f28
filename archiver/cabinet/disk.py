"""What the operating system says of files and disks, as our own errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archiver import errors

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
    """While ``path`` is read: a file that is not there, or may not be read, becomes an error that says so."""
    try:
        yield
    except FileNotFoundError as error:
        raise errors.FileNotFound(path=path) from error
    except OSError as error:
        raise errors.FileNotReadable(path=path, reason=errors.because(error)) from error
