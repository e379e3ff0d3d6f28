"""Writes one cabinet, in constant memory, so that every reader of cabinets opens it.

The names are known before the first byte, and so is the length of the tables: the files stream behind the room left for
them, and the tables are written when the sizes are known. What is written is summed up on the way: nothing is read
twice.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from archiver import disk, errors
from archiver.cabinet import blocks, folders, names
from archiver.cabinet import format as layout
from archiver.cabinet.blocks import Blocks
from archiver.cabinet.content import Late, Member
from archiver.cabinet.folders import Folder
from archiver.cabinet.hashing import Hashing
from archiver.cabinet.packing import HELPERS, Packing

__all__ = ["Late", "Member", "Packed", "write"]

RING = 4
"""Buffers in turn: one is filled while others are hashed."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A cabinet as it was written: its size in bytes, and the SHA-256 (hex) of each member, by name."""

    size: int
    digests: dict[str, str]


def write(path: Path, members: Sequence[Member | Late], *, stamp: datetime, hashed: bool = True) -> Packed:
    """Write ``members``, in their order, as a new cabinet at ``path``.

    Every member carries ``stamp``, an aware moment, so the same contents give the same bytes. A file that changes while
    it is read is packed as it was read. Without ``hashed``, nothing is digested, and no member can be late. The
    file is on the disk when this returns; on any failure it is removed. Errors: ``TooLarge``, ``TooManyFiles``,
    ``AlreadyThere``, ``TargetMissing``, ``TargetNotWritable``, ``NoSpace``; ``FileNotFound`` or ``FileNotReadable`` for
    a member. Names that our reader would refuse, or no members at all, are a mistake of the caller: ``ValueError``.
    """
    _check_names([member.name for member in members])
    if len(members) > layout.MOST_FILES:
        raise errors.TooManyFiles(count=len(members), limit=layout.MOST_FILES)
    arranged = folders.arrange(members)
    _check_size(arranged)
    with _new_file(path) as out, Hashing(hashed) as hashing, Packing() as packing:
        return _Writing(arranged, out, hashing, packing).write(layout.dos_stamp(stamp))


def _check_names(given: Sequence[str]) -> None:
    if not given:
        raise ValueError("a cabinet holds at least one file")
    found = next(filter(None, map(names.flaw, given)), None) or names.clash(given)
    if found:
        raise ValueError(found.template.format_map(found.facts))


def _check_size(arranged: Sequence[Folder]) -> None:
    """Before anything is written; what compressed files shrink to is seen when it is."""
    size = sum(layout.extent(folder.size) for folder in arranged if not folder.packed)
    if size > layout.largest_cabinet(max(folder.size for folder in arranged)):
        raise errors.TooLarge(size=size)


