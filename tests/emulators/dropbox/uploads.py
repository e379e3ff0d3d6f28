"""Dropbox's uploads: at once, and in sessions."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.emulators.clock import Clock
from tests.emulators.consent import random_text
from tests.emulators.content import Content, Shelf
from tests.emulators.dropbox.refusals import failure, tagged
from tests.emulators.dropbox.routes import Asked, Serving
from tests.emulators.dropbox.tree import Node, WriteFailed, shown, untagged
from tests.emulators.exchange import BLOCK, Json, Refused

LIFE = timedelta(days=7)
MOST_AT_ONCE = 150 * 1024 * 1024
WRITE = "files.content.write"


@dataclass
class Session:
    """Bytes that have no place yet."""

    content: Content
    account: str
    made: datetime
    closed: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)


class SessionFailed(Exception):
    """An ``UploadSessionLookupError``, or what the routes have besides."""

    def __init__(self, error: Json) -> None:
        super().__init__(error)
        self.error = error


class Uploads:
    """The sessions, by their id."""

    def __init__(self, clock: Clock, shelf: Shelf, lock: threading.RLock) -> None:
        self.sessions: dict[str, Session] = {}
        self._clock, self._shelf, self._lock = clock, shelf, lock
        self.serving: Mapping[str, Serving] = {
            "files/upload": Serving(self._upload, WRITE),
            "files/upload_session/start": Serving(self._start, WRITE),
            "files/upload_session/append_v2": Serving(self._append, WRITE),
            "files/upload_session/finish": Serving(self._finish, WRITE),
            "files/upload_session/finish_batch_v2": Serving(self._finish_batch, WRITE),
        }

    def _upload(self, asked: Asked) -> Json:
        content = self._shelf.new()
        try:
            self._take(asked, content)
            return untagged(shown(self._commit(asked, asked.argument, content), asked.caller.root))
        except SessionFailed as failed:
            raise Refused(failure(failed.error)) from failed
        except WriteFailed as failed:
            later = f"pid_upload_session:{random_text(60)}"
            self.sessions[later] = Session(content, asked.caller.account, self._clock.now(), closed=True)
            error = {".tag": "path", "reason": failed.error, "upload_session_id": later}
            raise Refused(failure(error)) from failed

    def _start(self, asked: Asked) -> Json:
        content = self._shelf.new()
        try:
            self._take(asked, content)
        except SessionFailed as failed:
            raise Refused(failure(failed.error)) from failed
        name = f"pid_upload_session:{random_text(60)}"
        closed = asked.argument.get("close", False)
        self.sessions[name] = Session(content, asked.caller.account, self._clock.now(), closed)
        return {"session_id": name}

    def _append(self, asked: Asked) -> None:
        try:
            session = self._session(asked, asked.argument["cursor"])
            with session.lock:
                _require_open(session)
                _require_offset(session, asked.argument["cursor"])
                self._take(asked, session.content)
                session.closed = asked.argument.get("close", False)
        except SessionFailed as failed:
            raise Refused(failure(failed.error)) from failed

    def _finish(self, asked: Asked) -> Json:
        try:
            node = self._finished(asked, asked.argument)
        except SessionFailed as failed:
            raise Refused(failure(failed.error)) from failed
        return untagged(shown(node, asked.caller.root))

    def _finish_batch(self, asked: Asked) -> Json:
        entries: list[Json] = []
        for each in asked.argument["entries"]:
            try:
                node = self._finished(asked, each)
                entries.append({**shown(node, asked.caller.root), ".tag": "success"})
            except SessionFailed as failed:
                entries.append({".tag": "failure", "failure": failed.error})
        return {"entries": entries}

    def _finished(self, asked: Asked, entry: Json) -> Node:
        """The rest of the bytes, and the file that they make; a session that failed to be placed stays."""
        try:
            session = self._session(asked, entry["cursor"])
            with session.lock:
                _require_offset(session, entry["cursor"])
                if not session.closed:
                    self._take(asked, session.content)
                node = self._commit(asked, entry["commit"], session.content)
        except WriteFailed as failed:
            raise SessionFailed({".tag": "path", "path": failed.error}) from failed
        except SessionFailed as failed:
            if failed.error[".tag"] in {"not_found", "incorrect_offset", "closed"}:
                raise SessionFailed({".tag": "lookup_failed", "lookup_failed": failed.error}) from failed
            raise
        self.sessions.pop(entry["cursor"]["session_id"], None)
        return node

    def _session(self, asked: Asked, cursor: Json) -> Session:
        session = self.sessions.get(cursor["session_id"])
        if session is None or session.account != asked.caller.account or self._clock.now() - session.made > LIFE:
            raise SessionFailed(tagged("not_found"))
        return session

    def _commit(self, asked: Asked, info: Json, content: Content) -> Node:
        with self._lock:
            return asked.caller.tree.commit(asked.caller.root, info, content)

    def _take(self, asked: Asked, content: Content) -> None:
        """The whole body, or nothing of it: a request that breaks off, or is not what was announced, adds no byte."""
        body, announced = asked.request.body, asked.argument.get("content_hash")
        draft = self._shelf.draft(("content_hash",) if announced else ())
        try:
            for block in body.blocks():
                draft.append(block)
                if draft.size > MOST_AT_ONCE:
                    body.drain()
                    raise SessionFailed(tagged("payload_too_large"))
            if announced and draft.digest("content_hash") != announced:
                raise SessionFailed(tagged("content_hash_mismatch"))
            content.absorb(draft, BLOCK)
        finally:
            draft.path.unlink()


def _require_open(session: Session) -> None:
    if session.closed:
        raise SessionFailed(tagged("closed"))


def _require_offset(session: Session, cursor: Json) -> None:
    if cursor["offset"] != session.content.size:
        raise SessionFailed({".tag": "incorrect_offset", "correct_offset": session.content.size})
