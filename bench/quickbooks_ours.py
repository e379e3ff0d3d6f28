"""What the benchmark runs of ours, in a process of its own: ``fetch`` to JSON lines, or the command line as it is.

``free`` lifts the limit of requests, which is Intuit's and not the emulator's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402 (only now is the project found)

from archiver.access import Door  # noqa: E402
from archiver.access.pace import Pace  # noqa: E402
from archiver.access.vaults.file import FileVault  # noqa: E402
from archiver.books import Asked, Books, Foresees, Mends, connect  # noqa: E402
from archiver.model import Bookmark, Family, Page  # noqa: E402

LINK = "bench"
REPORTS = ("ledger", "reports")
PACE = "archiver.books.quickbooks.Pace"
FREE = 1_000_000


class Lines:
    """A file of messages as the peers write them, one for each record in the source's own form."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._encode = msgspec.json.Encoder(decimal_format="number").encode

    def write(self, family: Family, page: Page) -> None:
        lines = [
            self._encode({"type": "RECORD", "stream": family.name, "record": row.source}) + b"\n"
            for rows in page.rows.values()
            for row in rows
            if row.source is not None
        ]
        self._file.write(b"".join(lines))


def fetch(home: Path, to: Path) -> None:
    """Every family that is no report, to its end; then what changed meanwhile."""
    clock = partial(datetime.now, UTC)
    door = Door(FileVault(home / "links"), clock)
    with (
        TemporaryDirectory(dir=to.parent) as work,
        connect("quickbooks", Asked(LINK, None, Path(work), door, clock)) as books,
        to.open("wb") as file,
    ):
        lines = Lines(file)
        families = [family for family in books.families() if family.name not in REPORTS]
        if isinstance(books, Foresees):
            books.foresee([(family, None) for family in families])
        marks = {}
        for family in families:
            for page in books.read(family):
                lines.write(family, page)
                marks[family.name] = page.bookmark
        for family, page in _mended(books, families, marks):
            lines.write(family, page)


def _mended(
    books: Books, families: list[Family], marks: dict[str, Bookmark | None]
) -> Iterator[tuple[Family, Page]]:
    if isinstance(books, Mends):
        for family in families:
            if since := marks.get(family.name):
                yield from ((family, page) for page in books.mend(family, since))


def main() -> None:
    """``free|paced fetch HOME FILE``, ``free|paced ARGUMENTS…`` of the command line."""
    pace, *arguments = sys.argv[1:]
    with patch(PACE, partial(Pace, FREE, FREE)) if pace == "free" else nullcontext():
        if arguments[0] == "fetch":
            fetch(*map(Path, arguments[1:]))
        else:
            from archiver.cli import main as command_line

            sys.argv[1:] = arguments
            command_line()


if __name__ == "__main__":
    main()
