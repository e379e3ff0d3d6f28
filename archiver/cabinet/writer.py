"""Writes one uncompressed cabinet, in constant memory, so that every reader of cabinets opens it.

All sizes are known before the first byte, so the tables are written first and the files stream behind them. Large
files get a folder of their own, so that one workbook can be read without the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from archiver import errors
from archiver.cabinet import disk, names
from archiver.cabinet import format as layout

GROUP = 1 << 20
"""Files share a folder while they have no more bytes than this together."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file to pack: its name in the cabinet (a relative path with ``/``), and where its bytes are now."""

    name: str
    source: Path


@dataclass(frozen=True, slots=True)
class _Placed:
    """A member of ``size`` bytes, which are to stand from ``offset`` in folder number ``folder``."""

    name: bytes
    source: Path
    size: int
    folder: int
    offset: int

    def entry(self, stamp: tuple[int, int]) -> bytes:
        """Its line in the file table."""
        attributes = layout.READ_ONLY | layout.ARCHIVE | (0 if self.name.isascii() else layout.NAME_IS_UTF8)
        return layout.File(self.size, self.offset, self.folder, *stamp, attributes).pack(self.name)


@dataclass(slots=True)
class _Folder:
    """Files that are packed into one run of blocks."""

    files: list[_Placed] = field(default_factory=list)
    size: int = 0


def write(path: Path, members: Sequence[Member], *, stamp: datetime) -> int:
    """Write ``members``, in their order, as a new cabinet at ``path``; returns its size in bytes.

    Every member carries ``stamp``, an aware moment, so the same contents give the same bytes. The file is on the disk
    when this returns; on any failure it is removed. Errors: ``TooLarge`` or ``TooManyFiles`` before anything is
    written, ``AlreadyThere``, ``TargetMissing``, ``TargetNotWritable``, ``NoSpace``; ``FileNotFound``,
    ``FileNotReadable`` or ``FileChanged`` for a member. Names that our reader would refuse, or no members at all, are a
    mistake of the caller: ``ValueError``.
    """
    _check_names([member.name for member in members])
    if len(members) > layout.MOST_FILES:
        raise errors.TooManyFiles(count=len(members), limit=layout.MOST_FILES)
    folders = _plan(members)
    tables, size = _tables(folders, layout.dos_stamp(stamp))
    with _new_file(path) as out:
        out.write(tables)
        for folder in folders:
            _pour(folder, out)
    return size


def _check_names(given: Sequence[str]) -> None:
    if not given:
        raise ValueError("a cabinet holds at least one file")
    found = next(filter(None, map(names.flaw, given)), None) or names.clash(given)
    if found:
        raise ValueError(found.template.format_map(found.facts))


def _plan(members: Sequence[Member]) -> list[_Folder]:
    """The folders, in the order of their members. An empty file never begins one: some readers want blocks in each."""
    folders = [_Folder()]
    for member in members:
        with disk.reading(member.source):
            size = member.source.stat().st_size
        if size and folders[-1].size and folders[-1].size + size > GROUP:
            folders.append(_Folder())
        last = folders[-1]
        name = member.name.replace("/", "\\").encode()
        last.files.append(_Placed(name, member.source, size, len(folders) - 1, last.size))
        last.size += size
    return folders


def _tables(folders: Sequence[_Folder], stamp: tuple[int, int]) -> tuple[bytes, int]:
    """Header, folder table and file table, one behind the other without a gap, and the size of the whole cabinet.

    Below the largest cabinet there are never too many folders: any two neighbours hold more than ``GROUP`` together.
    """
    files = [file for folder in folders for file in folder.files]
    files_at = layout.HEADER_SIZE + len(folders) * layout.FOLDER_SIZE
    data_at = files_at + sum(layout.FILE_SIZE + len(file.name) + 1 for file in files)
    *offsets, size = layout.starts(data_at, [folder.size for folder in folders])
    if size > layout.LARGEST_CABINET:
        raise errors.TooLarge(size=size)
    header = layout.Header(size=size, files_at=files_at, folder_count=len(folders), file_count=len(files))
    runs = [
        layout.Folder(offset, layout.block_count(folder.size)).pack()
        for folder, offset in zip(folders, offsets, strict=True)
    ]
    return b"".join([header.pack(), *runs, *(file.entry(stamp) for file in files)]), size


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that did not exist: on the disk when the block ends well, gone when it does not."""
    with disk.writing(path):
        out = path.open("xb")
        try:
            with out:
                yield out
                out.flush()
                os.fsync(out.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _pour(folder: _Folder, out: BinaryIO) -> None:
    """Write the files of a folder as blocks, each full but the last."""
    waiting = bytearray()
    for file in folder.files:
        for piece in _contents(file.source, file.size):
            waiting += piece
            if len(waiting) >= layout.BLOCK:
                _write_block(waiting[: layout.BLOCK], out)
                del waiting[: layout.BLOCK]
    if waiting:
        _write_block(waiting, out)


def _write_block(data: bytearray, out: BinaryIO) -> None:
    out.write(layout.Block.uncompressed(data).pack())
    out.write(data)


def _contents(source: Path, size: int) -> Iterator[bytes]:
    """The bytes of a file, at most a block at a time; an error unless there are exactly ``size`` of them."""
    left = size
    with disk.reading(source):
        file = source.open("rb")
    with file:
        while True:
            with disk.reading(source):
                piece = file.read(layout.BLOCK)
            left -= len(piece)
            if left < 0 or (left and not piece):
                raise errors.FileChanged(path=source)
            if not piece:
                return
            yield piece
