"""A zip file, written once from its beginning to its end: its parts are deflated while the next rows are made.

Every field that the format leaves to the writer is the same on every machine. Sizes are written where a part begins
once it has ended, for some programs read no zip whose sizes come after the data.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import BinaryIO, NamedTuple

from archiver.deflate import FINISH, deflating

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
END_64 = struct.Struct("<4sQ2H2I4Q")
LOCATOR_64 = struct.Struct("<4sIQI")
LARGE = struct.Struct("<2H2Q")
"""An extra field with two long numbers: the sizes of a part, before and after it was deflated."""
UTF8, DEFLATED = 1 << 11, 8
MOST = 0xFFFFFFFF
PLAIN_VERSION, LARGE_VERSION = 20, 45
WAITING = 2
"""Pieces that may wait to be deflated."""


class Entry(NamedTuple):
    """A part as the directory lists it."""

    name: bytes
    checksum: int
    packed: int
    size: int
    start: int
    large: bool


class Pack:
    """A zip file whose parts are dated ``moment``; to be closed, which writes its directory.

    ``OSError`` where the disk is full.
    """

    def __init__(self, path: Path, moment: datetime) -> None:
        self._file: BinaryIO = path.open("wb")
        self._entries: list[Entry] = []
        self._dated = _dated(moment)

    def __enter__(self) -> Pack:
        return self

    def __exit__(self, failed: type[BaseException] | None, *failure: object) -> None:
        with self._file:
            if failed is None:
                self._list()

    def add(self, name: str, pieces: Iterable[bytes], *, large: bool = False) -> None:
        """A part; one that may be longer than 4 GiB is ``large``. The first pieces are deflated while others come.

        The first piece should not be tiny: some libraries choose by it how they pack all of them.
        """
        start = self._file.tell()
        entry = Entry(name.encode(), 0, 0, 0, start, large)
        self._file.write(_local(entry, self._dated))
        with _deflated(self._file) as part:
            for piece in pieces:
                part.put(piece)
        end = self._file.tell()
        packed = end - start - len(_local(entry, self._dated))
        entry = entry._replace(checksum=part.checksum, packed=packed, size=part.size)
        assert large or max(packed, part.size) < MOST, "who writes so much says so"
        self._file.seek(start)
        self._file.write(_local(entry, self._dated))
        self._file.seek(end)
        self._entries.append(entry)

    def _list(self) -> None:
        start = self._file.tell()
        for entry in self._entries:
            self._file.write(_central(entry, self._dated))
        self._file.write(_end(len(self._entries), start, self._file.tell() - start))


class _Part:
    """The pieces of a part on their way through a thread that deflates them, as it needs no lock for that."""

    def __init__(self, file: BinaryIO) -> None:
        self.checksum = 0
        self.size = 0
        self._file = file
        self._stream = deflating()
        self._pieces: Queue[bytes | None] = Queue(WAITING)
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def put(self, piece: bytes) -> None:
        """The next piece; what went wrong with those before is raised here."""
        if self._failure:
            raise self._failure
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until nothing is left to do."""
        self._pieces.put(None)
        self._thread.join()

    def finish(self) -> None:
        """The end of the part."""
        if self._failure:
            raise self._failure
        self._file.write(self._stream.flush(FINISH))

    def _work(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if self._failure is None:
                self._take(piece)

    def _take(self, piece: bytes) -> None:
        try:
            self.checksum = zlib.crc32(piece, self.checksum)
            self.size += len(piece)
            self._file.write(self._stream.compress(piece))
        except BaseException as failure:  # noqa: BLE001 - raised again where the pieces come from
            self._failure = failure


@contextmanager
def _deflated(file: BinaryIO) -> Iterator[_Part]:
    part = _Part(file)
    try:
        yield part
    finally:
        part.end()
    part.finish()


def _dated(moment: datetime) -> tuple[int, int]:
    """Time and day as the format has them: UTC, to two seconds, no earlier than 1980."""
    utc = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    time = utc.hour << 11 | utc.minute << 5 | utc.second // 2
    return time, (utc.year - 1980) << 9 | utc.month << 5 | utc.day


def _local(entry: Entry, dated: tuple[int, int]) -> bytes:
    """What stands before a part."""
    sizes = (MOST, MOST) if entry.large else (entry.packed, entry.size)
    extra = LARGE.pack(1, 16, entry.size, entry.packed) if entry.large else b""
    version = LARGE_VERSION if entry.large else PLAIN_VERSION
    fixed = (b"PK\3\4", version, UTF8, DEFLATED, *dated, entry.checksum, *sizes, len(entry.name), len(extra))
    return LOCAL.pack(*fixed) + entry.name + extra


def _central(entry: Entry, dated: tuple[int, int]) -> bytes:
    """What the directory says of a part; a number too long for its field is in the extra one."""
    numbers = (entry.size, entry.packed, entry.start)
    longer = [number for number in numbers if number >= MOST]
    extra = struct.pack(f"<2H{len(longer)}Q", 1, 8 * len(longer), *longer) if longer else b""
    size, packed, start = (min(number, MOST) for number in numbers)
    version = LARGE_VERSION if entry.large or longer else PLAIN_VERSION
    fixed = (b"PK\1\2", version, version, UTF8, DEFLATED, *dated, entry.checksum, packed, size)
    return CENTRAL.pack(*fixed, len(entry.name), len(extra), 0, 0, 0, 0, start) + entry.name + extra


def _end(count: int, start: int, length: int) -> bytes:
    """The end of the directory, in both of its forms where the file is long."""
    longer = b""
    if start + length >= MOST:
        there = start + length
        longer = END_64.pack(
            b"PK\6\6", END_64.size - 12, LARGE_VERSION, LARGE_VERSION, 0, 0, count, count, length, start
        )
        longer += LOCATOR_64.pack(b"PK\6\7", 0, there, 1)
    return longer + END.pack(b"PK\5\6", 0, 0, count, count, length, min(start, MOST), 0)
