"""The C library's memory: what a large block took goes back to the system as soon as the block is freed.

Else glibc, once a block of some megabytes was freed, keeps such blocks in a heap of each thread, in case there are more
of them. Pages and reports come by several threads, and what all of them keep is a fifth of the memory of an export.
"""

from __future__ import annotations

import sys

LARGE = 1 << 18
"""Bytes of a block that is given back."""
_MMAP_THRESHOLD = -3
"""``M_MMAP_THRESHOLD`` of ``mallopt(3)``: to set it also ends its growing by itself."""


def give_back() -> None:
    """Have it so from now on, in the whole process, where the C library is glibc; elsewhere nothing happens."""
    _call("mallopt", _MMAP_THRESHOLD, LARGE)


def trim() -> None:
    """Give back what small blocks left free, now: for who is done with many of them, and has something else to do."""
    _call("malloc_trim", 0)


def _call(name: str, *given: int) -> None:
    if sys.platform != "linux":
        return
    import ctypes

    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*given)
