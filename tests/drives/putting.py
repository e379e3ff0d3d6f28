"""One deposit in a process of its own: ``python -m tests.drives.putting SERVICE PLACE CABINET NAME [CHUNK]``.

Prints the digest of the receipt, the most memory that the process ever had in bytes, and how many seconds the put took.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from archiver import drives
from archiver.drives import Drive
from archiver.drives.dropbox import Settings as Dropbox
from archiver.drives.google import Settings as Google
from archiver.events import silence
from tests.drives.linked import LINK, door, dropbox_drive, google_drive


def connect(service: str, place: Path, chunk: int | None) -> Drive:
    """The drive, with the usual sizes unless one is given."""
    if chunk is None:
        return drives.connect(Google(LINK) if service == "google" else Dropbox(LINK), door(place))
    return google_drive(place, chunk=chunk) if service == "google" else dropbox_drive(place, at_once=chunk, chunk=chunk)


def main(service: str, place: str, cabinet: str, name: str, chunk: str = "") -> None:
    """Put it."""
    drive = connect(service, Path(place), int(chunk) if chunk else None)
    began = time.perf_counter()
    receipt = drive.put(Path(cabinet), name, silence)
    took = time.perf_counter() - began
    sys.stdout.write(f"{receipt.digest} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024} {took}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
