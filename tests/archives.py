"""Real books, their rows, and archives made of them, for the tests of what lies between the two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from archiver import books as sources
from archiver import demo, export, kinds, period, reading
from archiver.books import Asked, Books
from archiver.cabinet.reader import Cabinet
from archiver.catalogue import Place
from archiver.drives.folder import Folder
from archiver.events import silence
from archiver.export import Archive
from archiver.model import Company, Family, Kind, Record, State, Value
from archiver.order import Order
from archiver.spool import Spool
from tests.contracts.fakes_books import Document, MemoryBooks

DATA = Path(__file__).parent / "books" / "gnucash" / "data"
BOOKS = {name: DATA / f"{name}_2025.xml.gnucash" for name in ("alpine", "atelier")}
MOMENT = datetime(2026, 3, 31, 18, 0, 5, tzinfo=UTC)
PLAIN = Order(flat=True)
COMPANY = Company("memory", "9f0c", "Boulangerie du Lac", "CA", "CAD", (1, 1), "America/Toronto")


def clock() -> datetime:
    """A clock that stands still."""
    return MOMENT


@contextmanager
def opened(book: Path, work: Path, documents: Path | None = demo.DOCUMENTS) -> Iterator[Books]:
    """A GnuCash book, open."""
    with sources.connect("gnucash", Asked(str(book), documents, work)) as read:
        yield read


@contextmanager
def spooled(read: Books, room: Path) -> Iterator[Spool]:
    """All the rows of open books, as a draft that may be changed."""
    with closing(Spool(room)) as spool:
        spool.begin("test", MOMENT)
        reading.read(read, spool, (), silence)
        spool.draft()
        yield spool


@contextmanager
def rows_of(name: str, room: Path, until: object = None) -> Iterator[Spool]:
    """The rows of one of ``BOOKS``, up to a day if one is given."""
    with opened(BOOKS[name], room) as read, spooled(read, room) as spool:
        if until is not None:
            assert isinstance(until, type(MOMENT.date()))
            period.cut(spool, read.families(), until)
        yield spool


def truth(name: str) -> Mapping[str, Any]:
    """What GnuCash's own engine says of one of ``BOOKS``."""
    found: Mapping[str, Any] = json.loads((DATA / f"{name}_2025.truth.json").read_text(encoding="utf-8"))
    return found


def amount(text: str) -> Fraction:
    """An amount of a truth file."""
    return Fraction(text)


def by_key(spool: Spool, key: str) -> list[dict[str, Value]]:
    """The rows of a kind as mappings; none where the books have no such kind."""
    kind = spool.kind(key)
    return [] if kind is None else [given(kind, row) for row in spool.by_id(kind)]


def given(kind: Kind, row: Record) -> dict[str, Value]:
    """A record's values by column."""
    return dict(zip(kind.keys, row.values, strict=True))


def record(key: str, id: str, document: str | None = None, state: State = State.LIVE, /, **values: Value) -> Record:
    """A record of a declared kind, from its values by column."""
    return Record(id, document or id, kinds.kind(key).values({"id": id, **values}), state)


Held = TypeVar("Held", bound=MemoryBooks)


def memory_of(books: type[Held], **documents: Iterable[Document]) -> Held:
    """Books held in memory: families by the name of their first kind, with the kinds that their documents have."""
    families = []
    for name, each in documents.items():
        held = list(each)
        keys = dict.fromkeys([name, *(key for document in held for key in document)])
        families.append((Family(name, tuple(kinds.kind(key) for key in keys)), held))
    return books(COMPANY, families)


def memory(**documents: Iterable[Document]) -> MemoryBooks:
    """The same, of the plain kind."""
    return memory_of(MemoryBooks, **documents)


def exported(read: Books, folder: Path, order: Order = PLAIN, place: Place | None = None) -> Archive:
    """An archive of open books in ``folder``, made in a room beside it that is gone afterwards."""
    room = folder.parent / f"{folder.name}.room"
    for each in (folder, room):
        each.mkdir(exist_ok=True)
    made = export.export(read, order, room, Folder(folder), clock, silence, place)
    assert isinstance(made, Archive), "it was compared with nothing"
    return made


def unpacked(cabinet: Path) -> dict[str, bytes]:
    """Every file of a cabinet by its name."""
    with Cabinet.open(cabinet) as opened:
        return {member.name: b"".join(opened.read(member)) for member in opened.members}
