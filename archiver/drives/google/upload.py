"""A cabinet sent to Google Drive by its resumable protocol, whatever the line and the service do meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import requests

from archiver.access.door import Door
from archiver.drives.google.errors import SERVICE
from archiver.drives.google.given import Given
from archiver.drives.google.tree import FIELDS
from archiver.drives.google.wire import Wire
from archiver.drives.parcel import Parcel
from archiver.drives.patience import Course
from archiver.errors import ArchiverError, Missing, Unintelligible, Unwell
from archiver.words import N_, phrase

ADDRESS = "https://www.googleapis.com/upload/drive/v3/files"
CHUNK = 8 << 20
UNIT = 256 * 1024
"""Chunks are multiples of it, except the last."""

_LOST = N_("it forgot the upload, again and again")
_STUCK = N_("it takes bytes and does not keep them")
_NO_ADDRESS = N_("no address to send the bytes to")
_NO_FILE = N_("nothing is said of the file that was made")
_INCOMPLETE = 308


class Upload:
    """One upload. The session's address opens the door to it without any token, so it is kept as a secret is.

    ``resumed`` tells afterwards whether it was begun by a former process.
    """

    def __init__(self, wire: Wire, door: Door, link: str, parcel: Parcel, chunk: int) -> None:
        self._wire = wire
        self._door = door
        self._link = link
        self._parcel = parcel
        self._chunk = chunk
        self._key = f"{parcel.name}\n{parcel.sha256}"
        self.resumed = False

    def run(self, metadata: Mapping[str, object]) -> Given:
        """Send what the service does not have yet; the file that was made, as it describes it.

        ``metadata`` is for a new session; one that a former process began goes on as that one said. ``Missing`` where
        the folder is gone.
        """
        with self._parcel.sending(SERVICE):
            for _ in range(3):
                kept = self._door.session(self._link, self._key)
                self.resumed = kept is not None
                address = kept or self._start(metadata)
                try:
                    return self._through(address)
                except Missing:  # the session is too old, or the service lost it
                    self.forget()
        raise Unwell(service=SERVICE, reason=phrase(_LOST))

    def forget(self) -> None:
        """The session is over."""
        self._door.forget_session(self._link, self._key)

    def _start(self, metadata: Mapping[str, object]) -> str:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Upload-Content-Type": str(metadata["mimeType"]),
            "X-Upload-Content-Length": str(self._parcel.size),
        }
        query = requests.models.PreparedRequest()
        query.prepare_url(ADDRESS, {"uploadType": "resumable", "supportsAllDrives": "true", "fields": FIELDS})
        body = json.dumps(metadata, ensure_ascii=False).encode()
        to = str(query.url)
        answer = self._wire.patience.persist(lambda: self._wire.send("POST", to, headers, body, name=self._parcel.name))
        address = answer.headers.get("Location")
        if not address:
            raise Unintelligible(service=SERVICE, reason=phrase(_NO_ADDRESS))
        self._door.keep_session(self._link, self._key, address)
        return address

    def _through(self, address: str) -> Given:
        course = Course(self._wire.patience)
        at = None if self.resumed else 0
        while True:
            try:
                answer = self._send(address, at)
            except ArchiverError as error:
                course.bear(error)
                at = None
                continue
            if answer.status_code != _INCOMPLETE:
                return _file(answer)
            sent, at = at is not None, _held(answer)
            self._parcel.reached(at)
            if not course.reached(at) and sent:
                course.bear(Unwell(service=SERVICE, reason=phrase(_STUCK)))

    def _send(self, address: str, at: int | None) -> requests.Response:
        """The next chunk from ``at`` on; where that is not known or all is sent, only ask how far the service is."""
        size = self._parcel.size
        if at is None or at >= size:
            return self._wire.send("PUT", address, {"Content-Range": f"bytes */{size}"}, b"", name=self._parcel.name)
        body = self._parcel.span(at, self._chunk)
        headers = {"Content-Range": f"bytes {at}-{at + len(body) - 1}/{size}", "Content-Length": str(len(body))}
        return self._wire.send("PUT", address, headers, body, name=self._parcel.name)


def _held(answer: requests.Response) -> int:
    """How many bytes the service has."""
    match = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", ""))
    return int(match.group(1)) + 1 if match else 0


def _file(answer: requests.Response) -> Given:
    try:
        file = answer.json()
        file["id"], file["name"], file["mimeType"]
    except (ValueError, KeyError, TypeError):
        raise Unintelligible(service=SERVICE, reason=phrase(_NO_FILE)) from None
    return file
