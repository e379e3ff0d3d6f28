"""The cabinets of one archive, read as if they were one.

The files beside the payload are in each of them: those of the second of three are found in a folder ``2of3``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from archiver import errors
from archiver.cabinet import bag, names, series
from archiver.cabinet.reader import Cabinet, Holding
from archiver.cabinet.tables import Stored
from archiver.words import N_, phrase


class Together:
    """Several open cabinets; the files of the first come first."""

    def __init__(self, cabinets: Sequence[Cabinet]) -> None:
        self.path = cabinets[0].path
        self.cabinets = tuple(cabinets)
        self._homes: dict[str, tuple[Cabinet, Stored]] = {}
        for number, cabinet in enumerate(cabinets, start=1):
            for member in cabinet.members:
                own = number == 1 or member.name.startswith(bag.PAYLOAD)
                name = member.name if own else f"{number}of{len(cabinets)}/{member.name}"
                if name in self._homes:
                    reason = phrase(N_("{path} lies in two cabinets of the archive"), path=names.shown(name))
                    raise errors.CabinetRefused(path=cabinet.path, reason=reason)
                self._homes[name] = cabinet, member

    @property
    def members(self) -> Sequence[Stored]:
        """All of their files."""
        return [replace(member, name=name) for name, (_, member) in self._homes.items()]

    def read(self, member: Stored, start: int = 0) -> Iterator[bytes]:
        """The bytes of one, from ``start`` on."""
        cabinet, stored = self._homes[member.name]
        return cabinet.read(stored, start)

    def file(self, member: Stored) -> BinaryIO:
        """One as a file, while the cabinets are open."""
        cabinet, stored = self._homes[member.name]
        return cabinet.file(stored)


@contextmanager
def opened(paths: Sequence[Path]) -> Iterator[Holding]:
    """The archive whose cabinets these are; the errors of ``Cabinet.open``."""
    with ExitStack() as stack:
        cabinets = [stack.enter_context(Cabinet.open(path)) for path in paths]
        yield cabinets[0] if len(cabinets) == 1 else Together(cabinets)


def whole(path: Path) -> list[Path]:
    """The cabinets of the archive that the one at ``path`` is part of, by its name, whether they are there or not."""
    return [path.with_name(name) for name in series.siblings(path.name) or [path.name]]


def archives(paths: Iterable[Path]) -> list[Path]:
    """One cabinet for each archive that these are of: the first of those that are there."""
    found: dict[Path, Path] = {}
    for path in sorted(paths):
        found.setdefault(whole(path)[0], path)
    return list(found.values())
