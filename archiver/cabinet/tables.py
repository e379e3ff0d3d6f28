"""The tables in front of a cabinet: read, and believed only where they leave a file no way to lie.

Files must fill their folders, and folders the cabinet, without a gap and without sharing a byte. Nothing can then
unpack to more than its own size, hide between the files, or lie about a count.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from struct import Struct

from archiver import disk, errors
from archiver.cabinet import format as layout
from archiver.cabinet import mszip, names
from archiver.cabinet.blocks import Blocks
from archiver.words import N_, Phrase, phrase

# How a signed cabinet (Authenticode) uses the header's reserve: a constant, where the signature lies, its length.
_SIGNATURE = Struct("<IIIQ")
_SIGNATURE_MARK = 0x0010_0000


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a cabinet: ``size`` bytes from ``offset`` in folder number ``folder``.

    ``stamp`` are the words of its date and time, ``attributes`` its bits.
    """

    name: str
    size: int
    folder: int
    offset: int
    stamp: tuple[int, int]
    attributes: int


@dataclass(frozen=True, slots=True)
class Run:
    """The blocks of a folder: they lie from ``start`` to ``end``, and ``size`` bytes come out of them."""

    start: int
    end: int
    size: int
    packed: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """What a sound cabinet says of itself.

    ``size`` is the cabinet's, in bytes; ``trailing`` counts those of a signature behind it; ``set`` is the set that it
    says it belongs to, and its number in that.
    """

    size: int
    trailing: int
    set: tuple[int, int]
    runs: tuple[Run, ...]
    members: tuple[Stored, ...]


def unlike_ours(tables: Tables, moment: datetime) -> Iterator[Phrase]:
    """What a sound cabinet says that none of ours says whose files are all of one aware ``moment``.

    No content hangs on it, so no checksum tells: but somebody has changed it.
    """
    if tables.set != (0, 0):
        yield phrase(N_("its header says that it is one of a set"))
    stamp = layout.dos_stamp(moment)
    for member in tables.members:
        if member.stamp != stamp:
            yield phrase(N_("{path} has another date than the archive"), path=names.shown(member.name))
        if member.attributes != layout.attributes(member.name):
            yield phrase(N_("{path} has other attributes than archiver gives"), path=names.shown(member.name))


