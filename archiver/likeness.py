"""What an archive is like: the same text for the same records and files, asked for in the same way.

Two archives alike hold the same, whenever they were made: the second one need not be made at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from archiver.cabinet import bag, records
from archiver.workbooks import Edition

RECORDS = f"{records.FOLDER}/"
FILES = "data/attachments/"
REPORTS = f"{RECORDS}reports."
DELETED = "deleted_since"


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every record file and attachment in the folder of a bag, by path."""
    return {path: digest for below in (RECORDS, FILES) for path, digest in bag.digests(folder, below).items()}


def of(edition: Edition, left_out: Collection[str], folder: Path, found: Mapping[str, str]) -> str:
    """The likeness of an edition whose records are in ``folder``, with the ``digests`` of that."""
    asked = (edition.language, edition.manner, edition.type, edition.span, sorted(left_out), edition.company)
    ended = [(each.family.name, each.status.value) for each in edition.readings]
    gone = {f"{RECORDS}{control.kind}" for control in edition.controls if control.name == DELETED}
    held = [
        # What is gone is listed in one archive, and no more in the next.
        (path, records.digest_without_deleted(folder / path) if path.partition(".")[0] in gone else digest)
        for path, digest in found.items()
        if not path.startswith(REPORTS)  # a source's own reports are as of today: they differ every day
    ]
    return hashlib.sha256(repr((asked, ended, held)).encode()).hexdigest()
