"""What changed since the archives before: told row by row; what is gone is listed once, voided ones keep their amount.

What a complete reading does not bring any more was deleted, unless its source, asked again, has it after all. In an
archive of changes, documents that are as they were go again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import NamedTuple

from archiver import untold, vanished
from archiver.books import PRINTED, Books, Rechecks
from archiver.cabinet import lines, pairs, records
from archiver.held import Composed
from archiver.held.change import Change, Sides, What
from archiver.held.composed import belonging
from archiver.held.told import rows as as_rows
from archiver.kinds import kind as declared
from archiver.model import ColumnType, Control, Kind, Reading, Record, State, Status, Value, Verdict
from archiver.spool import Spool
from archiver.touched import CHANGES, Touched
from archiver.words import N_, Words, phrase

GONE = N_("{count} documents that the archive before held are gone. They are listed here once, outside every sum.")
NOT_BROUGHT = N_("{count} documents that the archive before held are still there, and were not brought.")
RENAMED = N_(
    "{count} entries are called otherwise than before. Documents that did not change themselves may still show the "
    "name that they were archived with, until the next full archive."
)
PICTURES = frozenset({"company", "preferences", "entitlements", "exchange_rates", "ledger", "reports"})
"""Kinds that show one moment: what is in them no more was not deleted."""
REPORTS = "reports"
"""What a source computes for today is not compared: it differs every day."""
NAME = "name"
AMOUNTS = ("total", "amount")
ATTACHMENTS = "attachments"
FILES = f"{ATTACHMENTS}/"
BLOCK = 1_000
BOTH = tuple[Record | None, Record | None]


@dataclass(slots=True)
class Found:
    """What a comparison came to: its controls, and whether anything changed at all."""

    controls: list[Control]
    changed: bool


def compare(
    before: Composed,
    books: Books,
    spool: Spool,
    readings: Sequence[Reading],
    words: Words,
    *,
    only_changes: bool = False,
) -> Found:
    """Enter into the spool's draft what is gone, the last amounts of what was voided, and the rows of *changes*.

    With ``only_changes``, documents that are as they were are taken out of the draft. ``CabinetDamaged`` where the
    records of the archives are none.
    """
    with closing(Touched(spool.folder)) as touched:
        by_name = {each.family.name: each for each in readings}
        comparison = _Comparison(before, books, spool, by_name, touched, words, only_changes)
        comparison.run()
        if only_changes:
            comparison.leave_the_rest()
        controls = [*comparison.enter_gone(), *comparison.tell_renamed()]
        spool.put(declared(CHANGES), touched.told())
        lasting = [each for each in readings if each.family.main.key not in PICTURES]
        controls += untold.lacking(before, lasting)
        lost = [*vanished.controls(before, by_name), *vanished.withdrawn(before, lasting)]
        return Found([*controls, *lost], bool(touched or lost))


class _Gone(NamedTuple):
    """A row of a document that is gone, as the archives have it."""

    kind: Kind
    sides: Sides
    row: Record


@dataclass(slots=True)
class _Comparison:
    before: Composed
    books: Books
    spool: Spool
    readings: Mapping[str, Reading]
    touched: Touched
    words: Words
    only_changes: bool
    gone: dict[str, dict[str, list[_Gone]]] = field(default_factory=dict)
    renamed: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Every kind that both, or one of them, have, in the order of the families."""
        for kind in self._kinds():
            voided = dict[str, Value]()
            then, now = self.before.kind(kind.key), self.spool.kind(kind.key)
            sides, family = Sides(then, now), belonging(now or kind, self._families())
            for left, right in self._pairs(kind, then, now):
                known = right or left
                assert known, "a pair has one side at least"
                if reading := self.readings.get(family(known)):
                    self._look(sides, reading, left, right)
                if then and left and right and right.state is State.VOIDED:
                    voided[right.id] = _last_amount(then, left)
            if now:
                _keep_amounts(self.spool, now, voided)

    def _kinds(self) -> Iterable[Kind]:
        """Those of families of which something was read: documents first, then what belongs to them."""
        read = [each for each in self.readings.values() if each.status in (Status.COMPLETE, Status.PARTIAL)]
        found = {kind.key: kind for reading in read for kind in reading.family.kinds}
        main = {reading.family.main.key for reading in read}
        return sorted((kind for key, kind in found.items() if key != REPORTS), key=lambda kind: kind.key not in main)

    def _families(self) -> dict[str, str]:
        """The family of each kind: of one that several bring, the first of them."""
        found: dict[str, str] = {}
        for reading in self.readings.values():
            for kind in reading.family.kinds:
                found.setdefault(kind.key, reading.family.name)
        return found

    def _pairs(self, kind: Kind, then: Kind | None, now: Kind | None) -> Iterator[BOTH]:
        """The rows of a kind on both sides that differ, or could."""
        bringing = [each for each in self.readings.values() if any(kind.key == k.key for k in each.family.kinds)]
        if all(each.base for each in bringing):
            return self._looked_up(then, now, bringing)
        return self._side_by_side(then, now)

    def _looked_up(self, then: Kind | None, now: Kind | None, bringing: Sequence[Reading]) -> Iterator[BOTH]:
        """Of families of which only changes were read: the rows that came, and what the archives have of the same
        documents.
        """
        wanted = {each.family.name: {*self.spool.ids(each.family.name), *each.gone} for each in bringing}
        known = {row.id: row for row in self.before.of(then, wanted)} if then and any(wanted.values()) else {}
        for row in self.spool.by_id(now) if now else ():
            yield known.pop(row.id, None), row
        yield from ((row, None) for _, row in sorted(known.items()))

    def _side_by_side(self, then: Kind | None, now: Kind | None) -> Iterator[BOTH]:
        left = self.before.blocks(then) if then else iter(())
        right = _blocks(map(lines.lines(now), self.spool.spelled(now))) if now else iter(())
        old, new = _decoding(then), _decoding(now)
        with self.before.last.understood():
            for pair in pairs.differing(left, right, exactly=self.only_changes):
                yield old(pair.then), new(pair.now)

    def _look(self, sides: Sides, reading: Reading, then: Record | None, now: Record | None) -> None:
        """What became of a row, if that can be known."""
        name = reading.family.name
        if now is None:
            if then and then.state is not State.DELETED and not then.id.startswith(PRINTED):
                self._lacking(sides, reading, then)
            return
        change = sides.change(then, now)
        if change is None:
            if then is None or not sides.same(then, now):
                self.touched.touch(name, now.document)
            return
        if (
            reading.base
            and sides.now.key != ATTACHMENTS
            and any(each.column.key == NAME for each in change.differences)
        ):
            self.renamed[sides.now.key] += 1
        new = change.what is What.ADDED and now.id == now.document
        self.touched.touch(name, now.document, new=new)
        of_new = not new and self.touched.is_new(name, now.document)
        if not of_new and (change.what is not What.ADDED or self.before.whole(name)):
            self._tell(change)

    def _lacking(self, sides: Sides, reading: Reading, then: Record) -> None:
        """A row that is not there now: one of a document that is there still, or of one that is gone."""
        name = reading.family.name
        if self.spool.has(name, then.document):
            self.touched.touch(name, then.document)
            self._tell(Change(sides.then, What.DELETED, then))
        elif reading.whole or then.document in reading.gone:
            gone = self.gone.setdefault(name, {}).setdefault(then.document, [])
            gone.append(_Gone(self.spool.kind(sides.now.key) or sides.now, sides, then))

    def _tell(self, change: Change) -> None:
        self.touched.tell(as_rows([change], self.words))

    def leave_the_rest(self) -> None:
        """Documents that are as they were go out of the draft."""
        for name in self.readings:
            same = [each for each in self.spool.ids(name) if not self.touched.has(name, each)]
            self.spool.drop_documents(name, same)

    def enter_gone(self) -> Iterator[Control]:
        """What is gone for good, listed with what was known of it; by kind, how many documents that are."""
        counted: Counter[str] = Counter()
        for name, documents in self.gone.items():
            reading = self.readings[name]
            there = self._still_there(reading, documents)
            for document, rows in documents.items():
                if document not in there:
                    self._enter(name, document, rows, counted)
        for key, count in counted.items():
            yield Control("deleted_since", Verdict.NOTED, phrase(GONE, count=count), key)

    def tell_renamed(self) -> Iterator[Control]:
        """Entries of lists that are called otherwise: a source that tells changes need not tell of the documents that
        show their names.
        """
        for key, count in self.renamed.items():
            yield Control("names_stay", Verdict.NOTED, phrase(RENAMED, count=count), key)

    def _still_there(self, reading: Reading, documents: Mapping[str, Sequence[_Gone]]) -> set[str]:
        asked = [document for document, rows in documents.items() if any(each.row.id == document for each in rows)]
        books, there = self.books, set[str]()
        if asked and isinstance(books, Rechecks) and (there := set(books.still_there(reading.family, asked))):
            reading.status, reading.holds = Status.PARTIAL, None
            reading.reason = phrase(NOT_BROUGHT, count=len(there))
        return there

    def _enter(self, name: str, document: str, rows: Sequence[_Gone], counted: Counter[str]) -> None:
        """The document itself, or all its rows where it is nothing but rows and an increment has to say it."""
        own = [each for each in rows if each.row.id == document]
        listed = [each for each in own if self.only_changes or each.kind.key not in PICTURES]
        if not own and self.only_changes:
            listed = list(rows)
        for each in own or rows:
            self._tell(Change(each.sides.then, What.DELETED, each.row))
        self.touched.touch(name, document)
        for each in listed:
            self.spool.put(each.kind, [_deleted(each.kind, each.sides.then, each.row)])
            counted[each.kind.key] += 1


