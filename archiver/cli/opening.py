"""``archiver open``: an archive unpacked into a fresh folder, to be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver import disk
from archiver.cli.options import FOLDER, shared
from archiver.cli.session import Session
from archiver.errors import FileNotFound, FolderTaken, SeveralArchives, TargetMissing
from archiver.words import N_, Words

if TYPE_CHECKING:
    from archiver.cabinet.reader import Holding
    from archiver.catalogue import Catalogue


SEALED = N_("It asks for the password. Whatever is in data/sealed.zip opens with 7-Zip, and the same password.")


UNPACKED = N_("Unpacked, read-only, into {path}")
AGAIN = N_("Unpacked before, and still the same, in {path}")


def command(words: Words) -> click.Command:
    """Check an archive and unpack it, read-only."""

    @click.command("open", help=words(N_("Check an archive and unpack it into a new folder, read-only.")))
    @click.argument("archive")
    @click.option("--to", type=FOLDER, default=".", help=words(N_("Folder in which the new one is made.")))
    @shared(words)
    @click.pass_obj
    def opening(session: Session, archive: str, to: Path) -> None:
        from archiver.cabinet import series, together
        from archiver.cabinet.reader import extract
        from archiver.verify import check

        if not disk.is_folder(to):
            raise TargetMissing(path=to)
        with session.catalogue() as catalogue:
            path = _find(archive, catalogue)
            checked = check(path, catalogue).demand()
        folder = to / series.archive_name(path.name)
        with together.opened(together.whole(path)) as cabinets:
            if again := disk.exists(folder):
                _compare(cabinets, folder)
            else:
                extract(cabinets, folder)
        start = _start(folder, checked.page.archive.language if checked.page else "en")
        session.result(folder=folder.absolute(), start=start.absolute(), unaltered=checked.memory == "unaltered")
        session.say(AGAIN if again else UNPACKED, path=folder)
        session.say(N_("Begin with: {path}"), path=start)
        if checked.page and checked.page.archive.sealed:
            session.say(SEALED)

    return opening


def _compare(cabinets: Holding, folder: Path) -> None:
    """Whether every file of the archive lies there as it was unpacked; ``FolderTaken`` if not, ``FileNotReadable``."""
    for member in cabinets.members:
        path = folder.joinpath(*member.name.split("/"))
        with disk.reading(path):
            there = path.is_file() and path.stat().st_size == member.size
        if not there or not _same(cabinets.read(member), path):
            raise FolderTaken(path=folder)


def _same(blocks: Iterable[bytes], path: Path) -> bool:
    with disk.opened(path) as there:
        return all(there.read(len(block)) == block for block in blocks)


def _find(archive: str, catalogue: Catalogue | None) -> Path:
    """A path, or the name of an archive that the catalogue knows; ``SeveralArchives`` where several have it."""
    path = Path(archive)
    if disk.exists(path):
        return path
    found = catalogue.find(path.name) if catalogue else []
    if len(found) > 1:
        raise SeveralArchives(name=archive, known=[entry.digest for entry in found])
    for entry in found:
        return entry.paths[0]
    raise FileNotFound(path=archive)


def _start(folder: Path, language: str) -> Path:
    from archiver import kinds

    words = Words(language)
    return folder / "data" / f"{words.choose(kinds.cycle('start').workbooks)}.xlsx"
