"""The first day of a period: what was over before it is left out; what was open then, or paid since, stays.

Controls come first: they are of the books, and not of a part of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from archiver.controls.open_balances import PAYMENTS, SIDES, Document
from archiver.controls.settling import AMOUNTS, vague
from archiver.controls.settling import applied as applications_of
from archiver.model import Control, Family, Kind, State, Verdict
from archiver.period.until import DATED_LISTS, leave_out_files
from archiver.spool import Spool
from archiver.words import N_, phrase

DERIVED = {"voided_deleted": "date", "number_gaps": "date_after"}
"""Sheets of single documents, and the days of these."""
WHOLE = N_(
    "The sheets show the days from {start} to {until}, and what was open then. The controls are of the whole books up "
    "to {until}, earlier days included: what they count and list may be more than what the sheets show."
)
ZERO = Decimal(0)


def begin(spool: Spool, families: Sequence[Family], start: date, until: date) -> Control:
    """Leave out of a draft the documents and postings dated before ``start``, but for documents that were open then and
    what was paid on them; what there is to say of controls that were made before, of all days up to ``until``.
    """
    kept = _open(spool, start)
    left_out: set[Document] = set()
    for family in families:
        for kind in family.kinds:
            left_out |= _leave_out(spool, family, kind, start, kept)
    leave_out_files(spool, left_out)
    for key in SIDES:
        _leave_out_applications(spool, key, left_out)
    for key, day_of in DERIVED.items():
        if (derived := spool.kind(key)) is not None:
            spool.drop(derived, [id_ for id_, day in _dated(spool, derived, day_of) if _is_before(day, start)])
    return Control("period", Verdict.NOTED, phrase(WHOLE, start=start, until=until))


def _leave_out(spool: Spool, family: Family, kind: Kind, start: date, kept: Collection[Document]) -> set[Document]:
    if kind.place("date") is None or kind.key in DATED_LISTS or kind.key in SIDES:
        return set()
    earlier = {
        row.document
        for row in spool.by_id(kind)
        if _is_before(row.values[kind.keys.index("date")], start) and not _stays(kind, row.document, kept)
    }
    spool.drop_documents(family.name, earlier)
    return {(kind.key, document) for document in earlier}


def _stays(kind: Kind, document: str, kept: Collection[Document]) -> bool:
    """Whether a document is one of those that are kept; its taxes come with it."""
    if kind.key != "tax_lines":
        return (kind.key, document) in kept
    return any((key, document) in kept for key in AMOUNTS)


def _leave_out_applications(spool: Spool, key: str, left_out: Collection[Document]) -> None:
    """What was applied between documents that are both left out goes too, whatever document it came with."""
    kind = spool.kind(key)
    if kind is not None:
        gone = [id_ for id_, giver, taker in _ends(spool, kind) if giver in left_out and taker in left_out]
        spool.drop(kind, gone)


def _ends(spool: Spool, kind: Kind) -> Iterator[tuple[str, Document, Document]]:
    wanted = ("id", "payment_kind", "payment_id", "document_kind", "document_id")
    for _, (id_, by_kind, by, to_kind, to) in spool.stated(kind, wanted):
        yield str(id_), (str(by_kind), str(by)), (str(to_kind), str(to))


def _dated(spool: Spool, kind: Kind, key: str) -> list[tuple[str, object]]:
    return [(str(id_), day) for _, (id_, day) in spool.stated(kind, ("id", key))]


def _is_before(day: object, start: date) -> bool:
    return isinstance(day, date) and day < start


def _open(spool: Spool, start: date) -> set[Document]:
    """The documents and payments that were not settled when the period began, and what was paid on them by then."""
    found: set[Document] = set()
    for key, kinds in SIDES.items():
        given: dict[Document, Decimal | None] = {}
        pairs: list[tuple[Document, Document]] = []
        applications = spool.kind(key)
        for day, giver, taker, paid, taken in applications_of(spool, key) if applications else ():
            pairs.append((giver, taker))
            if _is_before(day, start):
                given[giver] = (given.get(giver) or ZERO) + paid
                given[taker] = (given.get(taker) or ZERO) + taken
        given |= dict.fromkeys(vague(spool, key), None)
        opened = {each for name in (*kinds, PAYMENTS[key]) for each in _unsettled(spool, name, given, start)}
        found |= opened | {giver for giver, taker in pairs if taker in opened}
    return found


def _unsettled(spool: Spool, name: str, given: Mapping[Document, Decimal | None], start: date) -> list[Document]:
    kind = spool.kind(name)
    if kind is None:
        return []
    amount, _ = AMOUNTS[name]
    return [
        (name, str(id_))
        for state, (id_, day, total) in spool.stated(kind, ("id", "date", amount))
        if _is_before(day, start)
        and state is State.LIVE
        and (not isinstance(total, Decimal) or total != given.get((name, str(id_)), ZERO))
    ]
