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
def unsealed(paths: Sequence[Path], passwords: Sequence[Password], *, given: bool = True) -> Iterator[Held]:
    """The archive in these cabinets, open. Errors: theirs, ``WrongPassword``, ``Sealed`` where there is no password, or
    none was ``given``, for those that are kept are of other archives.
    """
    with ExitStack() as stack:
        try:
            held = stack.enter_context(Held.opened(paths, passwords))
        except WrongPassword:
            if passwords and given:
                raise
            raise Sealed(path=paths[0]) from None
        yield held


class Kept(NamedTuple):
    """An entry of the catalogue, and the passwords that may open its kept copy; and whether one of these was given."""

    entry: Entry
    passwords: tuple[Password, ...] = ()
    given: bool = True

    def opened(self) -> AbstractContextManager[Held]:
        """Its kept copy, open; errors as of ``unsealed``."""
        return unsealed(
            [self.entry.folder / cabinet.file for cabinet in self.entry.cabinets], self.passwords, given=self.given
        )
