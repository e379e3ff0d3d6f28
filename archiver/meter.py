"""What a service counts of our calls, counted here as well: as they are made, and however the books are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from archiver.books import Books, Metered
from archiver.catalogue import Catalogue
from archiver.errors import ArchiverError
from archiver.events import Event, Listener

STEP = 20
"""How many calls are entered together while books are read: as many as a run that is killed may leave out."""


class Meter:
    """Enters the calls that a service counts, of the link ``where``, in the catalogue at ``path``."""

    def __init__(self, where: str, path: Path, clock: Callable[[], datetime]) -> None:
        self._where, self._path, self._clock = where, path, clock
        self._read: Metered | None = None
        self._entered = 0

    @contextmanager
    def over(self, read: Books) -> Iterator[None]:
        """While these books are open; what was not entered yet is entered in the end, whatever ends it."""
        self._read = read if isinstance(read, Metered) else None
        try:
            yield
        finally:
            with _anyway():
                self._enter(1)

    def hearing(self, tell: Listener) -> Listener:
        """``tell``, with a look at the number of calls at whatever is told; for one thread to tell."""

        def hear(event: Event) -> None:
            tell(event)
            with _anyway():
                self._enter(STEP)

        return hear

    def _enter(self, least: int) -> None:
        more = self._read.calls - self._entered if self._read else 0
        if more >= least:
            with Catalogue(self._path) as catalogue:
                catalogue.agenda.count_calls(self._where, f"{self._clock():%Y-%m}", more)
            self._entered += more


def _anyway() -> AbstractContextManager[None]:
    """A catalogue that is busy now is no reason to stop, nor to call what was read a failure."""
    return suppress(ArchiverError)
