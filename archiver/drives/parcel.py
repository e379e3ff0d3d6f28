"""A cabinet on its way to a service: opened once, digested, and read in spans that can be sent again."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from archiver import disk
from archiver.errors import FileChanged
from archiver.events import Began, Ended, Listener, Moved
from archiver.words import N_, phrase

BLOCK = 256 * 1024
READING = N_("Reading {name}")
SENDING = N_("Sending {name} to {service}")


class Digest(Protocol):
    """What the digests of hashlib and of vendors can do."""

    def update(self, data: bytes, /) -> object: ...

    def hexdigest(self) -> str: ...


class Pace:
    """At most ``limit`` bytes a second, if there is a limit."""

    def __init__(self, limit: int | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._limit = limit if limit and limit > 0 else None
        self.block = min(BLOCK, max(4096, self._limit // 4)) if self._limit else BLOCK
        self._sleep = sleep
        self._free = 0.0

    def took(self, count: int) -> None:
        """So many bytes went out: wait until the next ones may."""
        if self._limit:
            now = time.monotonic()
            self._free = max(self._free, now) + count / self._limit
            self._sleep(self._free - now)


class Parcel:
    """``size`` in bytes; ``sha256`` and, if one was asked for, the digest that the service itself gives, in hex."""

    def __init__(self, path: Path, name: str, file: BinaryIO, pace: Pace, tell: Listener) -> None:
        self.path = path
        self.name = name
        self.size, self._stamp = _state(file)
        self.sha256 = self.other = ""
        self._file = file
        self._pace = pace
        self._tell = tell
        self._told = 0

    def digest(self, other: Digest | None) -> None:
        """Read it once, before anything is sent."""
        sha256 = hashlib.sha256()
        self._tell(Began(phrase(READING, name=self.name), self.size, "bytes"))
        for block in self._blocks(0, self.size, BLOCK):
            sha256.update(block)
            if other:
                other.update(block)
            self._tell(Moved(len(block)))
        self._tell(Ended())
        self.sha256, self.other = sha256.hexdigest(), other.hexdigest() if other else ""

    def digested(self, other: Digest) -> str:
        """Another digest in hex, for which it is read once more."""
        for block in self._blocks(0, self.size, BLOCK):
            other.update(block)
        return other.hexdigest()

    @contextmanager
    def sending(self, service: str) -> Iterator[None]:
        """Tell that it is being sent; ended only if it was."""
        self._told = 0
        self._tell(Began(phrase(SENDING, name=self.name, service=service), self.size, "bytes"))
        yield
        self.reached(self.size)
        self._tell(Ended())

    def reached(self, place: int) -> None:
        """Tell how far it is. What is sent a second time is not told a second time."""
        if place > self._told:
            self._tell(Moved(place - self._told))
            self._told = place

    def span(self, start: int, length: int) -> Span:
        """``length`` bytes from ``start`` on, fewer at the end."""
        return Span(self, start, min(length, self.size - start))

    def send(self, start: int, length: int) -> Iterator[bytes]:
        """The bytes, told and paced; ``FileChanged`` where they are not those that were digested."""
        if _state(self._file) != (self.size, self._stamp):
            raise FileChanged(path=self.path)
        for block in self._blocks(start, length, self._pace.block):
            yield block
            start += len(block)
            self.reached(start)
            self._pace.took(len(block))

    def _blocks(self, start: int, length: int, most: int) -> Iterator[bytes]:
        end = start + length
        while start < end:
            self._file.seek(start)
            block = self._file.read(min(most, end - start))
            if not block:
                raise FileChanged(path=self.path)
            yield block
            start += len(block)


def _state(file: BinaryIO) -> tuple[int, int]:
    """Size and time of the last change, which tell a file that was replaced in place from the one that it was."""
    state = os.fstat(file.fileno())
    return state.st_size, state.st_mtime_ns


class Span:
    """The body of one request. It begins anew each time it is iterated, for requests are repeated when they fail."""

    def __init__(self, parcel: Parcel, start: int, length: int) -> None:
        self._parcel = parcel
        self._start = start
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        return self._parcel.send(self._start, self._length)


@contextmanager
def opened(cabinet: Path, name: str, other: Digest | None, pace: Pace, tell: Listener) -> Iterator[Parcel]:
    """The parcel of a cabinet, digested, also by ``other``; ``FileNotFound`` or ``FileNotReadable``."""
    with disk.opened(cabinet) as file:
        parcel = Parcel(cabinet, name, file, pace, tell)
        parcel.digest(other)
        yield parcel
