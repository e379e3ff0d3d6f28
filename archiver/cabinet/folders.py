"""Which members share a folder of the cabinet, and which folders are compressed.

A large file has a folder of its own, so that one workbook can be read without the others. Small ones share, while they
are of one sort: compressed, or as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archiver import disk, errors
from archiver.cabinet import format as layout
from archiver.cabinet import mszip
from archiver.cabinet.content import Late, Member

GROUP = 1 << 20
"""Files share a folder while they have no more bytes than this together."""
SMALL = 4_096
"""Files of fewer bytes than this are packed as their neighbours are."""
SAMPLE = 1 << 16


@dataclass(slots=True)
class Folder:
    """Members that are packed into one run of blocks, and how many bytes they are expected to have.

    ``packed`` is None while nothing in it asks for either; ``late`` says that it holds what is made last.
    """

    members: list[Member | Late] = field(default_factory=list)
    size: int = 0
    packed: bool | None = None
    alone: bool = False
    late: bool = False


def arrange(members: Iterable[Member | Late]) -> list[Folder]:
    """The folders, in the order of their members. An empty file never begins one: some readers want blocks in each.

    Errors: ``FileNotFound``, ``FileNotReadable``; ``TooLarge`` for a file that no folder holds.
    """
    folders = [Folder()]
    for member in members:
        size, packed, alone = _asked(member)
        if size > layout.LARGEST_FOLDER:
            raise errors.TooLarge(size=size)
        if not _takes(folders[-1], size, packed, alone=alone, late=isinstance(member, Late)):
            folders.append(Folder())
        last = folders[-1]
        last.members.append(member)
        last.size += size
        last.alone |= alone
        last.late |= isinstance(member, Late)
        last.packed = packed if last.packed is None else last.packed
    return folders


def _takes(last: Folder, size: int, packed: bool | None, *, alone: bool, late: bool) -> bool:
    if not last.size and not last.alone:
        return True
    if not size and not alone:
        return not last.alone
    same = packed is None or last.packed is None or packed == last.packed
    return same and last.size + size <= GROUP and not (alone or last.alone) and (late == last.late)


def _asked(member: Member | Late) -> tuple[int, bool | None, bool]:
    """How many bytes a member is expected to have, whether it is compressed, whether it wants to be alone."""
    if isinstance(member, Late):
        return member.size, False, False
    if not isinstance(member.source, Path):
        return 0, bool(member.packed), True
    with disk.reading(member.source):
        size = member.source.stat().st_size
        if member.packed is not None or size < SMALL:
            return size, member.packed, False
        return size, _shrinks(member.source, size), False


def _shrinks(path: Path, size: int) -> bool:
    """Whether samples from the beginning, the middle and the end of a file shrink."""
    with path.open("rb", buffering=0) as file:
        pieces = []
        for at in _places(size):
            file.seek(at)
            pieces.append(file.read(SAMPLE))
    return mszip.shrinks(b"".join(pieces))


def _places(size: int) -> Sequence[int]:
    return (0, size // 2, size - SAMPLE) if size > 3 * SAMPLE else range(0, size, SAMPLE)


def names(folders: Iterable[Folder]) -> Iterator[str]:
    """The names of all members, in their order."""
    for folder in folders:
        yield from (member.name for member in folder.members)