@contextmanager
def _new_file(path: Path) -> Iterator[FileIO]:
    """A file that did not exist: on the disk when the block ends well, gone when it does not."""
    with disk.writing(path):
        out = path.open("xb", buffering=0)
        try:
            with out:
                yield out
                os.fsync(out.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


@dataclass(slots=True)
class _Run:
    """One folder as it is written: where it begins, whether it is compressed, and how many bytes are in it."""

    offset: int
    packed: bool
    size: int = 0

    def entry(self) -> layout.Folder:
        method = layout.MSZIP if self.packed else layout.UNCOMPRESSED
        return layout.Folder(self.offset, layout.block_count(self.size), method)


@dataclass(slots=True)
class _Writing:
    """A cabinet half way: what was written of each folder, and of each member."""

    folders: Sequence[Folder]
    out: FileIO
    hashing: Hashing
    packing: Packing
    _runs: list[_Run] = field(default_factory=list)
    _files: list[tuple[str, int, int, int]] = field(default_factory=list)
    _ring: deque[tuple[Blocks, list[Future[bytes] | Future[None]]]] = field(default_factory=deque)
    _at: int = 0
    _most: int = layout.LARGEST_CABINET

    def write(self, stamp: tuple[int, int]) -> Packed:
        size = sum(folder.size for folder in self.folders)
        self._most = layout.largest_cabinet(max(folder.size for folder in self.folders))
        summing = blocks.summing(size)
        rounds = RING if self.hashing.wanted and size > blocks.COUNT * layout.BLOCK else 1
        self._ring.extend((Blocks(summing), []) for _ in range(rounds))
        self._at = start = self._tables_size()
        self.out.seek(start)
        for folder in self.folders:
            self._leave_room(folder) if folder.late else self._pour(folder)
        for run, folder in zip(self._runs, self.folders, strict=True):
            if folder.late:
                self._write_late(run, folder)
        self.out.seek(0)
        self._put(self._tables(stamp))
        return Packed(self._at, self.hashing.digests())

    def _tables_size(self) -> int:
        files = sum(layout.FILE_SIZE + len(_stored(name)) + 1 for name in folders.names(self.folders))
        return layout.HEADER_SIZE + len(self.folders) * layout.FOLDER_SIZE + files

    def _tables(self, stamp: tuple[int, int]) -> bytes:
        """Header, folder table and file table, one behind the other without a gap."""
        runs = b"".join(run.entry().pack() for run in self._runs)
        files_at = layout.HEADER_SIZE + len(runs)
        header = layout.Header(
            size=self._at, files_at=files_at, folder_count=len(self._runs), file_count=len(self._files)
        )
        entries = (_entry(name, size, offset, folder, stamp) for name, size, offset, folder in self._files)
        return b"".join([header.pack(), runs, *entries])

    def _begin(self, *, packed: bool) -> _Run:
        run = _Run(self._at, packed)
        self.packing.begin()
        self._runs.append(run)
        return run

    def _end(self, name: str, run: _Run, offset: int) -> None:
        self._files.append((name, run.size - offset, offset, len(self._runs) - 1))

    def _pour(self, folder: Folder) -> None:
        """Write the members of a folder as blocks, each full but the last."""
        run = self._begin(packed=bool(folder.packed))
        buffer, busy = self._next()
        for member in folder.members:
            assert isinstance(member, Member)
            self.hashing.begin(member.name)
            offset = run.size
            with _opened(member.source) as file:
                while came := _read(file, buffer, member.source):
                    seen = buffer.gaps(buffer.filled, buffer.filled + came)
                    if hashing := self.hashing.take(seen, came):
                        busy.append(hashing)
                    buffer.filled += came
                    run.size += came
                    if not buffer.room:
                        self._flush(run, buffer, busy)
                        buffer, busy = self._next()
            self._end(member.name, run, offset)
        self._flush(run, buffer, busy)
        for packed in self.packing.ready():
            self._put(packed)
        if folder.alone and not run.size:
            raise ValueError(f"{folder.members[0].name}: some readers refuse a stream without a byte")

    def _next(self) -> tuple[Blocks, list[Future[bytes] | Future[None]]]:
        """A buffer that nobody reads any more."""
        buffer, busy = self._ring[0]
        self._ring.rotate(-1)
        for each in busy:
            each.result()
        busy.clear()
        buffer.filled = 0
        return buffer, busy

    def _flush(self, run: _Run, buffer: Blocks, busy: list[Future[bytes] | Future[None]]) -> None:
        if run.size > layout.LARGEST_FOLDER:
            raise errors.TooLarge(size=run.size)
        if not run.packed:
            self._put(buffer.sealed())
        elif buffer.filled:
            busy.append(self.packing.take(buffer))
            for packed in self.packing.ready(HELPERS):
                self._put(packed)

    def _put(self, data: layout.Bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self.out.write(left) :]
        self._at = max(self._at, self.out.tell())
        if self._at > self._most:
            raise errors.TooLarge(size=self._at)

    def _leave_room(self, folder: Folder) -> None:
        """Leave room for a folder whose members are made last."""
        run = self._begin(packed=False)
        for member in folder.members:
            offset = run.size
            if isinstance(member, Late):
                run.size += member.size
            else:  # one that is empty, which never begins a folder
                self.hashing.begin(member.name)
            self._end(member.name, run, offset)
        self._at += layout.extent(run.size)
        self.out.seek(self._at)

    def _write_late(self, run: _Run, folder: Folder) -> None:
        made = bytearray()
        for member in (each for each in folder.members if isinstance(each, Late)):
            data = member.make(self.hashing.digests())
            if len(data) != member.size:
                raise ValueError(f"{member.name} has {len(data)} bytes, {member.size} were announced")
            self.hashing.begin(member.name)
            self.hashing.take([memoryview(data)], len(data))
            made += data
        self.out.seek(run.offset)
        for at in range(0, len(made), layout.BLOCK):
            block = made[at : at + layout.BLOCK]
            self._put(layout.Block.uncompressed(block).pack() + block)


def _stored(name: str) -> bytes:
    return name.replace("/", "\\").encode()


def _entry(name: str, size: int, offset: int, folder: int, stamp: tuple[int, int]) -> bytes:
    return layout.File(size, offset, folder, *stamp, layout.attributes(name)).pack(_stored(name))


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO | FileIO]:
    if not isinstance(source, Path):
        yield source
        return
    with disk.reading(source):
        file = source.open("rb", buffering=0)
    with file:
        yield file


def _read(file: BinaryIO | FileIO, buffer: Blocks, source: Path | BinaryIO) -> int:
    """Fill what room there is; how many bytes came, none at the end of the file."""
    room = buffer.gaps(buffer.filled, buffer.filled + buffer.room)
    if not isinstance(source, Path):
        data = file.read(len(room[0]))
        room[0][: len(data)] = data
        return len(data)
    with disk.reading(source):
        if hasattr(os, "readv"):
            return os.readv(file.fileno(), room)
        return file.readinto(room[0]) or 0  # type: ignore[union-attr] # a FileIO, as _opened gives for paths
