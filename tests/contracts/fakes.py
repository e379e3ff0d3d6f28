"""Honest fakes: they keep every promise of their seam, in memory."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from archiver.drives import Receipt
from archiver.errors import AlreadyThere, FileNotFound, NameRefused
from archiver.events import Began, Ended, Listener, Moved
from archiver.words import N_, phrase


class MemoryDrive:
    """A drive that lies in a dictionary; two drives of the same dictionary are the same place."""

    def __init__(self, held: dict[str, bytes]) -> None:
        self._held = held

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        name = normalize("NFC", name)
        if any(part in ("", ".", "..") for part in name.split("/")):
            raise NameRefused(name=name, path="memory")
        try:
            data = cabinet.read_bytes()
        except FileNotFoundError as error:
            raise FileNotFound(path=cabinet) from error
        tell(Began(phrase(N_("Copying {name} to {folder}"), name=name, folder="memory"), len(data), "bytes"))
        tell(Moved(len(data)))
        if self._held.setdefault(name, data) != data:
            raise AlreadyThere(path=name)
        tell(Ended())
        return self._receipt(name)

    def open(self, receipt: Receipt) -> BinaryIO:
        try:
            return io.BytesIO(self._held[receipt.name])
        except KeyError as error:
            raise FileNotFound(path=receipt.name) from error

    def list(self) -> Iterator[Receipt]:
        return map(self._receipt, sorted(self._held))

    def _receipt(self, name: str) -> Receipt:
        data = self._held[name]
        return Receipt(name, len(data), hashlib.sha256(data).hexdigest(), f"memory:{name}")
