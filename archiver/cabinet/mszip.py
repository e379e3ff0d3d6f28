"""MSZIP ([MS-MCI]): a block is ``CK`` and a deflate stream, which may refer to the 32 KiB that came out before it."""

from __future__ import annotations

from archiver import deflate
from archiver.cabinet.format import BLOCK, Bytes

MARK = b"CK"
LONGEST = BLOCK + 12
"""Bytes of a block as stored."""

_END = b"\x03\x00"
"""An empty last piece of deflate, which ends a block where its compressor does not end."""

WORTH = 0.9
"""What a file has to shrink to, or below, for it to be compressed."""


class Packer:
    """Packs blocks of one folder, one after the other: the compressor runs on, and its window is their history.

    The first of them may refer to ``history``, the block before it.
    """

    def __init__(self, history: bytes = b"") -> None:
        self._stream = deflate.deflating(history)

    def pack(self, data: Bytes) -> bytes:
        """A block of at most 32 KiB as it is stored; one that does not shrink stands in it as it is."""
        packed = self._stream.compress(data) + self._stream.flush(deflate.SYNC)
        if len(packed) + len(_END) > len(data) + 5:
            size = len(data)
            return b"".join((MARK, b"\1", size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little"), data))
        return MARK + packed + _END


class Unpacker:
    """Unpacks the blocks of one folder, one after the other."""

    def __init__(self) -> None:
        self._history = b""

    def unpack(self, stored: Bytes, size: int) -> bytes | None:
        """The ``size`` bytes of a block, or None where exactly these do not come out of it."""
        if stored[:2] != MARK:
            return None
        stream = deflate.inflating(self._history)
        try:
            data = stream.decompress(stored[2:], size + 1)
        except deflate.BROKEN:
            return None
        if len(data) != size or not stream.eof or stream.unused_data:
            return None
        self._history = data
        return data


def shrinks(sample: bytes) -> bool:
    """Whether bytes like these are worth being compressed."""
    stream = deflate.deflating()
    return len(stream.compress(sample) + stream.flush(deflate.FINISH)) <= WORTH * len(sample)
