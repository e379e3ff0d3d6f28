"""Where records come from: the seam of every source, and the list of sources, one line each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, runtime_checkable

from archiver.events import Listener, silence
from archiver.model import Bookmark, Company, Family, Page, Record, Reported
from archiver.words import Label, Phrase, Words

if TYPE_CHECKING:
    from archiver.access import Door


class Books(Protocol):
    """An open set of books, read-only.

    Promises: the same families in the same order each time; every record once, with an id unique in its kind;
    documents whole; amounts are Decimal; what a family declares about changes and deletions is true; ``since`` is
    inclusive (overlap is harmless, gaps are not); reading changes nothing; only our own errors escape. A family that
    cannot be read, or not whole, ends with a ``Shortfall``, and the others can still be read; any other error ends all.
    """

    def company(self) -> Company:
        """Whose books, and what the source does not know of them."""
        ...

    def families(self) -> Sequence[Family]:
        """What can be read, with kinds and columns fixed before the first page."""
        ...

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents; with ``resume``, those after the page that carried it.

        With ``since``, a family that knows changes gives those that were created or changed since then, and one that
        knows deletions names, as ``Page.gone``, what was deleted; any other gives everything.
        """
        ...


@runtime_checkable
class Counts(Protocol):
    """Books that can say how many documents a family has before they are read."""

    def count(self, family: Family) -> int | None:
        """The number of documents, or None where this family cannot be counted."""
        ...


@runtime_checkable
class Enumerates(Protocol):
    """Books that can list the ids of a family's documents at less cost than the documents themselves."""

    def ids(self, family: Family) -> Iterator[str] | None:
        """The ids of all documents that there are now, in any order; None where this family cannot be listed so."""
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


@runtime_checkable
class Expects(Protocol):
    """Books that can fetch files ahead, once they know which will be opened."""

    def expect(self, attachments: Iterable[Attachment]) -> None:
        """These will be opened, in this order; no more than a few of them are looked at before that."""
        ...


@runtime_checkable
class Masks(Protocol):
    """Books with fields that do not belong in an archive: pay links, bank details."""

    @property
    def masked(self) -> Collection[str]:
        """The fields that were masked so far, as the source names them."""
        ...


@runtime_checkable
class Rechecks(Protocol):
    """Books that can look again for documents that a complete reading did not bring."""

    def still_there(self, family: Family, documents: Collection[str]) -> Collection[str]:
        """Those of the documents that the source has after all."""
        ...


@runtime_checkable
class Foresees(Protocol):
    """Books that can fetch ahead, once they know what will be read."""

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        """These families will be read in this order, each from where it goes on (as ``resume``)."""
        ...


Share = tuple[Callable[..., Iterable[Page]], Sequence[Any]]
"""What makes the pages of one turn, and what it is given besides that: see ``relay``."""


@runtime_checkable
class Apart(Protocol):
    """Books whose pages several processes can make out."""

    def apart(self, family: Family) -> Share | None:
        """How they share a family, from its beginning to its end; None where that is not worth it."""
        ...


@runtime_checkable
class Mends(Protocol):
    """Books that change while they are read, and can tell how."""

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """Pages that make a family, read to its end, what it is now: those of its documents that changed since.

        ``since`` is the bookmark that the family's reading ended with, and comes with every page. After that,
        ``Counts.count`` tells the number of documents anew. Errors: as of ``read``.
        """
        ...


@runtime_checkable
class Metered(Protocol):
    """Books whose service counts what is asked of it."""

    @property
    def calls(self) -> int:
        """How many calls were made that count, since the books were opened."""
        ...


@runtime_checkable
class Reports(Protocol):
    """Books whose system adds up for itself, in rows of the kind ``reports``."""

    def reported(self, rows: Iterable[Record]) -> Iterator[Reported]:
        """The totals among those rows that ours should meet."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A table among files, and what it was taken for: its rows, its days, and what each of its headings means."""

    name: str
    what: Phrase
    rows: int
    first: date | None = None
    last: date | None = None
    columns: Sequence[tuple[str, Label | Phrase]] = ()


@runtime_checkable
class Shows(Protocol):
    """Books that are put together from tables, and can show what they took each of them for."""

    def seen(self) -> Sequence[Seen]:
        """The tables that are read, and how."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What every source is told when it is opened.

    ``where`` the books are: a path, or the name of a link; where their files may lie; a private folder to work in; the
    ``door`` to linked services; the clock and the listener of the run. ``unmasked`` leaves nothing masked; ``printed``
    asks for the documents as the source prints them, too; ``home_currency`` is what the owner says they are in, and
    ``time_zone`` where the company is.
    """

    where: str
    documents: Path | None
    work: Path
    door: Door | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    tell: Listener = silence
    unmasked: bool = False
    printed: bool = False
    home_currency: str | None = None
    time_zone: str | None = None


SOURCES: Mapping[str, str] = {
    "files": "archiver.books.files",
    "gnucash": "archiver.books.gnucash",
    "manager": "archiver.books.manager",
    "quickbooks": "archiver.books.quickbooks",
    "sage": "archiver.books.sage",
    "tryton": "archiver.books.tryton",
}

LINKED = frozenset({"manager", "quickbooks", "sage", "tryton"})
"""The sources that are reached by a link, whose name stands where others have a path."""

FILED: Mapping[str, tuple[str, ...]] = {"manager": (".manager", ".zip", ".gz")}
"""Those of them whose books may be a file as well, and how the names of such files end."""

TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".dbf", ".iif")
"""How the names of files with tables end, but for plain text, which may be anything."""

NO_CURRENCY = "XXX"
"""What ISO 4217 calls amounts in no currency: those of which nobody says what they are in."""

PRINTED = "pdf/"
"""How the ids of attachments begin that are made on request only: see ``Asked.printed``."""

FREE_CALLS = 500_000
"""What Intuit, the one service that counts calls, gives for nothing in a month (its free tier, *Builder*)."""


def connect(source: str, asked: Asked) -> AbstractContextManager[Books]:
    """Open books for reading; the vendor's module is imported only now."""
    module = importlib.import_module(SOURCES[source])
    opened: AbstractContextManager[Books] = module.connect(asked)
    return opened


def drafted(where: str, words: Words) -> str:
    """A mapping for the files at a path that says what they are taken for, to be corrected and put beside them; its
    remarks are in the language of whoever corrects it.

    Errors: those of opening them, but for what is wrong with the files one by one.
    """
    module = importlib.import_module(SOURCES["files"])
    text: str = module.drafted(Path(where), words)
    return text


def is_link(source: str, where: str) -> bool:
    """Whether books are reached by the link called ``where``, and do not lie in a file there."""
    if source not in LINKED:
        return False
    ends = FILED.get(source)
    return ends is None or not (where.lower().endswith(ends) or "/" in where or "\\" in where)


def source_at(path: Path) -> str:
    """The source whose books a plain path leads to, as far as its name and its first bytes tell."""
    if path.is_dir() or path.suffix.lower() in TABLES:
        return "files"
    return "manager" if path.suffix.lower() == ".manager" else "gnucash"
