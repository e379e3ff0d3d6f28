"""One request and its answer, as the emulators see them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

Json = dict[str, Any]
BLOCK = 256 * 1024
MOST = 200 * 1024 * 1024
"""What is ever read into memory at once; larger bodies are streamed in blocks."""


class Gone(Exception):
    """The client went away, or a fault cuts the connection, in the middle of the request's body."""


class Body:
    """The body of a request, which is read once: by length, or in HTTP's own chunks where ``length`` is None.

    ``cut`` ends it with ``Gone`` after so many bytes; ``rate`` is the most that is taken in bytes per second.
    """

    def __init__(self, stream: BinaryIO, length: int | None, cut: int | None = None, rate: int = 0) -> None:
        self._stream = stream
        self._length = length
        self._cut = cut
        self._rate = rate
        self.taken = 0
        self.ended = length == 0 and cut is None

    def blocks(self) -> Iterator[bytes]:
        """The bytes as they come, in blocks of at most 256 KiB."""
        for block in self._whole() if self._length is not None else self._chunked():
            if self._rate:
                time.sleep(len(block) / self._rate)
            if self._cut is not None and self.taken + len(block) >= self._cut:
                yield block[: self._cut - self.taken]
                self.taken = self._cut
                raise Gone
            self.taken += len(block)
            yield block
        if self._cut is not None:
            raise Gone
        self.ended = True

    def read(self) -> bytes:
        """All of it."""
        parts = []
        for block in self.blocks():
            parts.append(block)
            if self.taken > MOST:
                raise Gone
        return b"".join(parts)

    def drain(self) -> None:
        """Throw away what has not been read."""
        if not self.ended:
            for _ in self.blocks():
                pass

    def json(self) -> Json:
        """All of it, as an object; nothing at all is the empty object."""
        text = self.read()
        value = json.loads(text) if text.strip() else {}
        if not isinstance(value, dict):
            raise ValueError(value)  # noqa: TRY004 (to who reads JSON, it is as wrong as a missing brace)
        return value

    def form(self) -> dict[str, str]:
        """All of it, as the fields of a form."""
        return dict(parse_qsl(self.read().decode(), keep_blank_values=True))

    def _whole(self) -> Iterator[bytes]:
        while left := (self._length or 0) - self.taken:
            block = self._stream.read(min(BLOCK, left))
            if not block:
                raise Gone
            yield block

    def _chunked(self) -> Iterator[bytes]:
        while size := int(self._line().split(b";")[0], 16):
            while size:
                block = self._stream.read(min(BLOCK, size))
                if not block:
                    raise Gone
                size -= len(block)
                yield block
            self._line()
        while self._line().strip():
            pass

    def _line(self) -> bytes:
        line = self._stream.readline(8192)
        if not line:
            raise Gone
        return line


@dataclass(frozen=True)
class Request:
    """What a client asks: ``path`` without the query, ``base`` the scheme and host that it asked by.

    ``raw`` is the query as it came, for names that are there more than once.
    """

    method: str
    base: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: Body
    raw: str = ""

    @property
    def host(self) -> str:
        return self.base.partition("://")[2].partition(":")[0]

    @property
    def bearer(self) -> str | None:
        """The access token that came with it."""
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return token if kind.lower() == "bearer" and token else None


@dataclass(frozen=True)
class Piece:
    """A part of a file on disk, to be sent without being read into memory."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True)
class Answer:
    """What the server says: bytes, or a piece of a file."""

    status: int = 200
    body: bytes | Piece = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return self.body.length if isinstance(self.body, Piece) else len(self.body)

    @classmethod
    def of(cls, value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """An answer in JSON."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return cls(status, body, {"Content-Type": "application/json; charset=UTF-8", **(headers or {})})

    @classmethod
    def page(cls, text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """An answer in HTML."""
        return cls(status, text.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})})


class Refused(Exception):
    """Raised inside a service: the answer is this one."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status, answer.body)
        self.answer = answer


def wanted(header: str | None, size: int) -> tuple[int, int] | None:
    """The first byte and the length that a ``Range`` header asks for; None when it cannot be had."""
    first, _, last = (header or "").removeprefix("bytes=").partition("-")
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) if first and last else size - 1, size - 1)
    return (start, end - start + 1) if start <= end else None
