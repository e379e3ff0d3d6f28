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
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE)
