"""The packet: a plain zip of records, attachments and ``archive.json``, alone in a zip that AES-256 encrypts (AE-2).

The outer zip tells nothing but its size; the inner one has the names. The inner one is stored, not deflated again: so
it can be read anywhere, and nothing of it needs to lie on a disk in clear.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import FileIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from archiver.cabinet import bag, manifest, names
from archiver.cabinet.reader import Holding
from archiver.cabinet.tables import Stored
from archiver.disk import writing
from archiver.envelope.password import Password
from archiver.errors import CabinetDamaged
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME = "data/sealed.zip"
CONTENTS = "contents.zip"
"""The one file of the outer zip."""

LEVEL = 3  # of deflate: records shrink to a tenth in half the time of the usual level
BLOCK = 1 << 16
END = struct.Struct("<4s6xHI4xH")
"""The end of a zip: signature, number of files, bytes of their list, bytes of a comment."""
MOST_LISTED = 1 << 10


def write(path: Path, files: Iterable[tuple[str, Path]], password: Password) -> None:
    """Write a packet of these files, by their names in it. Memory stays the same however large they are.

    Errors: ``NoSpace``, ``TargetNotWritable``.
    """
    from pyzipper import WZ_AES, AESZipFile

    with writing(path), _Out(path, "xb") as out:
        with AESZipFile(out, "w", encryption=WZ_AES) as outer:
            outer.setpassword(password.text.encode())
            with (
                outer.open(CONTENTS, "w", force_zip64=True) as into,
                ZipFile(into, "w", ZIP_DEFLATED, compresslevel=LEVEL, strict_timestamps=False) as inner,
            ):
                for name, file in files:
                    out.demand()
                    inner.write(file, name)
        out.demand()


class _Out(FileIO):
    """A file that remembers why it could not be written: a zip that fails while it is written cannot be closed."""

    failed: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write all of it, or from the first failure on nothing any more."""
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while left and not self.failed:
                left = left[super().write(left) :]
        except OSError as error:
            self.failed = error
        return size

    def demand(self) -> None:
        """Nothing, if everything was written; else the error."""
        if self.failed:
            raise self.failed


class Packet:
    """An open packet: its files by their paths in the bag, as a cabinet has them."""

    def __init__(self, path: Path, contents: ZipFile, password: Password) -> None:
        self.path = path
        self.password = password
        self._contents = contents
        self._files = {_path(info.filename): info for info in contents.infolist()}

    @property
    def members(self) -> tuple[Stored, ...]:
        """The files, in the order of the packet."""
        return tuple(Stored(name, info.file_size, 0, 0, (0, 0), 0) for name, info in self._files.items())

    def read(self, member: Stored) -> Iterator[bytes]:
        """The bytes of a member; ``CabinetDamaged`` where they are not what was put in."""
        try:
            with self._contents.open(self._files[member.name]) as file:
                yield from iter(lambda: file.read(BLOCK), b"")
        except _odd() as odd:
            raise _damaged(self.path) from odd


@contextmanager
def opened(cabinet: Holding, password: Password) -> Iterator[Packet | None]:
    """The packet of a cabinet, read once and found whole, or None where that is not its password.

    ``CabinetDamaged`` where there is none, or it is no packet. A byte that was altered in it is told by the digests of
    the bag; to the packet itself it is a wrong password.
    """
    found = next((member for member in cabinet.members if member.name == NAME), None)
    if found is None:
        raise CabinetDamaged(path=cabinet.path, reason=phrase(N_("{path} is missing"), path=NAME))
    with ExitStack() as stack:
        outer = _outer(cabinet.path, stack.enter_context(cabinet.file(found)), password)
        stack.enter_context(outer)
        contents = _contents(outer, stack)
        if contents is not None:
            _demand_plain(cabinet.path, [info.filename for info in contents.infolist()])
        yield None if contents is None else Packet(cabinet.path, contents, password)


def _demand_plain(path: Path, inside: Sequence[str]) -> None:
    """The names are such as a cabinet may have: whoever unpacks them writes nowhere else, and nothing twice."""
    if any(map(names.flaw, inside)) or names.clash(inside):
        raise _damaged(path)


def _outer(path: Path, file: BinaryIO, password: Password) -> ZipFile:
    from pyzipper import AESZipFile

    try:
        file.seek(-END.size, os.SEEK_END)
        signature, files, listed, comment = END.unpack(file.read())
        # The library would hold in memory as long a list as a hostile file claims to have.
        if (signature, files, comment) != (b"PK\5\6", 1, 0) or listed > MOST_LISTED:
            raise _damaged(path)
        outer = AESZipFile(file)
        if [(info.filename, info.compress_type) for info in outer.infolist()] != [(CONTENTS, 0)]:
            raise _damaged(path)
    except _odd() as odd:
        raise _damaged(path) from odd
    outer.setpassword(password.text.encode())
    return cast("ZipFile", outer)


def _contents(outer: ZipFile, stack: ExitStack) -> ZipFile | None:
    """The inner zip, or None for a wrong password: two bytes tell most of them, and the packet's own seal (HMAC) all.

    A zip is read from its end: to go there, the whole is read once, and its seal is checked.
    """
    wrong: tuple[type[Exception], ...] = (RuntimeError, *_odd())
    try:
        file: IO[bytes] = stack.enter_context(outer.open(CONTENTS))
        return stack.enter_context(ZipFile(file))
    except wrong:
        return None


def _odd() -> tuple[type[Exception], ...]:
    """What the two libraries raise on bytes that are no zip of ours; RuntimeError is a wrong password besides."""
    from pyzipper import BadZipFile as BadOuterZip

    return BadZipFile, BadOuterZip, EOFError, NotImplementedError, ValueError, OverflowError, zlib.error, struct.error


def _path(name: str) -> str:
    return name if name == manifest.NAME else f"{bag.PAYLOAD}{name}"


def _damaged(path: Path) -> CabinetDamaged:
    return CabinetDamaged(path=path, reason=phrase(N_("{path} cannot be understood"), path=NAME))
