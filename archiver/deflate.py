"""Deflate (RFC 1951), by the quickest library at hand: ISA-L where it was built for this machine, else zlib."""

from __future__ import annotations

import zlib
from typing import Protocol, cast

RAW = -15
"""Window bits: 32 KiB of history, and neither header nor checksum around the stream."""

SYNC, FINISH = zlib.Z_SYNC_FLUSH, zlib.Z_FINISH


class Deflating(Protocol):
    """A stream being compressed."""

    def compress(self, data: bytes | bytearray | memoryview, /) -> bytes:
        """What is ready of the stream so far."""
        ...

    def flush(self, mode: int = ..., /) -> bytes:
        """The rest: up to here with ``SYNC``, the end with ``FINISH``."""
        ...


class Inflating(Protocol):
    """A stream being expanded."""

    @property
    def unused_data(self) -> bytes:
        """What came after the end of the stream."""
        ...

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    def decompress(self, data: bytes | bytearray | memoryview, max_length: int = ..., /) -> bytes:
        """At most ``max_length`` bytes of what ``data`` stands for."""
        ...


try:
    from isal import igzip_lib, isal_zlib

    # Its stubs take the class for an instance.
    BROKEN: tuple[type[Exception], ...] = (cast("type[Exception]", igzip_lib.error), zlib.error)
    """What an inflating stream raises on bytes that are no deflate."""

    def deflating(history: bytes = b"") -> Deflating:
        """A new raw stream, which may refer to the up to 32 KiB of ``history`` before it.

        It is some 3% larger than zlib's usual one, at ten times the speed.
        """
        if history:
            return isal_zlib.compressobj(2, zlib.DEFLATED, RAW, zdict=history)
        return isal_zlib.compressobj(2, zlib.DEFLATED, RAW)

    def inflating(history: bytes = b"") -> Inflating:
        """A raw stream that may refer to the up to 32 KiB of ``history`` before it."""
        return isal_zlib.decompressobj(RAW, history) if history else isal_zlib.decompressobj(RAW)

except ImportError:  # a processor that it does not know
    BROKEN = (zlib.error,)

    def deflating(history: bytes = b"") -> Deflating:
        """A new raw stream, which may refer to the up to 32 KiB of ``history`` before it."""
        return zlib.compressobj(6, zlib.DEFLATED, RAW, zdict=history) if history else zlib.compressobj(6, wbits=RAW)

    def inflating(history: bytes = b"") -> Inflating:
        """A raw stream that may refer to the up to 32 KiB of ``history`` before it."""
        return zlib.decompressobj(RAW, zdict=history)
