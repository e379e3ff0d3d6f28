"""An honest fake that shares: a kind of drive like any other, in memory, with its guests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from archiver.drives import Guest, Receipt, Share
from archiver.errors import DigestMismatch, Missing, NoTrash, Refused
from archiver.events import Listener
from archiver.words import phrase
from tests.contracts.fakes import MemoryDrive

SERVICE = "memory"


@dataclass
class Place:
    """What lies in one place, who may read it, and what they were told. A place whose plan is poor ends no share,
    and has no trash.
    """

    held: dict[str, bytes] = field(default_factory=dict)
    trashed: dict[str, bytes] = field(default_factory=dict)
    given: dict[str, Share] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    poor: bool = False


PLACES: dict[str, Place] = {}
"""Every place by its name; a test clears them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``kind = "memory"``."""

    place: str


def connect(settings: Settings, _door: object = None) -> SharingDrive:
    """The drive of that place."""
    return SharingDrive(PLACES.setdefault(settings.place, Place()))


class SharingDrive:
    """A memory drive with guests and a trash: what is there is not listed, and opens by its receipt, as at Google."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._drive = MemoryDrive(place.held)

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        return self._drive.put(cabinet, name, tell)

    def open(self, receipt: Receipt) -> BinaryIO:
        trashed = MemoryDrive(self._place.trashed) if receipt.name in self._place.trashed else self._drive
        return trashed.open(receipt)

    def list(self) -> Iterator[Receipt]:
        return self._drive.list()

    def trash(self, receipt: Receipt) -> None:
        there = self._place.held.get(receipt.name)
        if there is not None and len(there) != receipt.size:
            raise DigestMismatch(path=receipt.name, listed=receipt.name)
        if there is not None:
            self._place.trashed[receipt.name] = self._place.held.pop(receipt.name)

    def require_trash(self) -> None:
        if self._place.poor:
            raise NoTrash(where=SERVICE, reason=phrase("no trash"))

    def share(self, target: Receipt | str, guest: Guest) -> Share:
        name = target.name if isinstance(target, Receipt) else target
        if not any(each == name or each.startswith(f"{name}/") for each in self._place.held):
            raise Missing(service=SERVICE, name=name)
        if guest.until and self._place.poor:
            raise Refused(service=SERVICE, reason=phrase("no end"))
        key = f"{guest.email or 'anyone'} {name}"
        said = phrase("{service} lets {guest} read it.", service=SERVICE, guest=guest.email or "anyone")
        folder = not isinstance(target, Receipt)
        self._place.messages.append(guest.message)
        link = f"https://memory.test/{len(self._place.given)}"
        self._place.given[key] = Share(key, name, folder, guest.email, guest.until, guest.anyone, link, said)
        return self._place.given[key]

    def unshare(self, share: Share) -> None:
        self._place.given.pop(share.id, None)

    def shares(self) -> Iterator[Share]:
        return iter(list(self._place.given.values()))
