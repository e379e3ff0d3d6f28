"""What the archive before held: documents that are gone since then are listed once, voided ones keep their amount.

What a complete reading does not bring any more was deleted, unless its source, asked again, has it after all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from archiver.books import PRINTED, Books, Rechecks
from archiver.envelope import Password
from archiver.errors import WrongPassword
from archiver.held import Held
from archiver.model import ColumnType, Control, Kind, Reading, Record, State, Status, Value, Verdict
from archiver.spool import Spool
from archiver.words import N_, phrase

GONE = N_("{count} documents that the archive before held are gone. They are listed here once, outside every sum.")
NOT_BROUGHT = N_("{count} documents that the archive before held are still there, and were not brought.")
CLOSED = N_(
    "The archive before is sealed with a password that is not kept here: what is gone since then, and the last amounts "
    "of what was voided since, cannot be told."
)
PICTURES = frozenset({"company", "preferences", "entitlements", "exchange_rates", "ledger", "reports"})
"""Kinds that show one moment: what is in them no more was not deleted."""
AMOUNTS = ("total", "amount")
FILES = "attachments/"


class Pair(NamedTuple):
    """A document then and now; None where it was not, or is not any more."""

    then: Record | None
    now: Record | None


def since(
    paths: Sequence[Path], passwords: Sequence[Password], books: Books, spool: Spool, readings: Sequence[Reading]
) -> list[Control]:
    """The same of the archive in these cabinets; one that none of these passwords opens cannot be compared with."""
    try:
        with Held.opened(paths, passwords) as before:
            return compare(before, books, spool, readings)
    except WrongPassword:
        return [Control("deleted_since", Verdict.NOTED, phrase(CLOSED))]


def compare(before: Held, books: Books, spool: Spool, readings: Sequence[Reading]) -> list[Control]:
    """Enter what is gone into the spool's draft, and the last amounts of what was voided; a control for each kind."""
    found: list[Control] = []
    for reading in readings:
        for kind in reading.family.kinds:
            then = before.kind(kind.key)
            if reading.status is Status.COMPLETE and then and kind.key not in PICTURES:
                found += _compare(before, then, books, spool, reading, kind)
    return found


def _compare(before: Held, then: Kind, books: Books, spool: Spool, reading: Reading, kind: Kind) -> Iterator[Control]:
    gone, voided = dict[str, Record](), dict[str, Value]()
    for pair in _pairs(_documents(before.rows(then)), _documents(spool.by_id(kind))):
        if pair.then and pair.now is None and pair.then.state is not State.DELETED:
            gone[pair.then.id] = pair.then
        elif pair.then and pair.now and pair.now.state is State.VOIDED:
            voided[pair.now.id] = _last_amount(then, pair.then)
    _keep_amounts(spool, kind, voided)
    there = set(books.still_there(reading.family, gone)) if gone and isinstance(books, Rechecks) else set()
    if there:
        reading.status = Status.PARTIAL
        reading.reason = phrase(NOT_BROUGHT, count=len(there))
    deleted = [_deleted(kind, then, row) for id_, row in gone.items() if id_ not in there]
    if deleted:
        spool.put(kind, deleted)
        yield Control("deleted_since", Verdict.NOTED, phrase(GONE, count=len(deleted)), kind.key)


def _documents(rows: Iterator[Record]) -> Iterator[Record]:
    """Documents and entries of lists: not their lines, nor what is only there when it was asked for."""
    return (row for row in rows if row.id == row.document and not row.id.startswith(PRINTED))


def _pairs(then: Iterator[Record], now: Iterator[Record]) -> Iterator[Pair]:
    """Both sides, which are sorted by id, side by side."""
    from heapq import merge

    marked = merge(((row.id, 0, row) for row in then), ((row.id, 1, row) for row in now), key=lambda each: each[:2])
    for _, group in groupby(marked, key=lambda each: each[0]):
        sides = {side: row for _, side, row in group}
        yield Pair(sides.get(0), sides.get(1))


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
    for column in kind.columns:
        if column.type is ColumnType.LINK and str(values.get(column.key)).startswith(FILES):
            values[column.key] = None  # its file lies in that archive, not in this one
    return row._replace(values=kind.values(values), state=State.DELETED)
