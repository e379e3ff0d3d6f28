"""Writes one cabinet, in constant memory, so that every reader of cabinets opens it.

The names are known before the first byte, and so is the length of the tables: the files stream behind the room left for
them, and the tables are written when the sizes are known. What is written is summed up on the way: nothing is read
twice.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archiver import errors
from archiver.cabinet import blocks, disk, folders, mszip, names
from archiver.cabinet import format as layout
from archiver.cabinet.blocks import Blocks
from archiver.cabinet.content import Late, Member
from archiver.cabinet.folders import Folder

if TYPE_CHECKING:
    from hashlib import _Hash

__all__ = ["Late", "Member", "Packed", "write"]

RING = 4
"""Buffers in turn: one is filled while others are hashed."""
LITTLE = 1 << 16
"""Fewer bytes than this are hashed at once, not in the other thread."""


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
    with _new_file(path) as out, _Hashing(hashed) as hashing:
        return _Writing(arranged, out, hashing).write(layout.dos_stamp(stamp))


def _check_names(given: Sequence[str]) -> None:
    if not given:
        raise ValueError("a cabinet holds at least one file")
    found = next(filter(None, map(names.flaw, given)), None) or names.clash(given)
    if found:
        raise ValueError(found.template.format_map(found.facts))


def _check_size(arranged: Sequence[Folder]) -> None:
    """Before anything is written; what compressed files shrink to is seen when it is."""
    size = sum(layout.extent(folder.size) for folder in arranged if not folder.packed)
    if size > layout.LARGEST_CABINET:
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


class _Hashing:
    """Digests members in a thread of its own, so that nobody waits for them but the buffers that they lie in."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self._thread = ThreadPoolExecutor(1, "digest")
        self._last: Future[None] | None = None
        self._current: _Hash | None = None
        self._found: dict[str, _Hash] = {}

    def __enter__(self) -> _Hashing:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def begin(self, name: str) -> None:
        """From here on it is the member ``name``."""
        if self.wanted:
            self._current = self._found[name] = hashlib.sha256()

    def take(self, views: Sequence[memoryview], size: int) -> Future[None] | None:
        """The next bytes of it; what comes back says when they are no longer needed."""
        if self._current is None:
            return None
        if size < LITTLE and (self._last is None or self._last.done()):
            _update(self._current, views)
            return None
        self._last = self._thread.submit(_update, self._current, views)
        return self._last

    def digests(self) -> dict[str, str]:
        """Those of all members so far, by name."""
        if self._last:
            self._last.result()
        return {name: digest.hexdigest() for name, digest in self._found.items()}


def _update(digest: _Hash, views: Sequence[memoryview]) -> None:
    for view in views:
        digest.update(view)


@dataclass(slots=True)
class _Run:
    """One folder as it is written: where it begins, how many bytes are in it, and its compressor if it has one."""

    offset: int
    packer: mszip.Packer | None
    size: int = 0

    def entry(self) -> layout.Folder:
        method = layout.MSZIP if self.packer else layout.UNCOMPRESSED
        return layout.Folder(self.offset, layout.block_count(self.size), method)


@dataclass(slots=True)
class _Writing:
    """A cabinet half way: what was written of each folder, and of each member."""

    folders: Sequence[Folder]
    out: FileIO
    hashing: _Hashing
    _runs: list[_Run] = field(default_factory=list)
    _files: list[tuple[str, int, int, int]] = field(default_factory=list)
    _ring: deque[tuple[Blocks, list[Future[None]]]] = field(default_factory=deque)
    _at: int = 0

    def write(self, stamp: tuple[int, int]) -> Packed:
        size = sum(folder.size for folder in self.folders)
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
        run = _Run(self._at, mszip.Packer() if packed else None)
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
                        self._flush(run, buffer)
                        buffer, busy = self._next()
            self._end(member.name, run, offset)
        self._flush(run, buffer)

    def _next(self) -> tuple[Blocks, list[Future[None]]]:
        """A buffer that nobody reads any more."""
        buffer, busy = self._ring[0]
        self._ring.rotate(-1)
        for each in busy:
            each.result()
        busy.clear()
        buffer.filled = 0
        return buffer, busy

    def _flush(self, run: _Run, buffer: Blocks) -> None:
        if run.size > layout.LARGEST_FOLDER:
            raise errors.TooLarge(size=run.size)
        if run.packer is None:
            self._put(buffer.sealed())
        else:
            self._put(b"".join(_packed(run.packer, buffer)))

    def _put(self, data: layout.Bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self.out.write(left) :]
        self._at = max(self._at, self.out.tell())
        if self._at > layout.LARGEST_CABINET:
            raise errors.TooLarge(size=self._at)

    def _leave_room(self, folder: Folder) -> None:
        """Leave room for a folder whose members are made last."""
        run = self._begin(packed=False)
        for member in folder.members:
            offset = run.size
            run.size += member.size if isinstance(member, Late) else 0
            self._end(member.name, run, offset)
        self._at += layout.extent(run.size)
        self.out.seek(self._at)

    def _write_late(self, run: _Run, folder: Folder) -> None:
        made = bytearray()
        for member in folder.members:
            assert isinstance(member, Late)
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


def _packed(packer: mszip.Packer, buffer: Blocks) -> Iterator[bytes]:
    for data in buffer.gaps(0, buffer.filled):
        stored = packer.pack(data)
        yield layout.Block.of(stored, len(data)).pack()
        yield stored


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
