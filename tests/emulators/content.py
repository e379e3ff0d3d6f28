"""The bytes of a file, kept on disk while they come, and digested on the way."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

DROPBOX_BLOCK = 4 * 1024 * 1024


class Digest(Protocol):
    """What all of hashlib's digests do."""

    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class ContentHash:
    """Dropbox's ``content_hash``: SHA-256 of the SHA-256 of every 4 MiB, written from its public description."""

    def __init__(self) -> None:
        self._outer = hashlib.sha256()
        self._inner = hashlib.sha256()
        self._room = DROPBOX_BLOCK

    def update(self, data: bytes, /) -> None:
        view = memoryview(data)
        while view:
            part, view = view[: self._room], view[self._room :]
            self._inner.update(part)
            self._room -= len(part)
            if not self._room:
                self._outer.update(self._inner.digest())
                self._inner, self._room = hashlib.sha256(), DROPBOX_BLOCK

    def hexdigest(self) -> str:
        outer = self._outer.copy()
        if self._room < DROPBOX_BLOCK:
            outer.update(self._inner.digest())
        return outer.hexdigest()


DIGESTS: Mapping[str, Callable[[], Digest]] = {
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
    "content_hash": ContentHash,
}


class Content:
    """A growing file: ``append`` only. Memory stays constant however large it gets."""

    def __init__(self, path: Path, digests: tuple[str, ...]) -> None:
        self.path = path
        self.size = 0
        self._digests = {name: DIGESTS[name]() for name in digests}
        path.touch()

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        with self.path.open("ab", buffering=0) as file:
            file.write(data)
        for digest in self._digests.values():
            digest.update(data)
        self.size += len(data)

    def absorb(self, other: Content, block: int) -> None:
        """Add all that another has."""
        with other.path.open("rb") as file:
            while data := file.read(block):
                self.append(data)

    def digest(self, name: str) -> str:
        """A digest of all that was appended, in hex."""
        return self._digests[name].hexdigest()

    def read(self) -> bytes:
        """All of it; for tests."""
        return self.path.read_bytes()


class Shelf:
    """Where the contents of one service lie."""

    def __init__(self, place: Path, digests: tuple[str, ...]) -> None:
        self._place = place
        self._digests = digests
        self._numbers = itertools.count(1)

    def new(self, data: bytes = b"") -> Content:
        """An empty content, or one of these bytes."""
        content = Content(self._place / f"{next(self._numbers):08}", self._digests)
        if data:
            content.append(data)
        return content

    def draft(self, digests: tuple[str, ...]) -> Content:
        """An empty content with digests of its own, whose file the caller removes."""
        return Content(self._place / f"{next(self._numbers):08}.draft", digests)

    def clear(self) -> None:
        """Remove everything from the disk."""
        shutil.rmtree(self._place, ignore_errors=True)
