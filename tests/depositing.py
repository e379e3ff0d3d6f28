"""A catalogue with a company whose archive lies on drives, for the tests of what is done with deposits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from archiver import deposits
from archiver.catalogue import Cabinet, Catalogue, Entry, Identity
from archiver.drives import Drive
from archiver.events import silence

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
LAC = Identity("gnucash", "6f9c1e8a")
FOLDER = "Boulangerie-du-Lac/2026"
FILE = "Boulangerie-du-Lac_2026-03-31T120000Z_full_NON-RESTORABLE.cab"
NAME = f"{FOLDER}/{FILE}"
UNREADABLE = Path("/proc/self/mem")
"""It opens as any other file, and reading it fails as on a bad sector; not every system has it."""


def archived(catalogue: Catalogue, folder: Path, count: int = 1, data: bytes = b"MSCF") -> Entry:
    """The next archive of the company ``lac``, of so many cabinets, which lie in ``folder``."""
    company = catalogue.company(LAC, "lac")
    place = catalogue.next_place(company)
    stem = FILE.removesuffix(".cab").replace("03-31", f"03-{place.sequence:02}") if place.sequence > 1 else FILE[:-4]
    files = [f"{stem}.cab"] if count == 1 else [f"{stem}_{n}of{count}.cab" for n in range(1, count + 1)]
    cabinets = []
    for number, file in enumerate(files, start=1):
        content = data + str(number).encode()
        (folder / file).write_bytes(content)
        cabinets.append(Cabinet(number, file, len(content), hashlib.sha256(content).hexdigest()))
    entry = Entry(
        company=company,
        type="full",
        name=stem,
        moment=NOON,
        finished=NOON,
        digest=hashlib.sha256(stem.encode()).hexdigest(),
        language="en",
        folder=folder,
        cabinets=tuple(cabinets),
        place=place,
        verified=NOON,
    )
    number = catalogue.enter(entry)
    return next(each for each in catalogue.entries() if each.id == number)


def deposited(catalogue: Catalogue, entry: Entry, drives: Mapping[str, Drive]) -> None:
    """The archive on these drives, as a run deposits it."""
    for name in drives:
        catalogue.intend(entry.id, name, FOLDER, NOON)
    assert deposits.finish(catalogue, entry.company, drives, lambda: NOON, silence) == {}