def _blocks(told: Iterator[bytes]) -> Iterator[bytes]:
    while block := b"".join(islice(told, BLOCK)):
        yield block


def _decoding(kind: Kind | None) -> Callable[[bytes | None], Record | None]:
    read = records.reading(kind) if kind else None
    return lambda line: next(read(line)) if read and line is not None else None


def _last_amount(kind: Kind, row: Record) -> Value:
    """What a document was for when an archive last saw it: that of a live one, else what was known then already."""
    for key in AMOUNTS if row.state is State.LIVE else ("last_total",):
        if (place := kind.place(key)) is not None:
            return row.values[place]
    return None


def _keep_amounts(spool: Spool, kind: Kind, amounts: Mapping[str, Value]) -> None:
    place = kind.place("last_total")
    if place is not None and any(amounts.values()):
        spool.rewrite(kind, partial(_with_amount, place, amounts))


def _with_amount(place: int, amounts: Mapping[str, Value], row: Record) -> Record:
    amount = amounts.get(row.id)
    if amount is None or row.values[place] is not None:
        return row
    return row._replace(values=(*row.values[:place], amount, *row.values[place + 1 :]))


def _deleted(kind: Kind, then: Kind, row: Record) -> Record:
    """A document that is gone, with the values that are last known, in the columns of today."""
    known = dict(zip(then.keys, row.values, strict=True))
    values = {key: known[key] for key in kind.keys if key in known}
    if "status" in kind.keys:
        values["status"] = "deleted"
    if "last_total" in kind.keys:
        values["last_total"] = _last_amount(then, row)
    if kind.key == ATTACHMENTS and values["state"] == "packed":
        values["state"] = "earlier"
    for column in kind.columns:
        if column.type is ColumnType.LINK and str(values.get(column.key)).startswith(FILES):
            values[column.key] = None  # its file lies in that archive, not in this one
    return row._replace(values=kind.values(values), state=State.DELETED)
