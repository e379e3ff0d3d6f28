"""Up to a mebibyte of uncompressed blocks in one buffer, as they lie in a cabinet: a header, 32 KiB, a header…

Bytes are read straight into the gaps between the headers, and the whole is written at once, or the other way round.
numpy computes the checksums at the speed of memory; it is worth its import only where there is much to compute.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BufferedReader, FileIO

from archiver.cabinet import format as layout
from archiver.cabinet.format import BLOCK, BLOCK_HEADER_SIZE

COUNT = 32
STEP = BLOCK_HEADER_SIZE + BLOCK
MUCH = 150_000_000
"""Bytes from which on numpy earns its import."""

_FULL = layout.Block(0, BLOCK, BLOCK)
Summing = Callable[[bytearray, int], bytes]
"""Gives the headers of that many full blocks of a buffer, one behind the other."""


def summing(size: int) -> Summing:
    """The quickest way to sum up ``size`` bytes in all."""
    return _with_numpy() if size >= MUCH else _one_by_one


def _one_by_one(buffer: bytearray, count: int) -> bytes:
    with memoryview(buffer) as seen:
        starts = range(BLOCK_HEADER_SIZE, count * STEP, STEP)
        return b"".join(layout.Block.uncompressed(seen[at : at + BLOCK]).pack() for at in starts)


def _with_numpy() -> Summing:
    import numpy as np

    rest = np.uint64(int.from_bytes(_FULL.pack(), "little"))
    sizes = np.uint64(BLOCK | BLOCK << 16)
    half, low = np.uint64(32), np.uint64(0xFFFF_FFFF)

    def sum_up(buffer: bytearray, count: int) -> bytes:
        words = np.frombuffer(buffer, "<u8", count * STEP // 8).reshape(count, STEP // 8)
        sums = np.bitwise_xor.reduce(words[:, 1:], axis=1)
        headers: bytes = (((sums ^ (sums >> half)) & low ^ sizes) | rest).astype("<u8").tobytes()
        return headers

    return sum_up


class Blocks:
    """One buffer of blocks; ``filled`` counts the bytes in it, headers left out."""

    def __init__(self, summing: Summing = _one_by_one) -> None:
        self._buffer = bytearray(COUNT * STEP)
        whole = memoryview(self._buffer)
        self._gaps = [whole[at + BLOCK_HEADER_SIZE : at + STEP] for at in range(0, COUNT * STEP, STEP)]
        self._whole = whole
        self._summing = summing
        self.filled = 0

    @property
    def room(self) -> int:
        """How many more bytes it holds."""
        return COUNT * BLOCK - self.filled

    def gaps(self, start: int, end: int) -> list[memoryview]:
        """The places of the bytes from ``start`` to ``end``, headers left out."""
        first, skip = divmod(start, BLOCK)
        found = self._gaps[first : -(-end // BLOCK)]
        if found:
            found[-1] = found[-1][: end - (first + len(found) - 1) * BLOCK]
            found[0] = found[0][skip:]
        return found

    def sealed(self) -> memoryview:
        """Its blocks with their headers, the last one maybe not full."""
        for number, header in enumerate(self._headers()):
            self._whole[number * STEP : number * STEP + BLOCK_HEADER_SIZE] = header
        return self._whole[: self.filled + layout.block_count(self.filled) * BLOCK_HEADER_SIZE]

    def load(self, file: FileIO | BufferedReader, size: int) -> int | None:
        """Take blocks of ``size`` bytes in all from where ``file`` stands.

        The number of the first one whose header is not what its bytes ask for; None where all are sound. ``filled`` is
        then ``size``, or less where the file ended before.
        """
        blocks = layout.block_count(size)
        wanted = size + blocks * BLOCK_HEADER_SIZE
        came = 0
        while came < wanted and (more := file.readinto(self._whole[came:wanted])):
            came += more
        self.filled = size if came == wanted else 0
        if came < wanted:
            return None
        found = [bytes(self._whole[at : at + BLOCK_HEADER_SIZE]) for at in range(0, blocks * STEP, STEP)]
        pairs = enumerate(zip(found, self._headers(), strict=True))
        return next((number for number, (is_, should) in pairs if is_ != should), None)

    def _headers(self) -> list[bytes]:
        """The header that each block asks for."""
        full, rest = divmod(self.filled, BLOCK)
        together = self._summing(self._buffer, full)
        headers = [together[at : at + BLOCK_HEADER_SIZE] for at in range(0, len(together), BLOCK_HEADER_SIZE)]
        if rest:
            headers.append(layout.Block.uncompressed(self._gaps[full][:rest]).pack())
        return headers
