"""The same workbooks as plain files beside the cabinet, for accountants on a Mac or a phone.

They are marked as the cabinet is: their folder carries the archive's name, and each workbook says what it is. The
cabinet stays the archive: these files are a courtesy, and are not entered in the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archiver.cabinet import series, together
from archiver.cabinet.tables import Stored
from archiver.disk import writing
from archiver.drives import Drive
from archiver.events import Listener

DATA = "data/"
WORKBOOK = ".xlsx"


def put(cabinets: Sequence[Path], drive: Drive, folder: str, room: Path, tell: Listener) -> list[str]:
    """Put the notice and the workbooks of an archive on a drive, in a folder of its name in ``folder`` there.

    ``room`` is private; each file lies in it while it is sent. What is there already stays. The names on the
    drive. Errors: those of the drive.
    """
    done: list[str] = []
    with together.opened(cabinets) as opened:
        for member in opened.members:
            if _shown(member):
                copy = room / "unpacked.part"
                with writing(copy), open(copy, "wb") as out:
                    out.writelines(opened.read(member))
                file = member.name.rpartition("/")[2]
                done.append(drive.put(copy, f"{folder}/{series.archive_name(cabinets[0].name)}/{file}", tell).name)
    return done


def _shown(member: Stored) -> bool:
    """The workbooks, and the notice, which lies beside the tag files and is the only one that a person reads."""
    inside = member.name.removeprefix(DATA)
    if member.name.startswith(DATA):
        return inside.endswith(WORKBOOK) and "/" not in inside
    return member.name.startswith("NON-") and member.name.endswith(".txt")
