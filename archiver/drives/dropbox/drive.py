"""Dropbox as a drive."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from operator import methodcaller
from pathlib import Path
from typing import BinaryIO

import requests
from dropbox.content_hash import DropboxContentHasher

from archiver.access.door import Door
from archiver.drives import AccountInfo, Guest, Receipt, Share, names, parcel, stream
from archiver.drives.dropbox import Settings
from archiver.drives.dropbox.errors import SERVICE
from archiver.drives.dropbox.given import Given
from archiver.drives.dropbox.sharing import Sharing
from archiver.drives.dropbox.tree import File, Tree
from archiver.drives.dropbox.upload import AT_ONCE, CHUNK, Upload
from archiver.drives.dropbox.wire import Wire
from archiver.drives.parcel import Pace, Parcel
from archiver.drives.patience import Patience
from archiver.errors import AlreadyThere, DigestMismatch, DriveFull, FileNotFound, Missing
from archiver.events import Listener

LISTING = {"recursive": True, "limit": 2000, "include_has_explicit_shared_members": True}


class DropboxDrive:
    """Cabinets in a folder that we make, which Dropbox cannot lock.

    What lies there is looked at once, at the first call, and with each ``list``; the room that is left is asked for
    once, and reckoned from then on. ``at_once`` and ``chunk`` are the most bytes of a request, alone and in a session.
    """

    def __init__(
        self,
        settings: Settings,
        door: Door,
        *,
        at_once: int = AT_ONCE,
        chunk: int = CHUNK,
        patience: Patience | None = None,
    ) -> None:
        self._settings = settings
        self._door = door
        self._at_once = at_once
        self._chunk = chunk
        self._patience = patience or Patience()
        self._pace = Pace(settings.limit, self._patience.sleep)
        self._seen: Tree | None = None
        self._free: int | None = None

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        """Send a cabinet, and compare Dropbox's own digest of it with ours.

        ``AlreadyThere`` where the name holds other bytes, ``NameRefused``, ``NotLinked``, ``DriveFull`` before anything
        is sent, ``DigestMismatch``, and errors of ``ServiceError`` where the service fails for longer than we wait.
        """
        parts = names.parts(name, SERVICE)
        with parcel.opened(cabinet, "/".join(parts), DropboxContentHasher(), self._pace, tell) as found:
            file = self._tree.get(parts)
            if file is None:
                file = self._send(found, parts)
            elif file.parts != parts or file.content_hash != found.other:
                raise AlreadyThere(path=f"{SERVICE}: {file.path}")
        return Receipt(found.name, found.size, found.sha256, file.path)

    def open(self, receipt: Receipt) -> BinaryIO:
        """The bytes under the receipt's name; ``FileNotFound`` where there are none."""
        path = self._path(receipt.name)

        def fetch(start: int) -> requests.Response:
            more = stream.PLAIN | ({"Range": f"bytes={start}-"} if start else {})
            _, answer = self._wire.once(lambda api: api.files_download(path, extra_headers=more), path)
            found: requests.Response = answer
            return found

        try:
            return stream.read(SERVICE, fetch, self._patience)
        except Missing as missing:
            raise FileNotFound(path=f"{SERVICE}: {path}") from missing

    def list(self) -> Iterator[Receipt]:
        """Every ``.cab`` in our folder. Dropbox knows no SHA-256, so these receipts have no digest."""
        self._seen = self._look()
        for file in self._seen.cabinets():
            yield Receipt(file.name, file.size, None, file.path)

    def trash(self, receipt: Receipt) -> None:
        """Delete a cabinet as Dropbox does it: its owner can restore it for 30 days, and longer with some plans."""
        path = self._path(receipt.name)
        try:
            there = self._wire.call(lambda api: api.files_get_metadata(path), path)
            if getattr(there, "size", None) != receipt.size:
                raise DigestMismatch(path=f"{SERVICE}: {path}", listed=receipt.name)
            self._wire.call(lambda api: api.files_delete_v2(path, parent_rev=there.rev), path)
        except Missing:
            return
        self._seen = None

    def require_trash(self) -> None:
        """The service always has one."""

    def account(self) -> AccountInfo:
        """Whose it is, and how much room there is."""
        email = self._wire.call(lambda api: api.users_get_current_account()).email
        used, total = self._room()
        return AccountInfo(email, used, total)

    def share(self, target: Receipt | str, guest: Guest) -> Share:
        """Let a guest read an archive, or the folder of that name."""
        name = target.name if isinstance(target, Receipt) else target
        return self._sharing.share(self._path(name), name, guest, folder=not isinstance(target, Receipt))

    def unshare(self, share: Share) -> None:
        """Let the guest in no longer; nothing happens where that is so already."""
        self._sharing.unshare(share)

    def shares(self) -> Iterator[Share]:
        """Everybody who is let in, to each archive and folder of ours, and every link to them."""
        return self._sharing.shares(self._entries(), self._top)

    @cached_property
    def _wire(self) -> Wire:
        return Wire(self._door, self._settings.link, self._patience)

    @cached_property
    def _top(self) -> str:
        """Our folder: empty, or with a slash before each part."""
        folder = self._settings.folder.strip("/")
        return "/" + "/".join(names.parts(folder, SERVICE)) if folder else ""

    @cached_property
    def _sharing(self) -> Sharing:
        return Sharing(self._wire)

    @property
    def _tree(self) -> Tree:
        self._seen = self._seen or self._look()
        return self._seen

    def _path(self, name: str) -> str:
        return f"{self._top}/{'/'.join(names.parts(name, SERVICE))}" if name else self._top

    def _look(self) -> Tree:
        return Tree(self._entries(), self._top)

    def _entries(self) -> Iterator[Given]:
        """Files and folders as the service describes them; none where our folder is not there yet."""
        try:
            page = self._wire.call(lambda api: api.files_list_folder(self._top, **LISTING), self._top)
        except Missing:
            return
        yield from page.entries
        while page.has_more:
            page = self._wire.call(methodcaller("files_list_folder_continue", page.cursor), self._top)
            yield from page.entries

    def _send(self, found: Parcel, parts: tuple[str, ...]) -> File:
        self._require_room(found)
        path = self._path(found.name)
        sizes = (self._at_once, self._chunk)
        file = File.of(Upload(self._wire, self._door, self._settings.link, found, path, *sizes).run(), parts)
        if file.content_hash != found.other:
            raise DigestMismatch(path=f"{SERVICE}: {file.path}", listed=found.name)
        self._tree.add(file)
        return file

    def _require_room(self, found: Parcel) -> None:
        if self._free is None:
            self._free = AccountInfo("", *self._room()).free
        if self._free is not None:
            if found.size > self._free:
                raise DriveFull(service=SERVICE, name=found.name, size=found.size, free=self._free)
            self._free -= found.size

    def _room(self) -> tuple[int, int | None]:
        """The bytes that are used, and all that there are: of the team, if the account shares a team's."""
        space = self._wire.call(lambda api: api.users_get_space_usage())
        if space.allocation.is_individual():
            return space.used, space.allocation.get_individual().allocated
        if not space.allocation.is_team():
            return space.used, None
        team = space.allocation.get_team()
        own = team.user_within_team_space_allocated
        return (space.used, own) if own else (team.used, team.allocated)
