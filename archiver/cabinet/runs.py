"""The blocks of one folder, read one after the other, each only when its checksum is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from archiver import errors
from archiver.cabinet import blocks, mszip
from archiver.cabinet import format as layout
from archiver.cabinet.blocks import Blocks
from archiver.cabinet.tables import Run, Source
from archiver.words import N_, phrase

AHEAD = 1 << 18
"""Bytes of compressed blocks that are read at once."""

MISSIZED = N_("the block at {at} has a wrong size")
UNMATCHED = N_("the block at {at} does not match its checksum")


class Reading(Protocol):
    """A folder that is being read; ``block`` is quickest when it is asked for one block after the other."""

    def block(self, number: int) -> bytes:
        """The bytes of a block. Errors: ``CabinetDamaged``, ``CabinetRefused``, ``FileNotReadable``."""
        ...


def reading(source: Source, run: Run, into: Blocks) -> Reading:
    """The blocks of ``run``; uncompressed ones are read ``into`` a buffer that is nobody else's meanwhile."""
    return _Packed(source, run) if run.packed else _Plain(source, run, into)


class _Plain:
    """Uncompressed blocks, a buffer of them at a time."""

    def __init__(self, source: Source, run: Run, into: Blocks) -> None:
        self._source, self._run = source, run
        self._blocks = into
        self._first: int | None = None

    def block(self, number: int) -> bytes:
        first = number - number % blocks.COUNT
        if self._first != first:
            self._first = None
            self._load(first)
            self._first = first
        at = (number - first) * layout.BLOCK
        return bytes(self._blocks.gaps(at, min(at + layout.BLOCK, self._blocks.filled))[0])

    def _load(self, first: int) -> None:
        at = self._run.start + first * blocks.STEP
        size = min(self._run.size - first * layout.BLOCK, blocks.COUNT * layout.BLOCK)
        wrong = self._source.load(self._blocks, at, size)
        if wrong is not None:
            where, expected = at + wrong * blocks.STEP, min(size - wrong * layout.BLOCK, layout.BLOCK)
            header = layout.Block.unpack(self._source.exactly(where, layout.BLOCK_HEADER_SIZE))
            sized = (header.stored, header.size) == (expected, expected)
            raise self._source.damaged(phrase(UNMATCHED if sized else MISSIZED, at=where))


class _Packed:
    """Compressed blocks; each needs the one before it, and what comes before is read again where it is asked for."""

    def __init__(self, source: Source, run: Run) -> None:
        self._source, self._run = source, run
        self._latest: tuple[int, bytes] | None = None
        self._following = self._all()
        self._end: errors.ArchiverError | None = None

    def block(self, number: int) -> bytes:
        if self._latest and number < self._latest[0]:
            self._latest, self._following, self._end = None, self._all(), None
        while self._latest is None or self._latest[0] < number:
            if self._end:  # nothing comes out behind a damaged block, however often it is asked for
                raise self._end
            try:
                self._latest = next(self._following)
            except errors.ArchiverError as error:
                self._end = error
                raise
        return self._latest[1]

    def _all(self) -> Iterator[tuple[int, bytes]]:
        unpacker, count = mszip.Unpacker(), layout.block_count(self._run.size)
        pieces = _Pieces(self._source, self._run)
        for number in range(count):
            at = pieces.at
            size = min(layout.BLOCK, self._run.size - number * layout.BLOCK)
            header = layout.Block.unpack(pieces.take(layout.BLOCK_HEADER_SIZE))
            if header.size != size or not 0 < header.stored <= mszip.LONGEST:
                raise self._source.damaged(phrase(MISSIZED, at=at))
            stored = pieces.take(header.stored)
            if header != layout.Block.of(stored, size):
                raise self._source.damaged(phrase(UNMATCHED, at=at))
            data = unpacker.unpack(stored, size)
            if data is None:
                raise self._source.damaged(phrase(N_("the block at {at} cannot be expanded"), at=at))
            if number == count - 1 and pieces.at != self._run.end:
                said = N_("{count} bytes follow the last block of a folder")
                raise self._source.refused(phrase(said, count=self._run.end - pieces.at))
            yield number, data


class _Pieces:
    """The bytes of a run, taken from its beginning on."""

    def __init__(self, source: Source, run: Run) -> None:
        self._source, self._run = source, run
        self._ahead = b""
        self._taken = 0
        self.at = run.start

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes; ``CabinetDamaged`` where the run has no more."""
        if self._taken + count > len(self._ahead):
            left = min(AHEAD, self._run.end - self.at)
            if count > left:
                raise self._source.damaged(phrase(MISSIZED, at=self.at))
            self._ahead, self._taken = self._source.exactly(self.at, left), 0
        self._taken += count
        self.at += count
        return self._ahead[self._taken - count : self._taken]
