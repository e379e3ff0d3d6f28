"""Archives into the trash: of every drive that they lie on, and of this machine. Nothing is deleted for good.

An archive is retired first, and moved then: whatever is interrupted in between is finished by the next time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from archiver.catalogue import Cabinet, Catalogue, Deposit, Entry
from archiver.drives import Drive, Receipt, Trash
from archiver.drives.folder import Folder
from archiver.errors import DigestMismatch, FileNotFound, NoTrash
from archiver.words import N_, phrase

NONE_THERE = N_("that kind of drive has none")


def assure(entry: Entry) -> None:
    """The archive lies whole where it is kept; ``FileNotFound`` or ``DigestMismatch`` where it does not."""
    for path, cabinet in zip(entry.paths, entry.cabinets, strict=True):
        if not path.is_file():
            raise FileNotFound(path=path)
        with open(path, "rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != cabinet.sha256:
                raise DigestMismatch(path=path, listed=cabinet.file)


def unfinished(catalogue: Catalogue, company: int) -> list[Entry]:
    """Archives that are retired, and still lie somewhere; not those that their owner took back where they are kept."""
    retired = [each for each in catalogue.entries(company) if each.retired]
    return [each for each in retired if catalogue.deposits(each.id) or 0 < _count(each) < len(each.cabinets)]


def welcome(catalogue: Catalogue, company: int) -> None:
    """Archives that their owner took out of the trash, back to where they were kept, are retired no longer."""
    for each in catalogue.entries(company):
        if each.retired and not catalogue.deposits(each.id) and _count(each) == len(each.cabinets):
            catalogue.retirement.reinstate(each.id)


def _count(entry: Entry) -> int:
    """How many of its cabinets lie where they are kept."""
    return sum(path.is_file() for path in entry.paths)


def trash(catalogue: Catalogue, entry: Entry, drives: Mapping[str, Drive], now: datetime) -> list[str]:
    """Retire an archive and move every copy of it to the trash; the drives that it lay on.

    ``drives`` has all of them. ``NoTrash`` where one has none: then nothing was moved. Other errors leave it retired,
    and for another time what was not moved yet.
    """
    deposits = catalogue.deposits(entry.id)
    able = {each.drive: _able(each, drives[each.drive]) for each in deposits}
    if any(path.is_file() for path in entry.paths):
        Folder(entry.folder).require_trash()
    catalogue.retirement.retire(entry.id, now)
    moved = False
    try:
        for path, cabinet in zip(entry.paths, entry.cabinets, strict=True):
            if path.is_file():
                Folder(entry.folder).trash(_receipt(cabinet, cabinet.file, str(path)))
                moved = True
        for each in deposits:
            able[each.drive].trash(_receipt(each.cabinet, each.name, each.where or ""))
            moved = True
            catalogue.retirement.withdraw(each.id)
    except NoTrash:
        if not moved and not entry.retired:
            catalogue.retirement.reinstate(entry.id)
        raise
    return list(able)


def _able(deposit: Deposit, drive: Drive) -> Trash:
    if not isinstance(drive, Trash):
        raise NoTrash(where=deposit.drive, reason=phrase(NONE_THERE))
    drive.require_trash()
    return drive


def _receipt(cabinet: Cabinet, name: str, where: str) -> Receipt:
    return Receipt(name, cabinet.size, cabinet.sha256, where)
