"""One document through time: when an archive first had it, how it changed from archive to archive, when it was gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nlargest, nsmallest
from typing import TypeVar

from archiver.cabinet import records
from archiver.catalogue import Entry
from archiver.collation import natural
from archiver.errors import ArchiverError, UnknownRecord
from archiver.held import Held
from archiver.held.change import Change, Sides, What
from archiver.held.composed import belonging
from archiver.held.declared import dressed
from archiver.history.kept import Kept
from archiver.kinds import kind as declared
from archiver.model import Kind, Record, State, Status

NEAREST = 3
Row = tuple[str, str]
"""A kind and an id."""
Rows = Mapping[Row, tuple[Kind, Record]]
T = TypeVar("T")


class Turn(StrEnum):
    """What became of a document."""

    SEEN = "seen"
    AGAIN = "seen_again"
    CHANGED = "changed"
    VOIDED = "voided"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Event:
    """What the archive ``entry`` is the first to show; ``changes`` are those of the document and of its lines."""

    entry: Entry
    turn: Turn
    changes: Sequence[Change] = ()


@dataclass(slots=True)
class Story:
    """A document: ``rows`` are what an archive knew of it last, its own row first."""

    id: str
    rows: list[tuple[Kind, Record]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _known: Rows | None = None

    def told(self, entry: Entry, rows: Rows) -> None:
        """The next archive has these rows of it; none: it is there no longer."""
        if rows:
            self.rows = list(rows.values())
        if self._known is None:
            if rows:
                self.events.append(Event(entry, Turn.AGAIN if self.events else Turn.SEEN))
        elif not rows:
            self.events.append(Event(entry, Turn.DELETED))
        elif changes := list(_between(self._known, rows)):
            self.events.append(Event(entry, _turn(changes), changes))
        self._known = rows or None


def _turn(changes: Sequence[Change]) -> Turn:
    voided = any(each.what is What.VOIDED and each.row.id == each.row.document for each in changes)
    return Turn.VOIDED if voided else Turn.CHANGED


def _between(then: Rows, now: Rows) -> Iterator[Change]:
    for row in (*now, *(row for row in then if row not in now)):
        before, after = then.get(row), now.get(row)
        sides = Sides(before[0] if before else None, after[0] if after else None)
        if change := sides.change(before[1] if before else None, after[1] if after else None):
            yield change


class Through:
    """The archives of a company, oldest first, asked for documents of one kind.

    ``unread`` are those that could not be read, and why.
    """

    def __init__(self, archives: Sequence[Kept], key: str) -> None:
        self._archives, self._key = archives, key
        self._family = key
        self.unread: dict[str, ArchiverError] = {}

    def stories(self, text: str, name: str) -> list[Story]:
        """Every document that had that number, or that has that id or a row with it.

        ``UnknownRecord``, with the nearest numbers, where none of the archives knows one; ``name`` is the company's.
        Where some archives could not be asked, one of those might: the first one's error.
        """
        found = [ids for _, ids in self._answers(lambda held: list(self._ids(held, text)))]
        stories = {id_: Story(id_) for ids in found for id_ in ids}
        if not stories and self.unread:
            raise next(iter(self.unread.values()))
        if not stories:
            raise UnknownRecord(
                name=name, kind=declared(self._key).labels, text=text, known=self._nearest(text) or None
            )
        for entry, told in self._answers(lambda held: [self._state(held, id_) for id_ in stories]):
            for story, (rows, certain) in zip(stories.values(), told, strict=True):
                if certain:
                    story.told(entry, rows)
        return list(stories.values())

    def kinds(self) -> list[Kind]:
        """The kinds of which these archives have rows, each as the first archive that has it calls it."""
        found: dict[str, Kind] = {}
        for _, kinds in self._answers(lambda held: held.kinds):
            for each in kinds:
                found.setdefault(each.key, each)
        return list(found.values())

    def _answers(self, ask: Callable[[Held], T]) -> Iterator[tuple[Entry, T]]:
        """What each archive answers; one that cannot, as it is damaged or gone, does not keep the others from it."""
        for each in self._archives:
            try:
                with each.opened() as held:
                    answer = ask(held)
            except ArchiverError as error:
                self.unread[each.entry.name] = error
            else:
                yield each.entry, answer

    def _ids(self, held: Held, text: str) -> Iterator[str]:
        kind = held.kind(self._key)
        if kind is None:
            return
        self._family = held.families[kind.key]
        place = kind.place("number")
        for row in _naming(held, kind, _spelled(text)):
            numbered = row.id == row.document and place is not None and row.values[place] == text
            if numbered or text in (row.id, row.document):
                yield row.document

    def _state(self, held: Held, id_: str) -> tuple[Rows, bool]:
        """The document and its lines, by kind and id: none where it is not there; and whether that is certain.

        One that is listed as deleted has no rows, and that is certain.
        """
        kinds = [kind for kind in held.kinds if self._may_have(held, kind)]
        found: dict[Row, tuple[Kind, Record]] = {}
        for kind in sorted(kinds, key=lambda kind: kind.key != self._key):
            family = belonging(kind, held.families)
            for row in _naming(held, kind, b'"document":' + _spelled(id_)):
                if row.document == id_ and family(row) == self._family:
                    found[kind.key, row.id] = dressed(kind), row
        own = found.get((self._key, id_))
        # An entry of the ledger is but its rows: none of them stands for all.
        rows = [own] if own else list(found.values())
        there = any(row.state is not State.DELETED for _, row in rows)
        return found if there else {}, bool(rows) or self._is_whole(held)

    def _may_have(self, held: Held, kind: Kind) -> bool:
        return held.families[kind.key] == self._family or kind.place("document_id") is not None

    def _is_whole(self, held: Held) -> bool:
        """Whether what an archive lacks of the document's family is not there."""
        told = held.page.families.get(self._family)
        return told is not None and told.status is Status.COMPLETE and held.page.archive.type == "full"

    def _nearest(self, text: str) -> list[str]:
        """The numbers that it is a part of, and those that come just before and just after it, as people count."""
        here, numbers = natural(text), {each for _, some in self._answers(self._numbers) for each in some}
        parts = nsmallest(NEAREST, (each for each in numbers if text.casefold() in each.casefold()), key=natural)
        others = numbers.difference(parts)
        before = nlargest(NEAREST, (each for each in others if natural(each) < here), key=natural)
        after = nsmallest(NEAREST, (each for each in others if natural(each) >= here), key=natural)
        return [*parts, *reversed(before), *after]

    def _numbers(self, held: Held) -> set[str]:
        known = held.kind(self._key)
        if known is None or (place := known.place("number")) is None:
            return set()
        return {str(row.values[place]) for row in held.rows(known) if row.values[place]}


def _naming(held: Held, kind: Kind, wanted: bytes) -> Iterator[Record]:
    """The rows of a kind whose lines have these bytes; the others are not looked into."""
    read = records.reading(kind)
    for block in held.blocks(kind):
        if wanted in block:
            for line in block.split(b"\n"):
                if wanted in line:
                    with held.understood():
                        row = next(read(line))
                    yield row


def _spelled(text: str) -> bytes:
    """A text as it stands in a line."""
    return json.dumps(text, ensure_ascii=False).encode(errors="replace")
