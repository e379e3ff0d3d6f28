"""Cabinets onto drives: what is meant to lie there is put there and compared where it lies, the oldest first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from archiver import errors, unpacked
from archiver.catalogue import Catalogue, Deposit, DepositState, Room
from archiver.drives import Account, Drive, Receipt
from archiver.events import Listener
from archiver.export import Archive, Clock
from archiver.order import shelf

BLOCK = 1 << 20

Failures = dict[str, errors.ArchiverError]
"""The drives that failed, with why."""

OF_ONE_FILE = (
    errors.AlreadyThere,
    errors.DigestMismatch,
    errors.FileChanged,
    errors.FileNotFound,
    errors.FileNotReadable,
    errors.Missing,
    errors.NameRefused,
)
"""What may be the matter with one cabinet, and not with the drive: the next one can still be put there."""


def finish(
    catalogue: Catalogue, company: int, drives: Mapping[str, Drive], clock: Clock, tell: Listener
) -> dict[str, errors.ArchiverError]:
    """Finish every deposit of a company that is pending; what fails is told by the first error of its drive.

    A drive that fails does not keep the others waiting, nor does a cabinet keep those that come after it.
    """
    failed: Failures = {}
    left = dict(drives)
    for each in catalogue.pending_deposits(company):
        if each.drive in left:
            try:
                _put(catalogue, each, left[each.drive], clock, tell)
            except errors.ArchiverError as error:
                failed.setdefault(each.drive, error)
                if not isinstance(error, OF_ONE_FILE):  # nor would it take anything else
                    del left[each.drive]
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


def lies_on(catalogue: Catalogue, archive: int, drives: Iterable[str]) -> list[str]:
    """Those of these drives on which every cabinet of an archive was compared where it lies."""
    found = catalogue.deposits(archive)
    lacking = {each.drive for each in found if each.state is not DepositState.VERIFIED}
    there = {each.drive for each in found} - lacking
    return [name for name in drives if name in there]


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
