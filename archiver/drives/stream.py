"""A deposit being read back: one stream, however often the line breaks."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, cast

import requests

from archiver.drives.line import broken
from archiver.drives.patience import Course, Patience

Fetch = Callable[[int], requests.Response]
"""Asks for the bytes from a place on, as they are (``PLAIN``); raises our errors."""
PLAIN = {"Accept-Encoding": "identity"}


class Stream(io.RawIOBase):
    """All the bytes that ``fetch`` brings, which asks for them from a place on. Where the line breaks, it goes on."""

    def __init__(self, service: str, fetch: Fetch, patience: Patience) -> None:
        self._service = service
        self._fetch = fetch
        self._patience = patience
        self._course = Course(patience)
        self._at = 0
        self._answer: requests.Response | None = patience.persist(lambda: fetch(0))
        length = self._answer.headers.get("Content-Length")
        self._size = int(length) if length else None

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # typeshed's Buffer has no length to ask
        """The next bytes; only errors of ours are raised."""
        while self._at != self._size:
            try:
                block = self._next(len(buffer))
            except requests.RequestException as error:
                failure = broken(self._service, error)
            else:
                buffer[: len(block)] = block
                self._at += len(block)
                self._course.reached(self._at)
                return len(block)
            self._course.bear(failure)
        return 0

    def close(self) -> None:
        """Let go of the connection."""
        if self._answer is not None:
            self._answer.close()
        super().close()

    def _next(self, most: int) -> bytes:
        if self._answer is None:
            self._answer = self._patience.persist(lambda: self._fetch(self._at))
        answer, self._answer = self._answer, None
        block = next(answer.iter_content(most), b"")
        if not block and self._size is not None:
            raise requests.ConnectionError
        self._answer = answer
        return block


def read(service: str, fetch: Fetch, patience: Patience) -> BinaryIO:
    """The stream, buffered; the first request is made at once."""
    return cast("BinaryIO", io.BufferedReader(Stream(service, fetch, patience), 1 << 20))
