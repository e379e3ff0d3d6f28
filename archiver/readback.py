"""Does every cabinet still lie where it was deposited, byte for byte?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from archiver.catalogue import Catalogue, Deposit
from archiver.drives import Drive, Receipt
from archiver.errors import (
    ArchiverError,
    DepositAltered,
    DepositMissing,
    DepositTrashed,
    FileNotFound,
    Missing,
    NotLinked,
)
from archiver.events import Began, Ended, Listener, Moved
from archiver.words import N_, phrase

BLOCK = 1 << 20
READING = N_("Reading {name} back from {drive}")


@dataclass(frozen=True, slots=True)
class Found:
    """A deposit that was looked at, and what is the matter with it; ``pending`` where it was never finished."""

    deposit: Deposit
    problem: ArchiverError | None
    pending: bool = False


def deposits(catalogue: Catalogue, drive: str, company: int | None = None) -> list[Deposit]:
    """What should lie on a drive, of one company or of all."""
    entries = catalogue.entries(company)
    return [each for entry in entries for each in catalogue.deposits(entry.id) if each.drive == drive]


def read_back(
    catalogue: Catalogue,
    asked: Sequence[Deposit],
    drive: Drive,
    clock: Callable[[], datetime],
    tell: Listener,
) -> Iterator[Found]:
    """Read each of these deposits of one drive as it lies there, and compare its SHA-256 with the catalogue's.

    One that is as it should be is *verified* from that moment on; one that is not is so no longer, and one that is not
    there is *intended* again, so that the next run brings it. One that cannot be read stays what it was: nobody has
    seen other bytes. A drive that cannot be reached raises its error.
    """
    there = _there(drive, asked) if asked else {}
    for deposit in asked:
        receipt = there.get(normalize("NFC", deposit.name))
        try:
            sha256 = _sha256(drive, receipt or _meant(deposit), deposit, tell)
        except (FileNotFound, Missing):
            sha256 = None
        except ArchiverError as error:
            if error.retriable or isinstance(error, NotLinked):  # nor could anything else be read
                raise
            yield Found(deposit, error)
            continue
        yield _judged(catalogue, deposit, sha256, clock(), listed=receipt is not None)


def _judged(catalogue: Catalogue, deposit: Deposit, sha256: str | None, now: datetime, *, listed: bool) -> Found:
    facts = {"name": deposit.name, "drive": deposit.drive, "path": deposit.path}
    if listed and sha256 == deposit.cabinet.sha256:
        if deposit.deposited is None:
            catalogue.deposited(deposit.id, deposit.where or deposit.name, now)
        catalogue.verified(deposit.id, now)
        return Found(deposit, None)
    if listed and sha256 is not None:
        catalogue.doubted(deposit.id)
        return Found(deposit, DepositAltered(**facts))
    if deposit.deposited is None:
        return Found(deposit, None, pending=True)
    catalogue.lost(deposit.id)
    return Found(deposit, DepositMissing(**facts) if sha256 is None else DepositTrashed(**facts))


def _there(drive: Drive, asked: Sequence[Deposit]) -> dict[str, Receipt]:
    """What the drive lists, by name: neither what is in its trash, nor what was moved out of our folder.

    Where several have one name, it is the one that we deposited.
    """
    ours = {deposit.where for deposit in asked}
    found: dict[str, Receipt] = {}
    for receipt in drive.list():
        name = normalize("NFC", receipt.name)
        if name not in found or receipt.where in ours:
            found[name] = receipt
    return found


def _meant(deposit: Deposit) -> Receipt:
    return Receipt(deposit.name, deposit.cabinet.size, deposit.cabinet.sha256, deposit.where or "")


def _sha256(drive: Drive, receipt: Receipt, deposit: Deposit, tell: Listener) -> str:
    digest = hashlib.sha256()
    with drive.open(receipt) as there:
        tell(Began(phrase(READING, name=deposit.name, drive=deposit.drive), receipt.size, "bytes"))
        try:
            while block := there.read(BLOCK):
                digest.update(block)
                tell(Moved(len(block)))
        finally:  # whatever the drive did, the next one is looked at
            tell(Ended())
    return digest.hexdigest()
