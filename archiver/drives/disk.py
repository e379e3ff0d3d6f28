"""Files on a disk that may fail while they are read: that is told as an error of ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archiver.errors import FileNotFound, FileNotReadable, because

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


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


def opened(path: Path) -> BinaryIO:
    """The bytes of a file; ``FileNotFound``, or ``FileNotReadable``, which may be raised at any later byte too."""
    with reading(path):
        return io.BufferedReader(_File(path))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """While ``path`` is read or looked for: ``FileNotFound`` or ``FileNotReadable`` where the system refuses."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFound(path=path) from error
    except OSError as error:
        raise FileNotReadable(path=path, reason=because(error)) from error
