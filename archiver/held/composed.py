"""The books at the end of a row of archives: a full one, and what each increment after it says of single documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from archiver.cabinet import lines
from archiver.envelope import Password
from archiver.held.archive import Held
from archiver.held.declared import dressed
from archiver.model import Kind, Record, State, Status

BLOCK = 1_000
Document = tuple[str, str]
"""A family, and the id of one of its documents."""


class Owning(NamedTuple):
    """How a row of a kind that several families bring tells whose it is.

    ``sides`` are the columns that name a document, its kind and its id; ``others`` is the kind of the documents whose
    rows name none of themselves.
    """

    sides: tuple[tuple[str, str], ...]
    others: str


DOCUMENT, PAYMENT = ("document_kind", "document_id"), ("payment_kind", "payment_id")
OWNERS = {
    "tax_lines": Owning((DOCUMENT,), "ledger"),
    "sales_applications": Owning((PAYMENT, DOCUMENT), "payments"),
    "purchase_applications": Owning((PAYMENT, DOCUMENT), "bill_payments"),
}
"""Kinds that several families bring."""


def belonging(kind: Kind, families: Mapping[str, str]) -> Callable[[Record], str]:
    """The way from a row of a kind to its family, of those that ``families`` gives by kind.

    Taxes come with invoices and with bills alike: such a row names the document that it is part of. A payment may
    carry a credit that settles an invoice, and an entry of the ledger may bear a tax that counts as an invoice's: such
    rows name others alone.
    """
    own = families[kind.key]
    told = OWNERS.get(kind.key)
    if told is None:
        return lambda row: own
    named = [(kind.place(which), kind.place(whose)) for which, whose in told.sides]
    sides = [(which, whose) for which, whose in named if which is not None and whose is not None]
    others = families.get(told.others, own) if sides else own

    def family(row: Record) -> str:
        for which, whose in sides:
            if row.values[whose] == row.document:
                return families.get(str(row.values[which]), own)
        return others

    return family


class Later(NamedTuple):
    """What archives after one say in its place: of the families that they have whole all, of others these documents."""

    families: frozenset[str] = frozenset()
    documents: frozenset[Document] = frozenset()

    def has(self, family: str, document: str) -> bool:
        """Whether what became of a document is told by them."""
        return family in self.families or (family, document) in self.documents


class Composed:
    """The rows of a full archive, where a document that a later increment has gives way to it, in every kind of its
    family; one that it lists as deleted goes. So it is with a later full archive, in the families that it could not
    read whole; of others, it alone counts.

    Memory: the ids of the documents of the archives after the first one, but for families that these have whole.
    """

    def __init__(self, full: Held, later: Sequence[Held] = ()) -> None:
        self._layers = (full, *later)
        self._families = {key: name for held in reversed(self._layers) for key, name in held.families.items()}
        self._kinds = self._joined()
        self._later = [Later()]
        for held in reversed(self._layers[1:]):
            self._later.insert(0, self._with(held, self._later[0]))

    @classmethod
    @contextmanager
    def opened(cls, archives: Sequence[Sequence[Path]], passwords: Sequence[Password] = ()) -> Iterator[Composed]:
        """Those in these cabinets, a full one first; errors as of ``Held.opened``."""
        with ExitStack() as stack:
            full, *later = [stack.enter_context(Held.opened(paths, passwords)) for paths in archives]
            yield cls(full, later)

    @property
    def last(self) -> Held:
        """The latest of the archives."""
        return self._layers[-1]

    @property
    def began(self) -> datetime:
        """The moment of the full one."""
        return self._layers[0].page.archive.moment

    def holds(self, family: str) -> int | None:
        """How many documents of a family there are; None where the last archive does not know."""
        told = self.last.page.families.get(family)
        return told.holds if told else None

    def whole(self, family: str) -> bool:
        """Whether one of them had all of a family by then: what they lack together has come since.

        One after it that could not read the family, or leaves it out, takes nothing from what is known.
        """
        return any(_had(held, family) for held in self._layers)

    def lacks(self, family: str) -> bool:
        """Whether none of them had all of a family by then, though there was something to have."""
        return not self.whole(family) and not self._statuses(family) <= {Status.NOT_OFFERED}

    def _statuses(self, family: str) -> set[Status]:
        told = (held.page.families.get(family) for held in self._layers)
        return {each.status for each in told if each}

    @property
    def kinds(self) -> Sequence[Kind]:
        """Every kind that one of them has, with the columns of all of them."""
        return tuple(self._kinds.values())

    @property
    def families(self) -> Mapping[str, str]:
        """The family of each kind."""
        return self._families

    def kind(self, key: str) -> Kind | None:
        """A kind that one of them has."""
        return self._kinds.get(key)

    def blocks(self, kind: Kind) -> Iterator[bytes]:
        """The same as ``rows``, as the lines of an archive, some at a time; they are its own where one alone counts."""
        own = self.last.kind(kind.key)
        if self._is_told_by_last(kind) and (own is None or own.keys == kind.keys):
            yield from self.last.blocks(own) if own else ()
            return
        told = map(lines.lines(kind), self.rows(kind))
        while block := b"".join(islice(told, BLOCK)):
            yield block

    def _is_told_by_last(self, kind: Kind) -> bool:
        """Whether the last archive says by itself all that there is of a kind."""
        settled = kind.key not in OWNERS and _settles(self.last, self._families[kind.key])
        return len(self._layers) == 1 or settled

    def of(self, kind: Kind, documents: Mapping[str, Collection[str]]) -> Iterator[Record]:
        """The rows of a kind that are of these documents, by family, and were not deleted; in no order."""
        every = frozenset().union(*documents.values())
        whole, nothing = self._kinds[kind.key], frozenset[str]()
        for number, held in enumerate(self._layers):
            if own := held.kind(kind.key):
                family, later = belonging(own, self._families), self._later[number]
                for row in held.of(own, every):
                    whose = family(row)
                    wanted = row.document in documents.get(whose, nothing) and not later.has(whose, row.document)
                    if wanted and row.state is not State.DELETED:
                        yield row if whole.keys == own.keys else _widened(row, own, whole)

    def documents(self, family: str) -> set[str]:
        """The ids of all documents of a family that were not deleted."""
        found: set[str] = set()
        for number, held in enumerate(self._layers):
            later = self._later[number]
            for kind in self._own(held, family):
                live = (head.document for head in held.heads(kind) if head.state is not State.DELETED)
                found.update(document for document in live if not later.has(family, document))
        return found

    def among(self, family: str, documents: Collection[str]) -> set[str]:
        """Those of the documents of a family that are there, and were not deleted."""
        own = (key for key in self._kinds if self._families[key] == family and key not in OWNERS)
        kinds = [self._kinds[key] for key in own] if documents else []
        return {row.document for kind in kinds for row in self.of(kind, {family: documents})}

    def _own(self, held: Held, family: str) -> list[Kind]:
        """The kinds that no other family brings: its documents have rows in them."""
        return [kind for kind in held.kinds if self._families[kind.key] == family and kind.key not in OWNERS]

    def rows(self, kind: Kind) -> Iterator[Record]:
        """The records of one of these kinds, sorted by id."""
        parts = [self.layer(number, kind.key) for number in range(len(self._layers))]
        return parts[0] if len(parts) == 1 else _latest(merge(*parts, key=attrgetter("id")))

    def _joined(self) -> dict[str, Kind]:
        """The kinds of the first archive, then of those after it; columns that are added stand before the last one."""
        found: dict[str, Kind] = {}
        for held in self._layers:
            for kind in map(dressed, held.kinds):
                known = found.setdefault(kind.key, kind)
                added = tuple(column for column in kind.columns if column.key not in known.keys)
                found[kind.key] = replace(known, columns=(*known.columns[:-1], *added, *known.columns[-1:]))
        return found

    def _with(self, held: Held, after: Later) -> Later:
        """What an archive says in the place of those before it, with those ``after`` it."""
        families = after.families | frozenset(each for each in self._families.values() if _settles(held, each))
        return Later(families, after.documents | frozenset(self._documents(held, families)))

    def _documents(self, held: Held, but: Collection[str]) -> Iterator[Document]:
        """The documents that an archive has, ``but`` those of some families."""
        for kind in held.kinds:
            if kind.key in OWNERS or self._families[kind.key] not in but:
                family = belonging(kind, self._families)
                named = ((family(row), row.document) for row in held.rows(kind))
                yield from (each for each in named if each[0] not in but)

    def layer(self, number: int, key: str) -> Iterator[Record]:
        """Those of them that one of the archives has, counted from 0, the full one; sorted by id."""
        held, later = self._layers[number], self._later[number]
        kind = held.kind(key)
        if kind is None:
            return
        family, whole, last = belonging(kind, self._families), self._kinds[key], len(self._layers) - 1
        for row in held.rows(kind):
            if number < last and later.has(family(row), row.document):
                continue
            if number and row.state is State.DELETED:
                continue
            yield row if whole.keys == kind.keys else _widened(row, kind, whole)


def _had(held: Held, family: str) -> bool:
    """Whether every document of a family came to an archive, though perhaps not every file that hangs on it."""
    told = held.page.families.get(family)
    if told is None or told.status is not Status.PARTIAL:
        return told is not None and told.status is Status.COMPLETE
    return held.page.archive.type == "full" and told.holds is not None and told.holds >= (told.asked or 0)


def _settles(held: Held, family: str) -> bool:
    """Whether an archive says by itself what there is of a family: it is full, and was not kept from reading it."""
    told = held.page.families.get(family)
    return held.page.archive.type == "full" and (told is None or told.status is Status.COMPLETE)


def _latest(rows: Iterable[Record]) -> Iterator[Record]:
    """Of rows with the same id the last one: an older archive may tell otherwise whose a row is."""
    before: Record | None = None
    for row in rows:
        if before and before.id != row.id:
            yield before
        before = row
    if before:
        yield before


def _widened(row: Record, kind: Kind, whole: Kind) -> Record:
    return row._replace(values=whole.values(dict(zip(kind.keys, row.values, strict=True))))


def compose(full: Held, increments: Sequence[Held] = ()) -> Composed:
    """The books as a full archive and the increments after it, oldest first, know them together."""
    return Composed(full, increments)
