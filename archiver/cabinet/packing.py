"""Compresses the blocks of a folder in threads of their own, which need no lock for that."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from archiver.cabinet import format as layout
from archiver.cabinet import mszip
from archiver.cabinet.blocks import Blocks

HELPERS = 2
"""Threads that compress."""


class Packing:
    """Compresses full buffers in other threads, each with the end of the one before it as history."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(HELPERS, "pack")
        self._history = b""
        self._pending: deque[Future[bytes]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def begin(self) -> None:
        """A new folder, without history."""
        self._history = b""

    def take(self, buffer: Blocks) -> Future[bytes]:
        """Compress what is in a buffer; it is needed until the future is done."""
        packing = self._threads.submit(_packed, mszip.Packer(self._history), buffer, buffer.filled)
        self._history = b"".join(buffer.gaps(max(0, buffer.filled - layout.BLOCK), buffer.filled))
        self._pending.append(packing)
        return packing

    def ready(self, most: int = 0) -> Iterator[bytes]:
        """What comes next, in order, until at most ``most`` buffers are still being worked on."""
        while len(self._pending) > most:
            yield self._pending.popleft().result()


def _packed(packer: mszip.Packer, buffer: Blocks, filled: int) -> bytes:
    blocks = [(packer.pack(data), len(data)) for data in buffer.gaps(0, filled)]
    return b"".join(layout.Block.of(stored, size).pack() + stored for stored, size in blocks)
