"""Cabinets onto drives: what is meant to lie there is put there and compared where it lies, the oldest first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from archiver import errors, unpacked
from archiver.catalogue import Catalogue, Deposit, Room
from archiver.drives import Account, Drive, Receipt
from archiver.events import Listener
from archiver.export import Archive, Clock
from archiver.order import shelf

BLOCK = 1 << 20

Failures = dict[str, errors.ArchiverError]
"""The drives that failed, with why."""


def finish(
    catalogue: Catalogue, company: int, drives: Mapping[str, Drive], clock: Clock, tell: Listener
) -> dict[str, errors.ArchiverError]:
    """Finish every deposit of a company that is pending; a drive that fails does not keep the others waiting."""
    failed: Failures = {}
    for each in catalogue.pending_deposits(company):
        if each.drive in drives and each.drive not in failed:
            try:
                _put(catalogue, each, drives[each.drive], clock, tell)
            except errors.ArchiverError as error:
                failed[each.drive] = error
    return failed


def _put(catalogue: Catalogue, each: Deposit, drive: Drive, clock: Clock, tell: Listener) -> None:
    """Put a cabinet on a drive, and compare it where it lies: by its receipt, or else by reading it back."""
    receipt = drive.put(each.path, each.name, tell)
    catalogue.deposited(each.id, receipt.where, clock())
    if (receipt.digest or _digest(drive, receipt)) != each.cabinet.sha256:
        raise errors.DigestMismatch(path=receipt.where, listed=each.name)
    catalogue.verified(each.id, clock())


def _digest(drive: Drive, receipt: Receipt) -> str:
    digest = hashlib.sha256()
    with drive.open(receipt) as there:
        while block := there.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def unpack(archive: Archive, drives: Mapping[str, Drive], room: Path, tell: Listener) -> Failures:
    """The workbooks beside the cabinet, on each drive."""
    failed: Failures = {}
    for name, drive in drives.items():
        try:
            unpacked.put(archive.paths, drive, shelf(archive.edition), room, tell)
        except errors.ArchiverError as error:
            failed[name] = error
    return failed


def look(catalogue: Catalogue, drives: Mapping[str, Drive], clock: Clock) -> None:
    """Remember how much room there is on those drives that are somebody's account and tell."""
    for name, drive in drives.items():
        if isinstance(drive, Account):
            with suppress(errors.ArchiverError):
                account = drive.account()
                catalogue.agenda.saw(Room(name, clock(), account.used, account.total))
