"""The families that a folder of files makes, in the order in which they are read, each with its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from archiver import kinds
from archiver.books.files import documents, lists, sheets
from archiver.books.files.accounts import chart
from archiver.books.files.layouts import LINES
from archiver.books.files.ledger import Ledger
from archiver.books.files.posting import Document
from archiver.books.files.recognise import Found
from archiver.books.files.versions import Group
from archiver.model import Family
from archiver.relay import Turn

LEDGERS = ("entries", "postings")


@dataclass(frozen=True, slots=True)
class Asked:
    """A family, how its documents are read from their beginning, and how many there are if that is known.

    ``shared`` reads those of one turn, where several processes may share the work; None stands for those of others.
    """

    family: Family
    read: Callable[[], Iterator[Document | None]]
    count: int | None = None
    shared: Callable[[Turn], Iterator[Document | None]] | None = None


def asked(groups: Sequence[Group]) -> list[Asked]:
    """The families of the books: lists, documents, the ledger, and then the tables as they are."""
    parts = [part for group in groups for part in group.parts]
    charts = _of(parts, "accounts")
    posted = [each for each in parts if each.layout.form in LEDGERS]
    posted.sort(key=lambda each: each.days() or ())
    found = list[Asked]()
    if charts or posted:
        kind, bare = kinds.kind("accounts"), Ledger(posted)
        found.append(Asked(Family("accounts", (kind,)), partial(lists.accounts, charts, bare, kind)))
    for kind in kinds.kinds():
        if kind.key != "accounts" and (tables := _of(parts, kind.key)):
            found.append(Asked(Family(kind.key, (kind,)), partial(lists.read, tables, kind)))
    found += _documents([each for each in parts if each.layout.form == "documents"], charts)
    if posted:
        found.append(_ledger(posted, charts))
    return [*found, *_sheets(groups)]


def _of(parts: Sequence[Found], key: str) -> list[Found]:
    return [each for each in parts if each.layout.form == "list" and each.layout.kind == key]


def _documents(tables: Sequence[Found], charts: Sequence[Found]) -> Iterator[Asked]:
    there = {key for each in tables for key in documents.kinds_of(each)}
    for key, lines in LINES.items():
        if key in there:
            family = Family(key, (kinds.kind(key), kinds.kind(lines), kinds.kind("tax_lines")))
            made = {kind.key: kind for kind in family.kinds}
            yield Asked(family, partial(documents.read, tables, key, made, charts))


def _ledger(posted: Sequence[Found], charts: Sequence[Found]) -> Asked:
    family = Family("ledger", (kinds.kind("ledger"), kinds.kind("tax_lines")))
    made = {kind.key: kind for kind in family.kinds}

    def read() -> Iterator[Document]:
        return Ledger(posted, chart(charts)).documents(made)

    return Asked(family, read)


def _sheets(groups: Sequence[Group]) -> Iterator[Asked]:
    taken = set[str]()
    for group in groups:
        if group.parts and group.parts[0].layout.form == "sheet":
            kind = sheets.kind(group.name, group.parts, taken)
            count = sum(each.table.rows for each in group.parts)
            read = partial(sheets.read, group.parts, kind)
            kept = all(each.table.kept and each.table.kept.whole for each in group.parts)
            yield Asked(Family(kind.key, (kind,)), read, count, read if kept else None)
