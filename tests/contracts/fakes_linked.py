"""An honest source of linked files in a folder, which tells what was added since a moment; what is a folder there is a
file that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from archiver import disk, kinds
from archiver.books import Asked, Attachment, Books
from archiver.model import Bookmark, Company, Family, Page, Record

KIND = kinds.kind("attachments")
FAMILY = Family("attachments", (KIND,), knows_changes=True)


class Linked:
    """Books whose only family are the files of a folder, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def company(self) -> Company:
        return Company("fake", "lac", "Lac", "CA", "CAD", (1, 1), "UTC")

    def families(self) -> Sequence[Family]:
        return (FAMILY,)

    def count(self, _: Family) -> int:
        return len(list(self._folder.iterdir()))

    def read(self, _: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        names = sorted(path.name for path in self._folder.iterdir())
        told = [_row(name) for name in names if since is None or name > str(since.token)]
        yield Page({KIND.key: told}, resume, Bookmark(datetime(2026, 3, 31, tzinfo=UTC), max(names, default="")))

    def files(self, row: Record) -> Iterator[Attachment]:
        yield Attachment(row.id, "packed", row.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        with disk.opened(self._folder / attachment.where) as file:
            yield file


def _row(name: str) -> Record:
    said = {"id": name, "name": name, "state": "not_packed", "document_kind": "invoices", "document_id": "1"}
    return Record(name, name, KIND.values(said))


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """Open them."""
    yield Linked(Path(asked.where))
