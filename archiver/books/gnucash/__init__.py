"""GnuCash: a file of books, SQLite or XML, read with the standard library alone and computed as its engine computes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archiver import errors
from archiver.books import Asked, Attachment
from archiver.books.gnucash import families, links, snapshot
from archiver.books.gnucash.book import Book
from archiver.model import Bookmark, Company, Family, Page, Record
from archiver.words import N_, Label, Phrase, phrase

PAGE = 200
MISSING = (
    N_("Reconciliation reports: GnuCash keeps the state of each posting, not the statements."),
    N_("An audit log: GnuCash keeps no history of changes."),
    N_("Scheduled transactions: templates of entries that do not exist yet are left out."),
    N_("Saved reports and their settings: GnuCash keeps them outside the book."),
)


@contextmanager
def connect(asked: Asked) -> Iterator[GnuCash]:
    """Open the book at a path, by way of a private copy that is removed afterwards."""
    path = Path(os.path.expanduser(asked.where))
    snapshot.stamp(path)
    if not path.is_file():
        reason = N_("it is a folder.") if path.is_dir() else N_("it is no ordinary file.")
        raise errors.NotABook(path=path, reason=phrase(reason))
    with TemporaryDirectory(dir=asked.work, prefix="gnucash-") as folder, snapshot.taken(path, Path(folder)) as taken:
        with _sensible(path, phrase(N_("Its lists"))):
            book = Book(taken)
        yield GnuCash(path, book, asked.documents)


@contextmanager
def _sensible(path: Path, where: Phrase | Label) -> Iterator[None]:
    """A book that holds nonsense in a place where an honest one cannot is damaged, and said to be."""
    try:
        yield
    except (ValueError, ArithmeticError) as odd:
        reason = phrase(N_("{where} hold something that makes no sense ({what})."), where=where, what=str(odd))
        raise errors.BookDamaged(path=path, reason=reason) from odd


class GnuCash:
    """An open GnuCash book."""

    missing: tuple[str, ...] = MISSING

    def __init__(self, path: Path, book: Book, documents: Path | None) -> None:
        self._path, self._book, self._documents = path, book, documents
        self._asked = {each.family.name: each for each in families.asked()}

    def version(self) -> str:
        """The SHA-256 of the book, in hex: what is read is a copy, and does not change."""
        return self._book.digest

    def company(self) -> Company:
        """What the book's own options say; GnuCash asks for neither country nor time zone nor fiscal year."""
        guid = next(self._book.all("books"))["guid"]
        home = self._book.option("Accounts/Book Currency")
        name = self._book.option("Business/Company Name") or self._path.name.partition(".")[0] or self._path.name
        return Company("gnucash", guid, name, home_currency=home, notes=self._book.notes, system="GnuCash")

    def families(self) -> Sequence[Family]:
        """The families of every GnuCash book, in the order in which they are read."""
        return [each.family for each in self._asked.values()]

    def count(self, family: Family) -> int | None:
        """How many documents there are, counted by a query of its own."""
        with _sensible(self._path, family.main.labels):
            return self._asked[family.name].count(self._book)

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents by guid; GnuCash tells no changes, so ``since`` brings everything."""
        kinds = {kind.key: kind for kind in family.kinds}
        rows: dict[str, list[Record]] = {}
        held, last = 0, resume
        with _sensible(self._path, family.main.labels):
            for document in self._asked[family.name].reader(self._book, kinds, resume):
                for key, records in document.items():
                    rows.setdefault(key, []).extend(records)
                    last = records[0].document if records else last
                held += 1
                if held == PAGE:
                    yield Page(rows, last)
                    rows, held = {}, 0
        yield Page(rows, last, Bookmark(self._book.saved))

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a link leads to, if it may be followed."""
        link = str((record.source or {}).get("assoc_uri", ""))
        yield links.resolve(link, self._documents)

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """The bytes of a linked file."""
        with ExitStack() as until_read:
            try:
                opened = until_read.enter_context(open(attachment.where, "rb"))
            except FileNotFoundError as gone:
                raise errors.FileNotFound(path=attachment.where) from gone
            except OSError as denied:
                raise errors.FileNotReadable(path=attachment.where, reason=errors.because(denied)) from denied
            yield opened
