"""An honest fake of books: it keeps every promise of the seam, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from archiver.model import Bookmark, Company, Family, Page, Record

Document = Mapping[str, Sequence[Record]]
"""Everything that belongs to one document: records by kind."""


class MemoryBooks:
    """Books given as families, each with its documents, in the order in which they are to be read."""

    def __init__(self, company: Company, given: Sequence[tuple[Family, Sequence[Document]]], *, page: int = 2) -> None:
        self._company = company
        self._families = tuple(family for family, _ in given)
        self._documents = {family.name: tuple(documents) for family, documents in given}
        self._page = page

    def company(self) -> Company:
        return self._company

    def families(self) -> Sequence[Family]:
        return self._families

    def count(self, family: Family) -> int | None:
        return len(self._documents[family.name])

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        given, at = self._documents[family.name], int(resume or 0)
        while len(given) - at > self._page:
            at += self._page
            yield Page(_together(given[at - self._page : at]), str(at))
        yield Page(_together(given[at:]), str(len(given)), Bookmark(datetime(2026, 3, 31, 18, tzinfo=UTC)))


def _together(documents: Sequence[Document]) -> Mapping[str, Sequence[Record]]:
    rows: dict[str, list[Record]] = {}
    for document in documents:
        for key, records in document.items():
            rows.setdefault(key, []).extend(records)
    return rows
