"""The envelope: what only a password opens.

Each workbook is encrypted as Excel itself does it; whatever else tells of the books lies in one packet. From outside
nothing gives away customers, amounts or counts; the sizes of files remain.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archiver.cabinet import bag, manifest
from archiver.cabinet.reader import Holding, Shelf
from archiver.disk import writing
from archiver.envelope import packet, workbook
from archiver.envelope.packet import Packet
from archiver.envelope.password import Password
from archiver.errors import WrongPassword
from archiver.words import N_, Phrase, phrase

__all__ = ["Packet", "Password", "close", "opened", "problems", "shelf"]


def close(folder: Path, password: Password) -> None:
    """Seal the folder of a bag that is about to be finished: afterwards it holds encrypted workbooks and the packet.

    Its ``archive.json`` is in the packet then. Errors: ``NoSpace``, ``TargetNotWritable``.
    """
    data = folder / bag.PAYLOAD
    page = folder / manifest.NAME
    folders = sorted(path for path in data.iterdir() if path.is_dir())
    found = sorted(path for each in folders for path in each.rglob("*") if path.is_file())
    inside = [(manifest.NAME, page), *((path.relative_to(data).as_posix(), path) for path in found)]
    packet.write(folder / packet.NAME, inside, password)
    with writing(folder):
        page.unlink()
        for each in folders:
            shutil.rmtree(each)
    for path in sorted(data.glob(f"*{workbook.SUFFIX}")):
        workbook.lock(path, password)


@contextmanager
def opened(cabinet: Holding, passwords: Sequence[Password]) -> Iterator[Packet]:
    """What was sealed in a cabinet, opened with the first of these passwords that fits; ``WrongPassword`` if none does.

    Nothing of it is written to the disk. ``CabinetDamaged`` where there is no packet, or what is in it is none.
    """
    for password in passwords:
        with packet.opened(cabinet, password) as found:
            if found is not None:
                yield found
                return
    raise WrongPassword(path=cabinet.path)


@contextmanager
def shelf(cabinet: Holding, passwords: Sequence[Password]) -> Iterator[Shelf]:
    """Where the records of a cabinet lie: in itself, or in the packet that was sealed in it."""
    if all(member.name != packet.NAME for member in cabinet.members):
        yield cabinet
        return
    with opened(cabinet, passwords) as found:
        yield found


def problems(cabinet: Holding, password: Password) -> Iterator[Phrase]:
    """Every workbook of a sealed cabinet that this password does not open whole."""
    for member in cabinet.members:
        if member.name.startswith(bag.PAYLOAD) and member.name.endswith(workbook.SUFFIX):
            with cabinet.file(member) as file:
                if not workbook.opens(file, password):
                    yield phrase(N_("{path} does not open with the password of the archive"), path=member.name)
