"""The columns of a large table, kept while it is looked at, so that it is not made out a second time to be read."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from archiver.books.files.amounts import SEPARATOR
from archiver.books.files.cells import Cell

LARGE = 1 << 20
"""Bytes of a file from which on it is worth it."""
CHUNK = 1 << 20


class Kept:
    """Columns in a nameless file in ``folder``, which is private; ``whole`` once all of them are there.

    Where there is no room for them, nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.whole = False
        self._size = 0
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            self._file = TemporaryFile(dir=folder, buffering=CHUNK)  # noqa: SIM115 - closed by our own ``close``

    def add(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Some more rows, as columns."""
        if self._file:
            try:
                pickle.dump(list(map(_together, columns)), self._file, pickle.HIGHEST_PROTOCOL)
            except OSError:
                self.close()

    def end(self) -> None:
        """That was all."""
        if self._file:
            try:
                self._file.flush()
                self._size, self.whole = self._file.tell(), True
            except OSError:
                self.close()

    def again(self, places: Sequence[int]) -> Iterator[list[Sequence[Cell]]]:
        """Some of the columns, as many rows at a time as came."""
        at = 0
        while self._file and at < self._size:
            self._file.seek(at)  # whoever else reads it, it is from here that this reading goes on
            columns = pickle.load(self._file)  # noqa: S301 - it has no name: nobody else has written into it
            at = self._file.tell()
            yield [_apart(columns[place]) for place in places]

    def close(self) -> None:
        """Let go of what was kept."""
        self.whole = False
        if self._file:
            with suppress(OSError):  # it could not write what nobody needs any more
                self._file.close()
        self._file = None


def _together(column: Sequence[Cell]) -> str | Sequence[Cell]:
    """Texts as a single one, where that can be taken apart again: a third of the work."""
    try:
        joined = SEPARATOR.join(column)  # type: ignore[arg-type]  # texts, or joining them says that they are not
    except TypeError:
        return column
    return joined if joined.count(SEPARATOR) == len(column) - 1 else column


def _apart(kept: str | Sequence[Cell]) -> Sequence[Cell]:
    return kept.split(SEPARATOR) if isinstance(kept, str) else kept
