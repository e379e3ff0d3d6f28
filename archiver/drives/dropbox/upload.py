"""A cabinet sent to Dropbox: in one request up to 150 MiB, else in a session, which another process can go on with."""

from __future__ import annotations

from collections.abc import Callable

from dropbox.exceptions import ApiError
from dropbox.files import CommitInfo, UploadSessionCursor, WriteMode

from archiver.access.door import Door
from archiver.drives.dropbox.errors import SERVICE, right_offset
from archiver.drives.dropbox.given import Api, Given
from archiver.drives.dropbox.wire import Body, Wire
from archiver.drives.parcel import Parcel
from archiver.drives.patience import Course
from archiver.errors import ArchiverError, Missing, Unwell
from archiver.words import N_, phrase

AT_ONCE = 150 << 20
CHUNK = 48 << 20

_LOST = N_("it forgot the upload, again and again")
_STUCK = N_("it takes bytes and does not keep them")


class Upload:
    """One upload to ``path``. A name that is taken by the same bytes is no conflict to Dropbox, so all can be repeated.

    ``at_once`` and ``chunk`` are the most bytes of a request, alone and in a session.
    """

    def __init__(self, wire: Wire, door: Door, link: str, parcel: Parcel, path: str, at_once: int, chunk: int) -> None:
        self._wire = wire
        self._door = door
        self._link = link
        self._parcel = parcel
        self._path = path
        self._at_once = at_once
        self._chunk = chunk
        self._key = f"{parcel.name}\n{parcel.sha256}"

    def run(self) -> Given:
        """Send what the service does not have yet; the file as it describes it."""
        with self._parcel.sending(SERVICE):
            return self._whole() if self._parcel.size <= self._at_once else self._in_session()

    def _whole(self) -> Given:
        body = self._body(0, self._parcel.size)
        how = {"mode": WriteMode.add, "autorename": False, "strict_conflict": False, "content_hash": self._parcel.other}
        return self._wire.call(lambda api: api.files_upload(body, self._path, **how), self._path)

    def _in_session(self) -> Given:
        for _ in range(3):
            kept = self._door.session(self._link, self._key)
            session = kept or self._start()
            try:
                there = self._through(session, None if kept else self._chunk)
            except Missing:  # the session is too old, or it was finished and the answer was lost
                there = self._there()
            self._door.forget_session(self._link, self._key)
            if there:
                return there
        raise Unwell(service=SERVICE, reason=phrase(_LOST))

    def _start(self) -> str:
        body = self._body(0, self._chunk)
        session: str = self._wire.call(lambda api: api.files_upload_session_start(body), self._path).session_id
        self._door.keep_session(self._link, self._key, session)
        return session

    def _through(self, session: str, at: int | None) -> Given:
        """From ``at`` on, or from where the service is; ``Missing`` where it does not know the session."""
        course = Course(self._wire.patience)
        while True:
            try:
                at = self._append(session, 0, 0) if at is None else at
                self._parcel.reached(at)
                course.reached(at)
                last = self._parcel.size - at <= self._chunk
                step = self._finish(session, at) if last else self._append(session, at, self._chunk)
            except ArchiverError as error:
                course.bear(error)
                at = None
                continue
            if not isinstance(step, int):
                return step
            if step <= at:
                course.bear(Unwell(service=SERVICE, reason=phrase(_STUCK)))
            at = step

    def _append(self, session: str, at: int, length: int) -> int:
        """How many bytes the service has after that, or has already: to send none is to ask for it."""
        body = self._body(at, length)
        cursor = UploadSessionCursor(session, at)

        def act(api: Api) -> int:
            api.files_upload_session_append_v2(body, cursor)
            return at + length

        return int(self._wire.once(lambda api: _or_offset(act, api), self._path))

    def _finish(self, session: str, at: int) -> Given:
        """The file that was made; or how many bytes the service has, if it is not all that were thought."""
        body = self._body(at, self._chunk)
        cursor = UploadSessionCursor(session, at)
        commit = CommitInfo(self._path, WriteMode.add, autorename=False, strict_conflict=False)

        def act(api: Api) -> Given:
            return api.files_upload_session_finish(body, cursor, commit)

        return self._wire.once(lambda api: _or_offset(act, api), self._path)

    def _there(self) -> Given:
        """The file, if it is there already and the same."""
        try:
            there = self._wire.call(lambda api: api.files_get_metadata(self._path), self._path)
        except Missing:
            return None
        return there if getattr(there, "content_hash", None) == self._parcel.other else None

    def _body(self, at: int, length: int) -> bytes:
        span = self._parcel.span(at, length)
        return Body(span) if len(span) else b""


def _or_offset(act: Callable[[Api], Given], api: Api) -> Given:
    """What ``act`` gives; where it was done at a wrong offset, the right one."""
    try:
        return act(api)
    except ApiError as error:
        offset = right_offset(error)
        if offset is None:
            raise
        return offset
