"""Digests members in a thread of its own, so that nobody waits for them but the buffers that they lie in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from hashlib import _Hash

LITTLE = 1 << 16
"""Fewer bytes than this are hashed at once, not in the other thread."""


class Hashing:
    """Digests members in a thread of its own, so that nobody waits for them but the buffers that they lie in."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self._thread = ThreadPoolExecutor(1, "digest")
        self._last: Future[None] | None = None
        self._current: _Hash | None = None
        self._found: dict[str, _Hash] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def begin(self, name: str) -> None:
        """From here on it is the member ``name``."""
        if self.wanted:
            self._current = self._found[name] = hashlib.sha256()

    def take(self, views: Sequence[memoryview], size: int) -> Future[None] | None:
        """The next bytes of it; what comes back says when they are no longer needed."""
        if self._current is None:
            return None
        if size < LITTLE and (self._last is None or self._last.done()):
            _update(self._current, views)
            return None
        self._last = self._thread.submit(_update, self._current, views)
        return self._last

    def digests(self) -> dict[str, str]:
        """Those of all members so far, by name."""
        if self._last:
            self._last.result()
        return {name: digest.hexdigest() for name, digest in self._found.items()}


def _update(digest: _Hash, views: Sequence[memoryview]) -> None:
    for view in views:
        digest.update(view)