class Source:
    """A file that claims to be a cabinet, and the two ways to say that it is none."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self._file = file

    def size(self) -> int:
        """The size of the file in bytes."""
        with disk.reading(self.path):
            return os.fstat(self._file.fileno()).st_size

    def upto(self, at: int, count: int) -> bytes:
        """At most ``count`` bytes from offset ``at``; fewer where the file ends."""
        with disk.reading(self.path):
            self._file.seek(at)
            data = self._file.read(count)
            while len(data) < count and (more := self._file.read(count - len(data))):
                data += more
            return data

    def exactly(self, at: int, count: int) -> bytes:
        """``count`` bytes from offset ``at``; no memory is taken for those that a small file only claims to have."""
        data = self.upto(at, count) if at + count <= self.size() else b""
        if len(data) < count:
            raise self.damaged(phrase(N_("it is cut off")))
        return data

    def load(self, into: Blocks, at: int, size: int) -> int | None:
        """Read uncompressed blocks of ``size`` bytes from offset ``at``; the first one that is not sound, or None."""
        with disk.reading(self.path):
            self._file.seek(at)
            wrong = into.load(self._file, size)
        if into.filled < size:
            raise self.damaged(phrase(N_("it is cut off")))
        return wrong

    def damaged(self, reason: Phrase) -> errors.CabinetDamaged:
        """The error for bytes that are missing or altered."""
        return errors.CabinetDamaged(path=self.path, reason=reason)

    def refused(self, reason: Phrase) -> errors.CabinetRefused:
        """The error for what we never write."""
        return errors.CabinetRefused(path=self.path, reason=reason)


def load(source: Source) -> Tables:
    """The tables of a cabinet, checked against each other and against the size of the file."""
    header = _header(source)
    reserve = _reserve(source, header)
    trailing = _trailing(source, header, reserve)
    folders = _folders(source, header, reserve)
    members = _members(source, header, folders)
    runs = tuple(_runs(source, header, folders, _sizes(source, folders, members)))
    return Tables(header.size, trailing, (header.set_id, header.number), runs, members)


def _header(source: Source) -> layout.Header:
    start = source.upto(0, layout.HEADER_SIZE)
    if start[:4] != layout.SIGNATURE[: len(start)]:
        raise source.refused(phrase(N_("it is no cabinet")))
    if len(start) < layout.HEADER_SIZE:
        raise source.damaged(phrase(N_("it is cut off")))
    header = layout.Header.unpack(start)
    if header.flags & (layout.HAS_PREVIOUS | layout.HAS_NEXT):
        raise source.refused(phrase(N_("it is one part of a set of linked cabinets; cabextract and 7-Zip read them")))
    if header.flags & ~layout.HAS_RESERVE:
        raise source.refused(phrase(N_("its header has unknown flags")))
    if (header.minor, header.major) != layout.VERSION or header.reserved1 or header.reserved2 or header.reserved3:
        raise source.refused(phrase(N_("its header is of an unknown version")))
    if not 0 < header.folder_count <= layout.MOST_FOLDERS:
        raise source.refused(phrase(N_("it claims to have {count} folders"), count=header.folder_count))
    return header


def _reserve(source: Source, header: layout.Header) -> bytes | None:
    """The header's reserved area, which others use for signatures; None where there is none."""
    if not header.flags & layout.HAS_RESERVE:
        return None
    sizes = layout.Reserve.unpack(source.exactly(layout.HEADER_SIZE, layout.RESERVE_SIZE))
    if sizes.folder or sizes.block:
        raise source.refused(phrase(N_("its folders or blocks have reserved areas")))
    return source.exactly(layout.HEADER_SIZE + layout.RESERVE_SIZE, sizes.header)


def _trailing(source: Source, header: layout.Header, reserve: bytes | None) -> int:
    """How many bytes of a signature lie behind the cabinet; no other bytes may."""
    signature = 0
    if reserve is not None and len(reserve) == _SIGNATURE.size:
        mark, at, length, rest = _SIGNATURE.unpack(reserve)
        signature = length if (mark, at, rest) == (_SIGNATURE_MARK, header.size, 0) else 0
    actual, expected = source.size(), header.size + signature
    if actual < expected:
        raise source.damaged(
            phrase(N_("it is cut off: {actual} of {expected} bytes"), actual=actual, expected=expected)
        )
    if actual > expected:
        raise source.refused(phrase(N_("{count} bytes follow its end"), count=actual - expected))
    return signature


def _folders(source: Source, header: layout.Header, reserve: bytes | None) -> list[layout.Folder]:
    at = layout.HEADER_SIZE + (0 if reserve is None else layout.RESERVE_SIZE + len(reserve))
    length = header.folder_count * layout.FOLDER_SIZE
    if header.files_at != at + length:
        raise source.refused(phrase(N_("its file table does not follow its folder table")))
    table = source.exactly(at, length)
    folders = [layout.Folder.unpack(table, place) for place in range(0, length, layout.FOLDER_SIZE)]
    for folder in folders:
        if folder.method not in (layout.UNCOMPRESSED, layout.MSZIP):
            method = layout.METHODS.get(folder.method & 0x0F, hex(folder.method))
            said = N_("it is compressed ({method}), which archiver does not read; cabextract and 7-Zip do")
            raise source.refused(phrase(said, method=method))
    return folders


