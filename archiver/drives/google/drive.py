"""Google Drive as a drive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import requests

from archiver.access.door import Door
from archiver.drives import AccountInfo, Guest, Receipt, Share, names, parcel, stream
from archiver.drives.google import Settings
from archiver.drives.google.errors import SERVICE
from archiver.drives.google.folders import Folders
from archiver.drives.google.given import Given
from archiver.drives.google.sharing import Sharing
from archiver.drives.google.tree import FIELDS, MARK, Item, Tree, id_of, media_type
from archiver.drives.google.upload import CHUNK, UNIT, Upload
from archiver.drives.google.wire import Wire
from archiver.drives.parcel import Pace, Parcel
from archiver.drives.patience import Patience
from archiver.errors import AlreadyThere, DigestMismatch, DriveFull, FileNotFound, Missing, NameRefused, ServiceError
from archiver.events import Listener, Warned
from archiver.words import N_, phrase

NOT_LOCKED = N_("{name} is on {service}, but could not be locked there: {reason}")
LOCK = N_("NON-RESTORABLE archive: never changed")
MOST_BYTES_OF_FOLDER = 100
"""A property holds 124 bytes, with its name."""


class GoogleDrive:
    """Cabinets in a folder that we make in *My Drive*, locked once they are there.

    What lies there is looked at once, at the first call, and with each ``list``; the room that is left is asked for
    once, and reckoned from then on. ``chunk`` is how many bytes go in one request, a multiple of 256 KiB.
    """

    def __init__(self, settings: Settings, door: Door, *, chunk: int = CHUNK, patience: Patience | None = None) -> None:
        self._settings = settings
        self._door = door
        self._patience = patience or Patience()
        self._pace = Pace(settings.limit, self._patience.sleep)
        self._chunk = min(chunk, max(UNIT, settings.limit // UNIT * UNIT)) if settings.limit else chunk
        self._seen: Tree | None = None
        self._free: int | None = None

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        """Send a cabinet, compare the digest that the service gives with ours, and lock it.

        ``AlreadyThere`` where the name holds other bytes, ``NameRefused``, ``NotLinked``, ``DriveFull`` before anything
        is sent, ``DigestMismatch``, and errors of ``ServiceError`` where the service fails for longer than we wait.
        """
        parts = names.parts(name, SERVICE)
        with parcel.opened(cabinet, "/".join(parts), None, self._pace, tell) as found:
            there = self._tree.files(parts)
            item = _same(there, found, parts[-1]) if there else self._send(found, parts)
            digest = self._verified(item, found)
        self._lock(item, tell)
        return Receipt(found.name, found.size, digest, item.where)

    def open(self, receipt: Receipt) -> BinaryIO:
        """The bytes of the receipt's own file, else of its name; ``FileNotFound`` where there are none."""
        file = id_of(receipt.where) or self._found(receipt).id
        address = f"https://www.googleapis.com/drive/v3/files/{file}?alt=media&supportsAllDrives=true"

        def fetch(start: int) -> requests.Response:
            headers = stream.PLAIN | ({"Range": f"bytes={start}-"} if start else {})
            return self._wire.send("GET", address, headers, stream=True)

        try:
            return stream.read(SERVICE, fetch, self._patience)
        except Missing as missing:
            raise FileNotFound(path=receipt.where) from missing

    def list(self) -> Iterator[Receipt]:
        """Every ``.cab`` in our folder that is not in the trash, with the service's own SHA-256."""
        self._seen = self._folders.look()
        for name, item in self._seen.cabinets():
            yield Receipt(name, item.size, item.sha256, item.where)

    def trash(self, receipt: Receipt) -> None:
        """Move a cabinet to the trash, which Google empties of what is older than 30 days."""
        try:
            item = Item.of(self._file(id_of(receipt.where) or self._found(receipt).id))
        except (FileNotFound, Missing):
            return
        if item.trashed:
            return
        if item.size != receipt.size or (item.sha256 and receipt.digest not in (None, item.sha256)):
            raise DigestMismatch(path=item.where, listed=receipt.name)
        change = {"trashed": True}
        self._wire.api.files().update(fileId=item.id, body=change, fields="id", supportsAllDrives=True).execute()
        self._seen = None

    def require_trash(self) -> None:
        """The service always has one."""

    def account(self) -> AccountInfo:
        """Whose it is, and how much room there is."""
        about = self._wire.api.about().get(fields="user(emailAddress),storageQuota(limit,usage)").execute()
        quota = about["storageQuota"]
        total = int(quota["limit"]) if "limit" in quota else None
        return AccountInfo(about["user"]["emailAddress"], int(quota["usage"]), total)

    def share(self, target: Receipt | str, guest: Guest) -> Share:
        """Let a guest read an archive, or the folder of that name."""
        if isinstance(target, Receipt):
            file = id_of(target.where) or self._found(target).id
            return self._sharing.share(file, target.name, guest, folder=False)
        parts = names.parts(target, SERVICE) if target else ()
        folders = self._tree.folders(parts)
        if not folders:
            raise Missing(service=SERVICE, name=target or self._settings.folder)
        return self._sharing.share(folders[0].id, target, guest, folder=True)

    def unshare(self, share: Share) -> None:
        """Let the guest in no longer; nothing happens where that is so already."""
        self._sharing.unshare(share)

    def shares(self) -> Iterator[Share]:
        """Everybody who is let in, to each archive and folder of ours."""
        return self._sharing.shares(self._folders)

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self._door, self._settings.link, self._patience)

    @cached_property
    def _folders(self) -> Folders:
        folder = names.parts(self._settings.folder, SERVICE)
        if len(folder) > 1 or len(folder[0].encode()) > MOST_BYTES_OF_FOLDER:
            raise NameRefused(name=self._settings.folder, path=SERVICE)
        return Folders(self._wire, folder[0])

    @cached_property
    def _sharing(self) -> Sharing:
        return Sharing(self._wire)

    @property
    def _tree(self) -> Tree:
        self._seen = self._seen or self._folders.look()
        return self._seen

    def _found(self, receipt: Receipt) -> Item:
        there = self._tree.files(names.parts(receipt.name, SERVICE))
        if not there:
            raise FileNotFound(path=f"{SERVICE}: {receipt.name}")
        return there[0]

    def _send(self, found: Parcel, parts: Sequence[str]) -> Item:
        self._require_room(found)
        upload = Upload(self._wire, self._door, self._settings.link, found, self._chunk)
        try:
            item = self._sent(upload, found, parts)
        except Missing:  # somebody took the folder away: look again, make another
            self._seen = None
            item = self._sent(upload, found, parts)
        self._tree.add(item)
        return item

    def _sent(self, upload: Upload, found: Parcel, parts: Sequence[str]) -> Item:
        folder = self._folders.make(self._tree, parts[:-1])
        marks = {MARK: self._settings.folder, "sha256": found.sha256}
        metadata = {
            "name": parts[-1],
            "mimeType": media_type(parts[-1]),
            "parents": [folder.id],
            "properties": marks,
            "copyRequiresWriterPermission": False,  # the accountant is to download it
        }
        item = Item.of(upload.run(metadata))
        upload.forget()
        if upload.resumed:  # then the answer may be as old as the session, and its folder in the trash by now
            item = Item.of(self._file(item.id))
            if item.trashed:
                raise Missing(service=SERVICE, name=found.name)
        return item

    def _require_room(self, found: Parcel) -> None:
        if self._free is None:
            self._free = self.account().free
        if self._free is not None:
            if found.size > self._free:
                raise DriveFull(service=SERVICE, name=found.name, size=found.size, free=self._free)
            self._free -= found.size

    def _verified(self, item: Item, found: Parcel) -> str | None:
        """Our digest if the service's own agrees, or None where it gives none."""
        if not (item.sha256 or item.md5):
            item = Item.of(self._file(item.id))
        if not (item.sha256 or item.md5):
            return None
        if not agrees(item, found):
            raise DigestMismatch(path=item.where, listed=found.name)
        return found.sha256

    def _file(self, file: str) -> Given:
        return self._wire.api.files().get(fileId=file, fields=FIELDS, supportsAllDrives=True).execute()

    def _lock(self, item: Item, tell: Listener) -> None:
        """Lock the content. That it could not be is no reason to say that it is not there."""
        if item.locked:
            return
        lock = {"readOnly": True, "ownerRestricted": True, "reason": LOCK}
        change = {"contentRestrictions": [lock]}
        try:
            self._wire.api.files().update(fileId=item.id, body=change, fields="id", supportsAllDrives=True).execute()
        except ServiceError as error:
            tell(Warned(phrase(NOT_LOCKED, name=item.name, service=SERVICE, reason=error.phrase)))


def agrees(item: Item, found: Parcel) -> bool:
    """Whether the service's own digest is ours: of SHA-256, else the MD5 that it always has."""
    if item.sha256:
        return item.sha256 == found.sha256
    return item.md5 == found.digested(hashlib.md5(usedforsecurity=False))


def _same(there: Sequence[Item], found: Parcel, name: str) -> Item:
    """The one that is the same as ours; ``AlreadyThere`` if none is."""
    for item in there:
        if item.name == name and agrees(item, found):
            return item
    raise AlreadyThere(path=f"{SERVICE}: {found.name}")
