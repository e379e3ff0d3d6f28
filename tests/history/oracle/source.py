"""Two sources over the same books: one that can tell what changed, and one that only ever gives everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from archiver import kinds
from archiver.books import Asked, Attachment, Books
from archiver.errors import FamilyFailed
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.words import phrase
from tests.history.oracle.annals import Annals
from tests.history.oracle.stated import FAMILIES, KINDS, PICTURES

KNOWS_CHANGES = frozenset(
    {"customers", "vendors", "items", "invoices", "credit_notes", "bills", "payments", "attachments"}
)
KNOWS_DELETIONS = frozenset({"customers", "invoices", "bills"})
"""Of the other families that know changes, only their number and their ids tell that a document is gone."""
UNLISTED = frozenset({"items", "accounts", "ledger"})
"""Families whose ids cannot be had without their documents."""
UNCOUNTED = frozenset({"vendors", "accounts", "ledger"})
PAGE = 7


@dataclass
class System:
    """A running system of accounts. ``meanwhile`` is called between any two pages, until something is ``mended``; a
    family that is ``broken`` cannot be read.
    """

    annals: Annals
    clock: Callable[[], datetime]
    tells: bool
    mends: bool = True
    meanwhile: Callable[[], None] = lambda: None
    mended: bool = False
    broken: str | None = None


SYSTEMS: dict[str, System] = {}
"""The systems that run, by the address that their books are asked for at."""


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """The books of a system that runs."""
    system = SYSTEMS[asked.where]
    kind = (Mending if system.mends else Telling) if system.tells else Silent
    yield kind(system, asked.where)


class Silent:
    """Books that can be counted, and that do not know what changed."""

    knows_changes: frozenset[str] = frozenset()
    knows_deletions: frozenset[str] = frozenset()

    def __init__(self, system: System, where: str) -> None:
        self._system, self._annals, self._where = system, system.annals, where
        # A column that the system learns while it is read is there the next time.
        self._coloured = self._annals.shop.coloured

    def company(self) -> Company:
        return Company("oracle", self._where, "Boutique du Lac", "CA", "CAD", (1, 1), "UTC")

    def families(self) -> list[Family]:
        return [
            Family(
                name,
                tuple(KINDS[key] if self._coloured else kinds.kind(key) for key in keys),
                name in self.knows_changes,
                name in self.knows_deletions,
                name in PICTURES,
            )
            for name, keys in FAMILIES.items()
        ]

    def count(self, family: Family) -> int | None:
        return None if family.name in UNCOUNTED else len(self._annals.there[family.name])

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """By id, some at a time; what is made behind the reader's back, or changed, is not seen on this way."""
        if family.name == self._system.broken:
            raise FamilyFailed(family=family.main.labels, reason=phrase("it is broken."))
        since = since if family.name in self.knows_changes else None
        bookmark, last = _reached(resume) if resume else (self._annals.bookmark(self._system.clock()), "")
        gone = self._annals.deleted(family.name, since) if since and family.name in self.knows_deletions else []
        while True:
            left = [id_ for id_ in self._wanted(family.name, since) if id_ > last]
            here = left[:PAGE]
            if len(left) <= PAGE:
                yield Page(self._rows(family, here), bookmark=bookmark, gone=gone)
                return
            last = here[-1]
            yield Page(self._rows(family, here), _resume(bookmark, last))
            self._system.meanwhile()

    def files(self, record: Record) -> Iterator[Attachment]:
        yield Attachment(self._annals.shop.files[record.id].name, "packed", record.id)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        yield BytesIO(self._annals.shop.files[attachment.where].content)

    def _wanted(self, family: str, since: Bookmark | None) -> list[str]:
        return self._annals.changed(family, since) if since else sorted(self._annals.there[family])

    def _rows(self, family: Family, documents: list[str]) -> Mapping[str, list[Record]]:
        found: dict[str, list[Record]] = {kind.key: [] for kind in family.kinds}
        for id_ in documents:
            for key, rows in self._annals.there[family.name][id_].rows.items():
                found[key] += rows
        if "customers" in found and not self._coloured:
            found["customers"] = [row._replace(values=(*row.values[:-2], row.values[-1])) for row in found["customers"]]
        return found


class Telling(Silent):
    """Books that know what changed, of most families, and that can list ids."""

    knows_changes = KNOWS_CHANGES
    knows_deletions = KNOWS_DELETIONS

    def ids(self, family: Family) -> Iterator[str] | None:
        return None if family.name in UNLISTED else iter(list(self._annals.there[family.name]))


class Mending(Telling):
    """The same, of a system that can also tell what changed while they were read."""

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """What changed since a family was read, and what is gone; from now on nobody edits until all is mended."""
        self._system.meanwhile, self._system.mended = lambda: None, True
        changed, gone = self._annals.changed(family.name, since), self._annals.deleted(family.name, since)
        yield Page(self._rows(family, changed), bookmark=since, replaces=[*changed, *gone])


def _resume(bookmark: Bookmark, last: str) -> str:
    return f"{bookmark.moment.isoformat()} {bookmark.token} {last}"


def _reached(resume: str) -> tuple[Bookmark, str]:
    moment, token, last = resume.split(" ", 2)
    return Bookmark(datetime.fromisoformat(moment), token), last
