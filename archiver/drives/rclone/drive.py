"""A remote of rclone's as a drive."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import normalize

from archiver.drives import Receipt, names, parcel
from archiver.drives.parcel import Pace, Parcel
from archiver.drives.rclone import Settings
from archiver.drives.rclone.program import Program
from archiver.errors import (
    AlreadyThere,
    DigestMismatch,
    DriveFull,
    FileNotFound,
    FileNotReadable,
    Missing,
    NoTrash,
    Refused,
    RemoteRefused,
    because,
)
from archiver.events import Listener
from archiver.words import N_, phrase

BLOCK = 1 << 20
BRIEF = ("--files-only", "--no-mimetype", "--no-modtime")
TRUSTED = ("sha256", "sha512", "blake3", "md5", "sha1", "dropbox", "whirlpool", "hidrive", "mailru", "quickxor")
"""The digests that tell any two files apart, by rclone's names; a service with none of them is read back instead."""

UNSAID = N_(
    "nobody knows whether this service keeps what is deleted. If it has a trash, or keeps versions, say so in the "
    "settings of that drive: keeps_deleted = true"
)

_SECRET = re.compile(r"(?:pass|secret|token|key|auth)\w*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """A file: its path below the remote as it is written there, its size in bytes, and its digests by their names."""

    path: str
    size: int
    hashes: Mapping[str, str]

    @classmethod
    def of(cls, told: Any, folder: str = "") -> Item:  # noqa: ANN401 - JSON
        """A file as ``rclone lsjson`` describes it."""
        path = f"{folder}/{told['Path']}" if folder else told["Path"]
        return cls(path, told["Size"], {kind: value for kind, value in told.get("Hashes", {}).items() if value})

    @property
    def name(self) -> str:
        """The relative name."""
        return normalize("NFC", self.path)


class Rclone:
    """Cabinets below a remote. What was interrupted is sent again from its beginning, for rclone cannot go on with it.

    Whoever can read this machine's list of processes sees the remote and the names, but no secret: those stay with
    rclone.
    """

    def __init__(self, settings: Settings) -> None:
        remote = settings.remote
        if remote.startswith("-") or _SECRET.search(remote):
            raise RemoteRefused(name=remote.partition(",")[0])
        self._settings = settings
        self._root = remote if remote.endswith((":", "/")) else f"{remote}/"
        self._rclone = Program(settings.program, remote)
        self._pace = Pace(None)

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        """Send a cabinet, and compare it where it lies: by a digest that the service gives, else by reading it back.

        ``AlreadyThere`` where the name holds other bytes, ``NameRefused``, ``DriveFull`` before anything is sent,
        ``DigestMismatch``, ``ProgramMissing``, ``UnknownRemote``, ``RemoteNotLinked``, and errors of ``ServiceError``.
        """
        parts = names.parts(name, self._rclone.service)
        with parcel.opened(cabinet, "/".join(parts), hashlib.md5(usedforsecurity=False), self._pace, tell) as found:
            item = self._look(parts)
            if item and not self._same(item, found):
                raise AlreadyThere(path=self._at(item.path))
            if item is None:
                item = self._sent(found, parts)
                if not self._same(item, found):
                    raise DigestMismatch(path=self._at(item.path), listed=found.name)
            return Receipt(found.name, found.size, found.sha256, self._at(item.path))

    def open(self, receipt: Receipt) -> BinaryIO:
        """The bytes of the receipt's own path, else of its name; ``FileNotFound`` where there are none."""
        there = receipt.where.startswith(self._root)
        path = receipt.where.removeprefix(self._root) if there else "/".join(names.parts(receipt.name, self._root))
        self._item(path)  # asked first, because of a folder rclone would read every file, one after the other
        return self._rclone.cat(self._at(path))

    def list(self) -> Iterator[Receipt]:
        """Every ``.cab`` at any depth, in a stable order, without digests; what is hidden is no deposit."""
        for item in sorted(self._listed("", "--recursive"), key=lambda each: each.name):
            hidden = any(part.startswith(".") for part in item.path.split("/"))
            if item.name.lower().endswith(".cab") and not hidden:
                yield Receipt(item.name, item.size, None, self._at(item.path))

    def trash(self, receipt: Receipt) -> None:
        """Delete a cabinet, where the owner has said that the service keeps what is deleted; else ``NoTrash``."""
        self.require_trash()
        path = "/".join(names.parts(receipt.name, self._root))
        with suppress(FileNotFound, Missing):
            if self._item(path).size != receipt.size:
                raise DigestMismatch(path=self._at(path), listed=receipt.name)
            self._rclone.ask("deletefile", "--", self._at(path))

    def require_trash(self) -> None:
        """``NoTrash`` unless the owner has given that word."""
        if not self._settings.keeps_deleted:
            raise NoTrash(where=self._settings.remote, reason=phrase(UNSAID))

    def _at(self, path: str) -> str:
        return f"{self._root}{path}"

    def _listed(self, folder: str, *how: str) -> Sequence[Item]:
        """The files of a folder; none where there is no such folder yet."""
        try:
            told = self._rclone.table("lsjson", *BRIEF, *how, "--", self._at(folder))
        except Missing:
            return []
        return [Item.of(each, folder) for each in told]

    def _look(self, parts: Sequence[str]) -> Item | None:
        """The file of this name; ``AlreadyThere`` where another differs from it by its case only."""
        name = "/".join(parts)
        alike = [each for each in self._listed("/".join(parts[:-1])) if each.name.casefold() == name.casefold()]
        for each in alike:
            if each.name != name:
                raise AlreadyThere(path=self._at(each.path))
        return self._item(alike[0].path) if alike else None

    def _item(self, path: str) -> Item:
        """One file, with its digests; ``FileNotFound``."""
        try:
            told = self._rclone.table(
                "lsjson", "--stat", "--hash", "--no-mimetype", "--no-modtime", "--", self._at(path)
            )
        except Missing as missing:
            raise FileNotFound(path=self._at(path)) from missing
        if told["IsDir"]:
            raise FileNotFound(path=self._at(path))
        return Item(path, Item.of(told).size, Item.of(told).hashes)

    def _sent(self, found: Parcel, parts: Sequence[str]) -> Item:
        self._require_room(found)
        to = self._at("/".join(parts[:-1]))
        with found.sending(self._rclone.service), _named(found.path, parts[-1]) as folder:
            self._rclone.copy(folder, parts[-1], to, self._settings.limit, found.reached)
        return self._item("/".join(parts))

    def _require_room(self, found: Parcel) -> None:
        free = self._free()
        if free is not None and found.size > free:
            raise DriveFull(service=self._rclone.service, name=found.name, size=found.size, free=free)

    def _free(self) -> int | None:
        """The bytes that are left, or None where the service does not say."""
        try:
            free = self._rclone.table("about", "--json", "--", self._settings.remote).get("free")
        except (Missing, Refused):
            return None
        return int(free) if free is not None else None

    def _same(self, item: Item, found: Parcel) -> bool:
        if item.size not in (found.size, -1):  # -1: the service does not tell sizes
            return False
        kind = next((kind for kind in TRUSTED if kind in item.hashes), None)
        if kind is None:
            return self._read(item.path) == found.sha256
        known = {"sha256": found.sha256, "md5": found.other}
        return item.hashes[kind] == (known.get(kind) or self._digest(found.path, kind))

    def _digest(self, cabinet: Path, kind: str) -> str | None:
        """A digest of a file of this machine that only rclone knows how to reckon."""
        asked = ("lsjson", "--stat", "--hash", "--hash-type", kind, "--", str(cabinet.absolute()))
        return Item.of(self._rclone.table(*asked)).hashes.get(kind)

    def _read(self, path: str) -> str:
        digest = hashlib.sha256()
        with self._rclone.cat(self._at(path)) as there:
            while block := there.read(BLOCK):
                digest.update(block)
        return digest.hexdigest()


@contextmanager
def _named(cabinet: Path, name: str) -> Iterator[Path]:
    """A folder in which the cabinet has that name: its own, or one for the time being."""
    if cabinet.name == name:
        yield cabinet.absolute().parent
        return
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        try:
            _link(cabinet.absolute(), Path(folder, name))
        except OSError as error:
            raise FileNotReadable(path=cabinet, reason=because(error)) from error
        yield Path(folder)


def _link(cabinet: Path, name: Path) -> None:
    try:
        os.symlink(cabinet, name)
    except OSError:  # Windows lets few people make these
        os.link(cabinet, name)
