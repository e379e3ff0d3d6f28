"""The bytes of Microsoft's cabinet ([MS-CAB]), as named structures, with its limits, checksum and clock.

A cabinet is a header, the folder table, the file table, then the blocks of each folder. A *folder* is no directory: it
is a run of bytes, cut into blocks, of which the files are slices. Every number is little-endian.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple, Self

Bytes = bytes | bytearray | memoryview

SIGNATURE = b"MSCF"
VERSION = (3, 1)  # minor, major

BLOCK = 32_768
MOST_FILES = 65_535
MOST_FOLDERS = 65_533  # the numbers above mark files that continue in another cabinet
LONGEST_NAME = 255  # bytes, without the closing NUL

LARGEST_CABINET = 0x7FFF_FFFF
"""Bytes; readers seek with signed 32-bit offsets."""
LARGEST_ALONE = 0x8010_0000
"""Bytes of a cabinet for the sake of one file that has as many as a folder can: readers were seen to stand it."""
MOST_BLOCKS = 65_535
LARGEST_FOLDER = MOST_BLOCKS * BLOCK
"""Bytes that come out of one folder, and so of one file: 0x7FFF8000."""

HAS_PREVIOUS, HAS_NEXT, HAS_RESERVE = 1, 2, 4
METHODS = {0: "none", 1: "MSZIP", 2: "Quantum", 3: "LZX"}
UNCOMPRESSED, MSZIP = 0, 1

READ_ONLY, ARCHIVE, NAME_IS_UTF8 = 0x01, 0x20, 0x80

_FIRST_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
_LAST_MOMENT = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)

_HEADER = Struct("<4sIIIIIBBHHHHH")
_RESERVE = Struct("<HBB")
_FOLDER = Struct("<IHH")
_FILE = Struct("<IIHHHH")
_BLOCK = Struct("<IHH")

HEADER_SIZE, RESERVE_SIZE, FOLDER_SIZE = _HEADER.size, _RESERVE.size, _FOLDER.size
FILE_SIZE, BLOCK_HEADER_SIZE = _FILE.size, _BLOCK.size

# The checksum XORs the words of a block as a few very long integers, which are then folded in halves down to one word.
_STRIDE = 8_192
_FOLDS = tuple((bits, (1 << bits) - 1) for bits in (_STRIDE * 8 >> fold for fold in range(1, 12)))


class Header(NamedTuple):
    """CFHEADER: ``size`` is the whole cabinet's, ``files_at`` the offset of the file table."""

    signature: bytes = SIGNATURE
    reserved1: int = 0
    size: int = 0
    reserved2: int = 0
    files_at: int = 0
    reserved3: int = 0
    minor: int = VERSION[0]
    major: int = VERSION[1]
    folder_count: int = 0
    file_count: int = 0
    flags: int = 0
    set_id: int = 0
    number: int = 0

    def pack(self) -> bytes:
        """The 36 bytes of the header."""
        return _HEADER.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The header at the beginning of ``data``."""
        return cls._make(_HEADER.unpack_from(data))


class Reserve(NamedTuple):
    """The sizes of the areas set aside for others, behind the header when its flags say so."""

    header: int
    folder: int
    block: int

    def pack(self) -> bytes:
        """The 4 bytes of the sizes."""
        return _RESERVE.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The sizes at the beginning of ``data``."""
        return cls._make(_RESERVE.unpack_from(data))


class Folder(NamedTuple):
    """CFFOLDER: where the first block lies, how many there are, and how they are compressed."""

    offset: int
    blocks: int
    method: int = UNCOMPRESSED

    def pack(self) -> bytes:
        """The 8 bytes of the entry."""
        return _FOLDER.pack(*self)

    @classmethod
    def unpack(cls, data: bytes, at: int) -> Self:
        """The entry at ``at``."""
        return cls._make(_FOLDER.unpack_from(data, at))


class File(NamedTuple):
    """CFFILE without its name: a slice of a folder, from ``offset`` in the folder's uncompressed bytes."""

    size: int
    offset: int
    folder: int
    date: int
    time: int
    attributes: int

    def pack(self, name: bytes) -> bytes:
        """The entry with its name and the closing NUL."""
        return _FILE.pack(*self) + name + b"\0"

    @classmethod
    def unpack(cls, data: bytes, at: int) -> Self:
        """The entry at ``at``; its name follows."""
        return cls._make(_FILE.unpack_from(data, at))


class Block(NamedTuple):
    """CFDATA without its bytes: ``stored`` are in the cabinet, ``size`` come out of them."""

    checksum: int
    stored: int
    size: int

    def pack(self) -> bytes:
        """The 8 bytes in front of the data."""
        return _BLOCK.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The block header at the beginning of ``data``."""
        return cls._make(_BLOCK.unpack_from(data))

    @classmethod
    def of(cls, stored: Bytes, size: int) -> Self:
        """The header of a block that stores these bytes, of which ``size`` come out."""
        return cls(checksum(stored, size), len(stored), size)

    @classmethod
    def uncompressed(cls, data: Bytes) -> Self:
        """The header of a block that stores ``data`` as it is."""
        return cls.of(data, len(data))


def block_count(size: int) -> int:
    """How many blocks a folder of ``size`` bytes has."""
    return -(-size // BLOCK)


def extent(size: int) -> int:
    """How many bytes of the cabinet the blocks of an uncompressed folder of ``size`` bytes take."""
    return size + block_count(size) * BLOCK_HEADER_SIZE


def largest_cabinet(size: int) -> int:
    """The most bytes of a cabinet whose largest folder has ``size``."""
    return LARGEST_ALONE if extent(size) + (1 << 20) > LARGEST_CABINET else LARGEST_CABINET


def starts(first: int, sizes: Sequence[int]) -> list[int]:
    """Where folders of these sizes begin, one behind the other from ``first``, and where the last one ends."""
    offsets = [first]
    for size in sizes:
        offsets.append(offsets[-1] + extent(size))
    return offsets


def checksum(data: Bytes, size: int) -> int:
    """The checksum of a block's stored bytes and of the two sizes in its header.

    The XOR of the 32-bit words; the one to three bytes that are left over count in big-endian order.
    """
    whole = len(data) & ~3
    total = 0
    for start in range(0, whole, _STRIDE):
        total ^= int.from_bytes(data[start : min(start + _STRIDE, whole)], "little")
    for bits, mask in _FOLDS:
        total = (total >> bits) ^ (total & mask)
    return total ^ int.from_bytes(data[whole:], "big") ^ (len(data) | size << 16)


def dos_stamp(moment: datetime) -> tuple[int, int]:
    """The date and time words of an aware ``moment``, in UTC, kept within 1980 to 2107, seconds made even."""
    moment = min(max(moment.astimezone(UTC), _FIRST_MOMENT), _LAST_MOMENT)
    date = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return date, moment.hour << 11 | moment.minute << 5 | moment.second // 2


def attributes(name: str) -> int:
    """The bits of every file of ours: read-only, never to be run, and flagged where its name is not ASCII."""
    return READ_ONLY | ARCHIVE | (0 if name.isascii() else NAME_IS_UTF8)
