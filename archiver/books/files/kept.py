"""The columns of a large table, kept while it is looked at, so that it is not made out a second time to be read."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import IO, NamedTuple

from archiver.books.files.amounts import SEPARATOR
from archiver.books.files.cells import Cell

LARGE = 1 << 20
"""Bytes of a file from which on it is worth it."""
CHUNK = 1 << 20
PREFIX = "kept-"


class Lot(NamedTuple):
    """Some rows of a table: how many, and what makes their columns, for whoever wants them."""

    rows: int
    columns: Callable[[], list[Sequence[Cell]]]


class Kept:
    """Columns in a file in ``folder``, which is private; ``whole`` once all of them are there.

    Where there is no room for them, nothing is kept. Sent to another process, it is the same columns, to be read there.
    """

    def __init__(self, folder: Path) -> None:
        self.whole = False
        self._path: Path | None = None
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            number, name = mkstemp(dir=folder, prefix=PREFIX)  # nobody else may read it
            self._path = Path(name)
            self._file = open(number, "w+b", buffering=CHUNK)  # noqa: SIM115 - closed by our own ``close``

    def __getstate__(self) -> Path | None:
        return self._path if self.whole else None

    def __setstate__(self, path: Path | None) -> None:
        """In another process, which ends before the file is gone."""
        self.whole, self._path = path is not None, path
        self._file = open(path, "rb", buffering=CHUNK) if path else None  # noqa: SIM115 - see above

    def add(self, columns: Sequence[Sequence[Cell]], texts: Sequence[str | None]) -> None:
        """Some more rows, as columns, and what ``cells.together`` makes of each of them."""
        if self._file:
            shortest = [text if _parts(text, column) else column for text, column in zip(texts, columns, strict=True)]
            try:
                pickle.dump((len(columns[0]), shortest), self._file, pickle.HIGHEST_PROTOCOL)
            except OSError:
                self.close()

    def end(self) -> None:
        """That was all."""
        if self._file:
            try:
                self._file.flush()
                self.whole = True
            except OSError:
                self.close()

    def again(self, places: Sequence[int]) -> Iterator[Lot]:
        """Some of the columns, as many rows at a time as came."""
        at, size = 0, self._path.stat().st_size if self._path else 0
        while self._file and at < size:
            self._file.seek(at)  # whoever else reads it, it is from here that this reading goes on
            count, columns = pickle.load(self._file)  # noqa: S301 - nobody else can have written into it
            at = self._file.tell()
            yield Lot(count, partial(_taken, columns, places))

    def close(self) -> None:
        """Let go of what was kept."""
        self.whole = False
        with suppress(OSError):  # it could not write what nobody needs any more
            if self._file:
                self._file.close()
        if self._path:
            self._path.unlink(missing_ok=True)
        self._file = self._path = None


Keep = Callable[[], Kept]
"""Where the columns of one more table go."""


@contextmanager
def keeping(folder: Path) -> Iterator[Keep]:
    """Keep columns in ``folder``, in which this run is alone: nothing is left there, whatever happens meanwhile.

    What an earlier run has left, which was killed, goes before anything is kept.
    """
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):  # on some systems, files that are open stay
            left.unlink()
    with ExitStack() as held:

        def keep() -> Kept:
            kept = Kept(folder)
            held.callback(kept.close)
            return kept

        yield keep


def _taken(columns: Sequence[str | Sequence[Cell]], places: Sequence[int]) -> list[Sequence[Cell]]:
    return [_apart(columns[place]) for place in places]


def _parts(text: str | None, column: Sequence[Cell]) -> bool:
    """Whether a column that was joined can be taken apart again: to keep that is a third of the work."""
    return text is not None and text.count(SEPARATOR) == len(column) - 1


def _apart(kept: str | Sequence[Cell]) -> Sequence[Cell]:
    return kept.split(SEPARATOR) if isinstance(kept, str) else kept
