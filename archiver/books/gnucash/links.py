"""Document links: GnuCash keeps where a file lies, never the file.

A link comes from the book, so from outside: only a file that truly lies in the folder named by the owner is ever
opened, whatever the link says. Every other link stays a line of text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archiver.books import Attachment
from archiver.books.gnucash.book import Book
from archiver.model import Kind, Record

ELSEWHERE = re.compile(
    r"""\\\\ | //                    # a share on another machine
      | [a-z]:[\\/]                  # a Windows drive
      | (?!file:)[a-z][a-z0-9+.-]*:// # an address on the net
      | (mailto|data|tel|javascript):""",
    re.IGNORECASE | re.VERBOSE,
)


def read(book: Book, kinds: Mapping[str, Kind], after: str | None) -> Iterator[dict[str, list[Record]]]:
    """Every link of a document or transaction, by the guid of what carries it."""
    (kind,) = kinds.values()
    carrying = "SELECT obj_guid, value FROM slots WHERE name = 'assoc_uri' AND value IS NOT NULL"
    for row in book.ask(f"{carrying} AND obj_guid > ? ORDER BY obj_guid", after or ""):
        guid, link = row["obj_guid"], row["value"]
        document = book.documents.get(guid) or book.by_posting.get(guid)
        values = {
            "id": guid,
            "document_kind": document.kind if document else "journal_entries",
            "document_id": document.guid if document else guid,
            "document_number": document.number if document else _number(book, guid),
            "name": name_of(link),
            "link": link,
        }
        yield {kind.key: [Record(guid, guid, kind.values(values), source={"assoc_uri": link})]}


def _number(book: Book, guid: str) -> str | None:
    found = next(book.ask("SELECT num FROM transactions WHERE guid = ?", guid), None)
    return found["num"] if found else None


def name_of(link: str) -> str:
    """The last part of a link, as a person would name the file."""
    try:
        path = unquote(urlsplit(link).path if "://" in link else link)
    except ValueError:
        path = link
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2] or link


def resolve(link: str, documents: Path | None) -> Attachment:
    """Where a link leads, if it may be followed: to a plain file inside ``documents``, symlinks resolved."""
    name, path = name_of(link), _path(link)
    if path is None:
        return Attachment(name, "link_only")
    if documents is None:
        return Attachment(name, "not_packed")
    home = os.path.realpath(documents)
    found = os.path.realpath(os.path.join(home, path))
    if not Path(found).is_relative_to(home):
        return Attachment(name, "link_only")
    if not os.path.isfile(found):
        return Attachment(name, "link_only" if os.path.exists(found) else "missing")
    return Attachment(name, "packed" if os.access(found, os.R_OK) else "unreadable", found)


def _path(link: str) -> str | None:
    """The path that a link to a local file gives; None for addresses, network paths and what makes no path."""
    if ELSEWHERE.match(link):
        return None
    try:
        split = urlsplit(link) if link[:5].lower() == "file:" else None
    except ValueError:
        return None
    if split is not None and split.netloc not in ("", "localhost"):
        return None
    path = unquote(link if split is None else split.path)
    # Unquoting may bring forth what no path holds, or again the way to another machine.
    return None if "\0" in path or not path or ELSEWHERE.match(path) else path
