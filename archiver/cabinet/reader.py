"""Reads the cabinets that we write, and trusts nothing in them.

The tables are checked as a whole when a cabinet is opened, its blocks as they are read. Memory stays bounded whatever
the file claims, and nothing is unpacked before every byte has been checked.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from archiver import disk, errors
from archiver.cabinet import blocks, runs, tables
from archiver.cabinet import format as layout
from archiver.cabinet.blocks import Blocks
from archiver.cabinet.member import MemberFile
from archiver.cabinet.tables import Stored
from archiver.words import N_, Phrase, phrase

_NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Shelf(Protocol):
    """Where files of a bag lie and can be read: a cabinet, or what was sealed in one."""

    @property
    def members(self) -> Sequence[Stored]:
        """The files, by their paths in the bag."""
        ...

    def read(self, member: Stored) -> Iterator[bytes]:
        """The bytes of one."""
        ...


class Holding(Shelf, Protocol):
    """A shelf of open cabinets, of which ``path`` is the first."""

    path: Path

    @property
    def cabinets(self) -> Sequence[Cabinet]:
        """They themselves."""
        ...

    def file(self, member: Stored) -> BinaryIO:
        """One as a file that can be read anywhere."""
        ...


class Cabinet:
    """An open cabinet whose tables are sound. Use it as a context manager.

    ``members`` are its files in the order of the table; ``trailing`` counts the bytes of a signature behind its end.
    Errors, from any method: ``CabinetDamaged`` for what is cut off or altered, ``CabinetRefused`` for what no cabinet
    of ours contains, ``FileNotReadable`` for what the disk does not give.
    """

    def __init__(self, path: Path, file: FileIO) -> None:
        self.path = path
        self._file = file
        self._source = tables.Source(path, file)
        self._tables = tables.load(self._source)
        self._blocks = Blocks(blocks.summing(self._tables.size))
        self._reading: tuple[int, runs.Reading] | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the cabinet at ``path`` and check its tables; ``FileNotFound`` if there is none."""
        with disk.reading(path):
            if path.exists() and not path.is_file():
                raise errors.FileNotReadable(path=path, reason=phrase(N_("it is no ordinary file")))
            file = path.open("rb", buffering=0)
        try:
            return cls(path, file)
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    @property
    def cabinets(self) -> Sequence[Cabinet]:
        """Itself."""
        return (self,)

    @property
    def members(self) -> tuple[Stored, ...]:
        """The files, in the order of the table."""
        return self._tables.members

    @property
    def trailing(self) -> int:
        """How many bytes of a signature lie behind the cabinet's end."""
        return self._tables.trailing

    def unlike_ours(self, moment: datetime) -> list[Phrase]:
        """What its tables say that those of no archive of that moment say; see ``tables.unlike_ours``."""
        return list(tables.unlike_ours(self._tables, moment))

    def read(self, member: Stored, start: int = 0) -> Iterator[bytes]:
        """The bytes of a member, from ``start`` on, at most a block at a time, of blocks whose checksums are right."""
        number, skip = divmod(member.offset + start, layout.BLOCK)
        left = member.size - start
        while left:
            piece = self._block(member.folder, number)[skip : skip + left]
            yield piece
            left -= len(piece)
            number, skip = number + 1, 0

    def file(self, member: Stored) -> BinaryIO:
        """A member as a file that can be read anywhere, while the cabinet is open."""
        return io.BufferedReader(MemberFile(member.size, lambda start: self.read(member, start)), layout.BLOCK)

    def check(self) -> None:
        """Read every block once, so that an altered one is found before anything is done with the rest."""
        for folder, run in enumerate(self._tables.runs):
            for number in range(layout.block_count(run.size)):
                self._block(folder, number)

    def _block(self, folder: int, number: int) -> bytes:
        """The data of a block; the folder that was read last goes on where it is."""
        if self._reading is None or self._reading[0] != folder:
            self._reading = folder, runs.reading(self._source, self._tables.runs[folder], self._blocks)
        return self._reading[1].block(number)


def extract(cabinet: Holding, into: Path, *, limit: int | None = None) -> None:
    """Unpack an archive into ``into``, a folder that must not exist yet; its files become read-only.

    Every block is checked before anything is written, and the folder is private until it is whole; on any failure it is
    removed. More than ``limit`` bytes in total are refused. Errors: the cabinet's, ``AlreadyThere``, ``TargetMissing``,
    ``TargetNotWritable``, ``NoSpace``.
    """
    total = sum(member.size for member in cabinet.members)
    if limit is not None and total > limit:
        reason = phrase(N_("it would unpack to {total} bytes, above the limit of {limit}"), total=total, limit=limit)
        raise errors.CabinetRefused(path=cabinet.path, reason=reason)
    for each in cabinet.cabinets:
        each.check()
    with disk.writing(into):
        if total > shutil.disk_usage(into.parent).free:
            raise errors.NoSpace(path=into)
        into.mkdir()
        try:
            _unpack(cabinet, into)
        except BaseException:
            shutil.rmtree(into, ignore_errors=True)
            raise


def _unpack(cabinet: Holding, into: Path) -> None:
    mode = stat.S_IMODE(into.stat().st_mode)
    into.chmod(mode & stat.S_IRWXU)
    targets = [into.joinpath(*member.name.split("/")) for member in cabinet.members]
    for member, target in zip(cabinet.members, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(target, _NEW_FILE, 0o666), "wb") as out:
            out.writelines(cabinet.read(member))
    for target in targets:
        target.chmod(stat.S_IMODE(target.stat().st_mode) & 0o444)
    into.chmod(mode)
