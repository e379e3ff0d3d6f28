"""An archive that is kept here, with what opens it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from archiver.catalogue import Entry
from archiver.envelope import Password
from archiver.errors import Sealed, WrongPassword
from archiver.held import Held


@contextmanager
def unsealed(paths: Sequence[Path], passwords: Sequence[Password]) -> Iterator[Held]:
    """The archive in these cabinets, open. Errors: theirs, ``WrongPassword``, ``Sealed`` where there is no password."""
    with ExitStack() as stack:
        try:
            held = stack.enter_context(Held.opened(paths, passwords))
        except WrongPassword:
            if passwords:
                raise
            raise Sealed(path=paths[0]) from None
        yield held


class Kept(NamedTuple):
    """An entry of the catalogue, and the passwords that may open its kept copy if it is sealed."""

    entry: Entry
    passwords: tuple[Password, ...] = ()

    def opened(self) -> AbstractContextManager[Held]:
        """Its kept copy, open; errors as of ``unsealed``."""
        return unsealed([self.entry.folder / cabinet.file for cabinet in self.entry.cabinets], self.passwords)
