"""An archive too large for one cabinet: its files dealt over several, each a complete bag that opens by itself.

What is dealt is what lies in ``data/``; whatever tells what the archive is stands in each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archiver import disk
from archiver.cabinet import bag
from archiver.cabinet import format as layout
from archiver.cabinet.file_name import SUFFIX

OWN = 1 << 20
"""Bytes kept free in each cabinet for its own lists of what they cost at most besides a line for each file."""
OTHERS = 100
"""Files kept free for those that stand in each."""
LARGEST_FILE = layout.LARGEST_FOLDER
"""Bytes; a larger one fits into no cabinet."""


def deal(sizes: Mapping[str, int], beside: int, largest: int = layout.LARGEST_CABINET) -> list[list[str]]:
    """The paths of ``sizes`` (bytes), in their order, as they go into cabinets of at most ``largest`` bytes each.

    ``beside`` is how many bytes stand in each of them anyway. A file that alone would be too much has a cabinet of its
    own all the same, a little larger.
    """
    dealt: list[list[str]] = [[]]
    free = room = largest - OWN - layout.extent(beside)
    for path, size in sizes.items():
        cost = _cost(path, size)
        full = len(dealt[-1]) >= layout.MOST_FOLDERS - OTHERS
        if dealt[-1] and (cost > free or full):
            dealt.append([])
            free = room
        dealt[-1].append(path)
        free -= cost
    return dealt


def _cost(path: str, size: int) -> int:
    """How many bytes a file takes at most: its blocks, its entry, a folder of its own, and its line in the list."""
    name = len(path.encode())
    line = bag.DIGITS + 2 + 3 * name + 1
    return layout.extent(size) + layout.FOLDER_SIZE + layout.FILE_SIZE + name + 1 + layout.extent(line)


def sizes(files: Mapping[str, Path]) -> dict[str, int]:
    """The size of each file, in bytes. Errors: ``FileNotFound``, ``FileNotReadable``."""
    found = {}
    for path, source in files.items():
        with disk.reading(source):
            found[path] = source.stat().st_size
    return found


def file_names(name: str, count: int) -> list[str]:
    """The files of an archive of that many cabinets: ``NAME.cab``, or ``NAME_1of3.cab``…"""
    if count == 1:
        return [f"{name}{SUFFIX}"]
    return [f"{name}_{number}of{count}{SUFFIX}" for number in range(1, count + 1)]


def siblings(file: str) -> list[str] | None:
    """All files of the series that a file's name says it is part of; None where it says nothing of the kind."""
    name, _, tail = file.removesuffix(SUFFIX).rpartition("_")
    number, between, count = tail.partition("of")
    if not (name and between and _counts(number, count)):
        return None
    return file_names(name, int(count))


def archive_name(file: str) -> str:
    """The name of the archive that a cabinet is of, by its file's."""
    return file.removesuffix(SUFFIX).rpartition("_")[0] if siblings(file) else file.removesuffix(SUFFIX)


def _counts(number: str, count: str) -> bool:
    plain = all(each.isascii() and each.isdecimal() and len(each) < 5 and each[0] != "0" for each in (number, count))
    return plain and 1 <= int(number) <= int(count) and int(count) > 1


def split(files: Mapping[str, Path], largest: int = layout.LARGEST_CABINET) -> list[dict[str, Path]]:
    """The files of a bag, by their path in it, as they go into one cabinet or more: first the workbooks, then the
    records, then the rest; whatever is no payload goes into each."""
    payload = {path: files[path] for path in sorted(files, key=_first) if path.startswith(bag.PAYLOAD)}
    common = {path: source for path, source in files.items() if path not in payload}
    dealt = deal(sizes(payload), sum(sizes(common).values()), largest)
    return [common | {path: payload[path] for path in part} for part in dealt]


def _first(path: str) -> tuple[bool, bool, int, str]:
    inside = path.removeprefix(bag.PAYLOAD)
    return "/" in inside, not inside.startswith("records/"), inside.count("/"), path


def digests(parts: Iterable[Mapping[str, str]]) -> str:
    """The archive digest, by what was digested in each cabinet."""
    return bag.archive_digest([part[bag.TAG_MANIFEST] for part in parts])


def turns(name: str, count: int) -> Sequence[bag.Turn | None]:
    """What each cabinet of an archive says of its place; nothing where there is but one."""
    return [None] if count == 1 else [bag.Turn(name, number, count) for number in range(1, count + 1)]
