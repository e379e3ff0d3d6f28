"""Let the accountant in, and out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archiver.catalogue import Catalogue, Deposit, Entry, Shared
from archiver.drives import Drive, Guest, Receipt, Share, Sharing
from archiver.errors import CannotShare, NotDeposited, SeveralArchives, UnknownArchive, UnknownShare, WhichDrive


def find(catalogue: Catalogue, text: str, company: int | None = None) -> Entry:
    """The archive of that name, file or digest; else the last one of ``company``.

    ``SeveralArchives`` where names are not enough, ``UnknownArchive`` where there is none.
    """
    found = catalogue.find(text) or catalogue.find(Path(text).name)
    if len(found) > 1:
        raise SeveralArchives(name=text, known=[entry.digest for entry in found])
    entry = next(iter(found), None) or (catalogue.head(company) if company is not None else None)
    if entry is None:
        raise UnknownArchive(name=text)
    return entry


def deposits(catalogue: Catalogue, entry: Entry) -> Mapping[str, list[Deposit]]:
    """The drives that have the whole archive, each with its deposits; ``NotDeposited`` if none has."""
    told = catalogue.deposits(entry.id)
    drives = dict.fromkeys(each.drive for each in told)
    there = {drive: [each for each in told if each.drive == drive] for drive in drives}
    whole = {drive: each for drive, each in there.items() if all(one.deposited for one in each)}
    if not whole:
        raise NotDeposited(name=entry.name, names=list(there) or None)
    return whole


def able(name: str, drives: Mapping[str, Drive]) -> tuple[str, Sharing]:
    """The one of these drives that can share; ``CannotShare``, or ``WhichDrive`` where several can."""
    found = {drive: each for drive, each in drives.items() if isinstance(each, Sharing)}
    if not found:
        raise CannotShare(names=list(drives))
    if len(found) > 1:
        raise WhichDrive(name=name, known=list(found))
    return next(iter(found.items()))


def folder_of(deposit: Deposit) -> str:
    """The folder of its company on the drive: where all its archives lie, and all those to come."""
    return deposit.name.partition("/")[0]


def archive(
    catalogue: Catalogue, entry: Entry, drive: str, sharing: Sharing, guest: Guest, now: datetime
) -> Iterator[Shared]:
    """Let a guest in to one archive, cabinet by cabinet; each share as it is entered."""
    for each in deposits(catalogue, entry)[drive]:
        receipt = Receipt(each.name, each.cabinet.size, each.cabinet.sha256, each.where or "")
        yield _enter(catalogue, entry.company, drive, sharing.share(receipt, guest), now)


def folder(
    catalogue: Catalogue, entry: Entry, drive: str, sharing: Sharing, guest: Guest, now: datetime
) -> Iterator[Shared]:
    """Let a guest in to the whole folder of the archive's company."""
    name = folder_of(deposits(catalogue, entry)[drive][0])
    yield _enter(catalogue, entry.company, drive, sharing.share(name, guest), now)


def known(catalogue: Catalogue, number: int) -> Shared:
    """The share of that number, or ``UnknownShare``."""
    for share in catalogue.shares():
        if share.id == number:
            return share
    raise UnknownShare(id=number)


def end(catalogue: Catalogue, share: Shared, drive: Drive, now: datetime) -> None:
    """Let a guest in no longer; it is over only once the service has said so."""
    if not isinstance(drive, Sharing):
        raise CannotShare(names=[share.drive])
    drive.unshare(_given(share))
    catalogue.let_out(share.id, now)


def ask(catalogue: Catalogue, drive: str, sharing: Sharing, now: datetime) -> None:
    """Make the catalogue say what the service says: who is let in now, whoever did it, and who no longer is."""
    there = {share.id: share for share in sharing.shares()}
    for share in catalogue.shares():
        if share.drive == drive and share.ended is None and share.key not in there:
            catalogue.let_out(share.id, now)
    companies = _companies(catalogue)
    for given in there.values():
        _enter(catalogue, companies.get(given.name.partition("/")[0]), drive, given, now)


def _companies(catalogue: Catalogue) -> Mapping[str, int]:
    """Each company's folder on drives."""
    return {
        folder_of(deposit): entry.company for entry in catalogue.entries() for deposit in catalogue.deposits(entry.id)
    }


def _enter(catalogue: Catalogue, company: int | None, drive: str, share: Share, now: datetime) -> Shared:
    entered = catalogue.let_in(
        Shared(
            company=company,
            drive=drive,
            key=share.id,
            name=share.name,
            folder=share.folder,
            email=share.email,
            anyone=share.anyone,
            until=share.until,
            link=share.link,
            said=share.said,
            since=now,
        )
    )
    return replace(known(catalogue, entered), said=share.said)


def _given(share: Shared) -> Share:
    return Share(share.key, share.name, share.folder, share.email, share.until, share.anyone, share.link, share.said)
