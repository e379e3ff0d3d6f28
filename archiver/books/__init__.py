"""Where records come from: the seam of every source, and the list of sources, one line each."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from archiver.model import Bookmark, Company, Family, Page, Record


class Books(Protocol):
    """An open set of books, read-only.

    Promises: the same families in the same order each time; every record once, with an id unique in its kind;
    documents whole; amounts are Decimal; what a family declares about changes and deletions is true; ``since`` is
    inclusive (overlap is harmless, gaps are not); reading changes nothing; only our own errors escape.
    """

    def company(self) -> Company:
        """Whose books, and what the source does not know of them."""
        ...

    def families(self) -> Sequence[Family]:
        """What can be read, with kinds and columns fixed before the first page."""
        ...

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents; with ``resume``, those after the page that carried it."""
        ...


@runtime_checkable
class Counts(Protocol):
    """Books that can say how many documents a family has before they are read."""

    def count(self, family: Family) -> int | None:
        """The number of documents, or None where this family cannot be counted."""
        ...


@runtime_checkable
class Versioned(Protocol):
    """Books that do not change while they are open, and can say which they are: a digest of the file, for one."""

    def version(self) -> str:
        """The same text for the same books, and for no others."""
        ...


@runtime_checkable
class Lacks(Protocol):
    """Books that say what their system never gives: templates of sentences, marked for translation."""

    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the books, or a link that leads to none.

    ``state`` is one of the attachment states of the model: ``packed`` if the file can be opened, else why it stays a
    line of text (``link_only``, ``not_packed``, ``missing``, ``unreadable``). ``where`` is the source's own business.
    """

    name: str
    state: str
    where: str = ""


@runtime_checkable
class Attachments(Protocol):
    """Books whose records have files."""

    def files(self, record: Record) -> Iterator[Attachment]:
        """The files that an entry of the ``attachments`` kind stands for."""
        ...

    def open(self, attachment: Attachment) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file whose state is ``packed``."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What every source is told when it is opened: where the books are, where their files may lie, a private folder."""

    where: str
    documents: Path | None
    work: Path


SOURCES: Mapping[str, str] = {
    "gnucash": "archiver.books.gnucash",
}


def connect(source: str, asked: Asked) -> AbstractContextManager[Books]:
    """Open books for reading; the vendor's module is imported only now."""
    module = importlib.import_module(SOURCES[source])
    opened: AbstractContextManager[Books] = module.connect(asked)
    return opened
