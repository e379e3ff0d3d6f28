"""What the benchmark runs of ours, each in a process of its own.

``fetch`` reads raw records to JSON lines, as the peers do; ``read`` makes our rows of them too, as an export does, and
writes the same lines; anything else is the command line. ``free`` lifts the limit of requests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402 (only now is the project found)

from archiver import collector  # noqa: E402
from archiver.access import Door  # noqa: E402
from archiver.access.bearer import Bearer  # noqa: E402
from archiver.access.getter import Getter  # noqa: E402
from archiver.access.pace import Pace  # noqa: E402
from archiver.access.quickbooks import api  # noqa: E402
from archiver.access.vaults.file import FileVault  # noqa: E402
from archiver.books import Asked, Foresees, Mends, connect  # noqa: E402
from archiver.books.quickbooks import faults  # noqa: E402
from archiver.books.quickbooks.client import Client  # noqa: E402
from archiver.books.quickbooks.entities import ENTITIES  # noqa: E402
from archiver.books.quickbooks.reader import Reader  # noqa: E402
from archiver.model import Bookmark, Family, Page  # noqa: E402

LINK = "bench"
REPORTS = ("ledger", "reports")
PACE = "archiver.books.quickbooks.Pace"
FREE = 1_000_000
NOW = partial(datetime.now, UTC)


class Lines:
    """A file of messages as the peers write them, one for each record in the source's own form."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._encode = msgspec.json.Encoder(decimal_format="number").encode

    def write(self, stream: str, items: Iterable[object]) -> None:
        """Records of one stream."""
        messages = ({"type": "RECORD", "stream": stream, "record": item} for item in items)
        self._file.write(b"".join([self._encode(message) + b"\n" for message in messages]))

    def write_page(self, family: Family, page: Page) -> None:
        """The documents of a page."""
        rows = (row.source for rows in page.rows.values() for row in rows)
        self.write(family.name, (source for source in rows if source is not None))


def fetch(home: Path, to: Path, pace: Pace) -> None:
    """Every entity that is a list, counted, read, proved, and mended at the end."""
    door, began = Door(FileVault(home / "links"), NOW), NOW()
    grant = door.grant(LINK)
    realm = grant.realm or ""
    getter = Getter(f"{api(grant)}/v3/company/{realm}", Bearer(door, LINK, NOW), pace, faults.vendor(LINK))
    with TemporaryDirectory(dir=to.parent) as work, closing(getter), to.open("wb") as file:
        lines = Lines(file)
        with closing(Reader(Client(getter, realm), Path(work))) as reader:
            reader.foresee((entity, None) for entity in ENTITIES)
            for entity in ENTITIES:
                for batch, _ in reader.read(entity, None, began):
                    lines.write(entity.family, batch.items)
            for entity in ENTITIES:
                for batch in reader.mend(entity, began):
                    lines.write(entity.family, batch.items)


def read(home: Path, to: Path) -> None:
    """Every family that is no report, to its end, by way of rows; then what changed meanwhile."""
    door = Door(FileVault(home / "links"), NOW)
    with (
        TemporaryDirectory(dir=to.parent) as work,
        connect("quickbooks", Asked(LINK, None, Path(work), door, NOW)) as books,
        to.open("wb") as file,
    ):
        lines = Lines(file)
        families = [family for family in books.families() if family.name not in REPORTS]
        assert isinstance(books, Foresees)
        books.foresee([(family, None) for family in families])
        marks: dict[str, Bookmark | None] = {}
        for family in families:
            for page in books.read(family):
                lines.write_page(family, page)
                marks[family.name] = page.bookmark
        assert isinstance(books, Mends)
        for family in families:
            if since := marks[family.name]:
                for page in books.mend(family, since):
                    lines.write_page(family, page)


def main() -> None:
    """``free|paced fetch|read HOME FILE``, ``free|paced ARGUMENTS…`` of the command line."""
    chosen, *arguments = sys.argv[1:]
    pace = partial(Pace, FREE, FREE) if chosen == "free" else Pace
    with patch(PACE, pace) if chosen == "free" else nullcontext():
        match arguments:
            case ["fetch", home, to]:
                with collector.at_rest():
                    fetch(Path(home), Path(to), pace())
            case ["read", home, to]:
                with collector.at_rest():
                    read(Path(home), Path(to))
            case _:
                from archiver.cli import main as command_line

                sys.argv[1:] = arguments
                command_line()


if __name__ == "__main__":
    main()
