"""Python's collector of cycles, at rest while rows stream by: it would look at each of them many times, for nothing.

Rows, pages and cells hold no cycles: they are freed as soon as nobody holds them. What little else there is waits.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Nothing is collected inside, and everything afterwards; within another rest, nothing happens."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
