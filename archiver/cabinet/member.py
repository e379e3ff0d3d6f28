"""A file of a cabinet as Python knows files: for libraries that look around in what they read."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Pieces = Callable[[int], Iterator[bytes]]
"""The bytes of a member from a place on, as ``Cabinet.read`` gives them."""


class MemberFile(io.RawIOBase):
    """``size`` bytes that ``pieces`` gives from any place on; it holds none of them itself."""

    def __init__(self, size: int, pieces: Pieces) -> None:
        self._size = size
        self._pieces = pieces
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go somewhere else; where that is, from the beginning."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(offset)
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As many bytes as lie together; 0 at the end."""
        if self._at >= self._size:
            return 0
        wanted = memoryview(buffer).cast("B")
        piece = next(self._pieces(self._at))[: len(wanted)]
        wanted[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
