"""The catalogue from the cabinets: what an archive says of itself, entered as *learned*, which never vouches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from archiver import colophon, verify
from archiver.cabinet import together
from archiver.cabinet.manifest import Page
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity, Place
from archiver.drives.folder import Folder
from archiver.envelope import Password
from archiver.errors import Sealed
from archiver.model import Bookmark, Status


def cabinets(folders: Iterable[Path]) -> Iterator[Path]:
    """A cabinet of every archive in these folders, each once; a folder that is not there has none."""
    found = (Path(receipt.where) for folder in folders if folder.is_dir() for receipt in Folder(folder).list())
    return iter(together.archives(path.resolve() for path in found))


def learn(
    path: Path, catalogue: Catalogue, now: datetime, passwords: Sequence[Password] = (), kept: Path | None = None
) -> Entry:
    """Check one cabinet and enter what it says; its archive, as the catalogue has it, which stays if it is known.

    ``kept`` is the folder that will have it, if it is to lie elsewhere.
    Errors: those of ``verify``; ``Sealed`` where none of the ``passwords`` were given to a sealed one.
    """
    checked = verify.check(path, passwords=passwords).demand()
    page = checked.page
    if not isinstance(page, Page):
        raise Sealed(path=path)
    identity = Identity(page.company.source, page.company.source_id, page.company.discriminator)
    archive = page.archive
    entry = Entry(
        company=catalogue.company(identity),
        type=archive.type,
        name=archive.name,
        moment=archive.moment,
        finished=archive.finished,
        digest=checked.digest or "",
        language=archive.language,
        folder=kept or path.parent,
        cabinets=tuple(
            Cabinet(number, each.name, each.stat().st_size, _sha256(each))
            for number, each in enumerate(together.whole(path), start=1)
        ),
        place=_place(page),
        families={name: told.status for name, told in page.families.items()},
        bookmarks={
            name: Bookmark(told.bookmark.moment, told.bookmark.token)
            for name, told in page.families.items()
            if told.bookmark and told.status is Status.COMPLETE
        },
        verified=now,
        learned=True,
    )
    known = catalogue.learn(entry)
    catalogue.retirement.learn(entry.company, colophon.retired(page))
    return catalogue.entry(known)


def _place(page: Page) -> Place | None:
    """Its place, if it stands in a series."""
    archive = page.archive
    if archive.series is None or archive.sequence is None:
        return None
    return Place(archive.series, archive.sequence, page.predecessor.digest if page.predecessor else None)


def _sha256(path: Path) -> str:
    with open(path, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
