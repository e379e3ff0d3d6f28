"""Drive's three ways of sending a content: alone, with its metadata, and resumable."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.parser import BytesParser

from tests.emulators.clock import Clock
from tests.emulators.consent import random_text
from tests.emulators.content import Content, Shelf
from tests.emulators.exchange import BLOCK, Answer, Gone, Json, Refused, Request
from tests.emulators.google.refusals import bad, error, refuse
from tests.emulators.google.store import Caller

LIFE = timedelta(days=7)
RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
Finish = Callable[[Content, str | None], Answer]
"""Makes the file of what was sent, and of its media type."""


@dataclass
class Session:
    """A resumable upload. ``answer`` is what it ended with."""

    caller: Caller
    finish: Finish
    mime: str | None
    declared: int | None
    content: Content
    made: datetime
    answer: Answer | None = None
    expired: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    """The sessions, by their id, which whoever knows it may use: no token is needed, but a wrong one is refused."""

    def __init__(self, clock: Clock, shelf: Shelf) -> None:
        self.sessions: dict[str, Session] = {}
        self._clock = clock
        self._shelf = shelf

    def start(self, request: Request, caller: Caller, finish: Finish) -> Answer:
        """Begin; the answer says where the bytes are to be sent."""
        declared = request.headers.get("X-Upload-Content-Length")
        size = int(declared) if declared else None
        mime = request.headers.get("X-Upload-Content-Type")
        name = f"AHmU{random_text(100)}"
        self.sessions[name] = Session(caller, finish, mime, size, self._shelf.new(), self._clock.now())
        place = f"{request.base}{request.path}?uploadType=resumable&upload_id={name}"
        return Answer(200, headers={"Location": place, "X-GUploader-UploadID": name})

    def expire(self, status: int = 410) -> None:
        """Let every session be too old from now on."""
        for session in self.sessions.values():
            session.expired = status

    def take(self, request: Request, name: str) -> Answer:
        """Some bytes of a session, or the question of how far it is."""
        session = self.sessions.get(name)
        old = session is not None and self._clock.now() - session.made > LIFE
        if session is None or old or session.expired == 404:
            raise Refused(error(404, "notFound", "Not Found"))
        if session.expired:
            raise refuse("sessionExpired")
        with session.lock:
            return self._take(request, session)

    def _take(self, request: Request, session: Session) -> Answer:
        start, total = _range(request, session)
        if session.answer is not None:
            request.body.drain()
            return session.answer
        if start is not None:
            self._append(request, session, start)
        request.body.drain()
        if "Content-Range" not in request.headers:
            total = session.content.size  # the rest in one go, however long it was said to be
        if total is None or session.content.size < total:
            return _incomplete(session.content.size)
        session.answer = session.finish(session.content, session.mime)
        return session.answer

    def _append(self, request: Request, session: Session, start: int) -> None:
        """Add a chunk; of one that is cut, Drive keeps whole blocks of 256 KiB."""
        content = session.content
        if start > content.size:
            raise bad(f"Failed to parse Content-Range header: {content.size} bytes were received.", "Content-Range")
        skip = content.size - start
        held = bytearray()
        try:
            for block in request.body.blocks():
                held += block[skip:] if skip < len(block) else b""
                skip = max(0, skip - len(block))
                if len(held) >= BLOCK:
                    keep = len(held) - len(held) % BLOCK
                    content.append(bytes(held[:keep]))
                    del held[:keep]
        except Gone:
            content.append(bytes(held[: len(held) - (content.size + len(held)) % BLOCK]))
            raise
        content.append(bytes(held))


def multipart(request: Request) -> tuple[Json, str, bytes]:
    """The metadata, the media type and the content of a ``multipart/related`` body."""
    kind = request.headers.get("Content-Type", "")
    body = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body.read())
    parts = [part for part in body.walk() if part is not body]
    contents = [part.get_payload(decode=True) for part in parts]
    match contents:
        case [bytes(first), bytes(second)] if kind.startswith("multipart/related"):
            return json.loads(first or b"{}"), parts[1].get_content_type(), second
        case _:
            raise bad("Malformed multipart body.", reason="badContent")


def _range(request: Request, session: Session) -> tuple[int | None, int | None]:
    """Where the bytes start (None: there are none, only the question), and how many there will be in all."""
    header = request.headers.get("Content-Range")
    if header is None:
        return 0, session.declared
    match = RANGE.fullmatch(header.strip())
    if match is None:
        raise bad("Failed to parse Content-Range header.", "Content-Range")
    first, last, all_ = match.groups()
    total = None if all_ == "*" else int(all_)
    if total is not None and session.declared is not None and total != session.declared:
        raise bad("Content-Range does not match X-Upload-Content-Length.", "Content-Range")
    if first is None:
        return None, total
    length = int(last) - int(first) + 1
    if total is None or int(last) + 1 < total:
        if length % BLOCK:
            raise bad("Chunks must be a multiple of 256 KiB, except the last.", "Content-Range")
    elif int(last) >= total:
        raise bad("Content-Range goes beyond the end.", "Content-Range")
    sent = request.headers.get("Content-Length")
    if sent is not None and int(sent) != length:
        raise bad("Content-Range does not match Content-Length.", "Content-Range")
    return int(first), total


def _incomplete(size: int) -> Answer:
    return Answer(308, headers={"Range": f"bytes=0-{size - 1}"} if size else {})