def _members(source: Source, header: layout.Header, folders: Sequence[layout.Folder]) -> tuple[Stored, ...]:
    """The files, from a table that ends exactly where the data begin."""
    length = folders[0].offset - header.files_at
    if not 0 <= length <= header.file_count * (layout.FILE_SIZE + layout.LONGEST_NAME + 1):
        raise source.refused(phrase(N_("its file table runs into the data")))
    table = source.exactly(header.files_at, length)
    members = tuple(_entries(source, table, header.file_count))
    found = next(filter(None, (names.flaw(member.name) for member in members)), None)
    found = found or names.clash(member.name for member in members)
    if found:
        raise source.refused(found)
    return members


def _entries(source: Source, table: bytes, count: int) -> Iterator[Stored]:
    at = 0
    for _ in range(count):
        name_at = at + layout.FILE_SIZE
        end = table.find(b"\0", name_at, name_at + layout.LONGEST_NAME + 1)
        if end < 0:
            raise source.refused(phrase(N_("a name in its file table does not end")))
        file = layout.File.unpack(table, at)
        name = _name(source, table[name_at:end], file.attributes)
        yield Stored(name, file.size, file.folder, file.offset, (file.date, file.time), file.attributes)
        at = end + 1
    if at != len(table):
        raise source.refused(phrase(N_("its file table is longer than {count} files"), count=count))


def _name(source: Source, stored: bytes, attributes: int) -> str:
    try:
        name = stored.decode("utf-8" if attributes & layout.NAME_IS_UTF8 else "ascii")
    except UnicodeDecodeError:
        raise source.refused(phrase(N_("the name {name} is not valid text"), name=repr(stored)[1:])) from None
    if "/" in name:
        raise source.refused(phrase(N_("the name {name} holds a slash"), name=names.shown(name)))
    return name.replace("\\", "/")


def _sizes(source: Source, folders: Sequence[layout.Folder], members: Sequence[Stored]) -> list[int]:
    """How many bytes each folder holds; an error unless its files cover each of them exactly once."""
    sizes = [0] * len(folders)
    latest = 0  # in the order of the table: to read on is then never to begin a compressed folder again
    for member in members:
        shown = names.shown(member.name)
        if member.folder >= len(folders):
            raise source.refused(phrase(N_("{name} lies in a folder that is not in this cabinet"), name=shown))
        if member.folder < latest:
            raise source.refused(phrase(N_("{name} lies in a folder before that of the file before it"), name=shown))
        latest = member.folder
        if member.offset != sizes[member.folder]:
            raise source.refused(phrase(N_("{name} does not begin where the file before it ends"), name=shown))
        sizes[member.folder] += member.size
    for number, (folder, size) in enumerate(zip(folders, sizes, strict=True)):
        if folder.blocks != layout.block_count(size):
            said = N_("folder {number} has {blocks} blocks for {size} bytes")
            raise source.refused(phrase(said, number=number, blocks=folder.blocks, size=size))
    return sizes


def _runs(
    source: Source, header: layout.Header, folders: Sequence[layout.Folder], sizes: Sequence[int]
) -> Iterator[Run]:
    """Folders lie one behind the other, in their order, and the last one ends the cabinet.

    Where compressed blocks end is known only when they are read; what lies between them is then no block of theirs.
    """
    ends = [*(folder.offset for folder in folders[1:]), header.size]
    for number, (folder, size, end) in enumerate(zip(folders, sizes, ends, strict=True), start=1):
        packed = folder.method == layout.MSZIP
        headers = folder.blocks * layout.BLOCK_HEADER_SIZE
        least = folder.offset + headers + (folder.blocks if packed else size)
        most = folder.offset + headers + (folder.blocks * mszip.LONGEST if packed else size)
        if not least <= end <= most:
            if number == len(folders):
                raise source.refused(phrase(N_("its data end at {end}, not at {size}"), end=most, size=end))
            said = N_("folder {number} does not begin where the folder before it ends")
            raise source.refused(phrase(said, number=number))
        yield Run(folder.offset, end, size, packed)
