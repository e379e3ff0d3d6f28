"""A period by document date: what lies outside is left out, and what is open is open on its last day.

A balance that the source gives is today's. On another day it is the document's total less what was applied by then,
or unknown where the days or the amounts of applications are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from archiver.controls.open_balances import SIDES, Document, settled
from archiver.controls.settling import vague
from archiver.model import Family, Kind, Record, State, Value
from archiver.spool import Spool

DATED_LISTS = frozenset({"exchange_rates", "audit_trail", "emails"})
PAYMENTS = {"sales_applications": "payments", "purchase_applications": "bill_payments"}
PARTIES = ("customers", "vendors", "employees")
ZERO = Decimal(0)
Values = dict[str, Value]
Change = Callable[[Record, Values], Values]


@dataclass(frozen=True, slots=True)
class _Settled:
    """What was applied by the last day, and the documents of which nobody knows when, or how much."""

    kind: str
    sums: Mapping[Document, Decimal]
    undated: frozenset[Document]

    def of(self, row: Record) -> Decimal | None:
        document = (self.kind, row.id)
        return None if document in self.undated else self.sums.get(document, ZERO)


def cut(spool: Spool, families: Sequence[Family], until: date) -> None:
    """Leave out the documents dated after ``until``, and give those that stay their balances on that day."""
    left_out: set[Document] = set()
    for family in families:
        for kind in family.kinds:
            left_out |= _leave_out(spool, family, kind, until)
    leave_out_files(spool, left_out)
    for key in SIDES:
        _leave_out_applications(spool, spool.kind(key), left_out)
    for key, kinds in SIDES.items():
        _rebalance(spool, spool.kind(key), kinds, PAYMENTS[key])
    for name in PARTIES:
        _rewrite(spool, name, lambda row, values: {"balance": None})
    _rewrite(spool, "accounts", partial(_posted_by_that_day, _account_balances(spool)))


def last_day(spool: Spool) -> date | None:
    """The day of the last posting, or of the last document where that is later."""
    days = [_last(spool, kind) for kind in spool.kinds() if kind.cycle not in ("lists", "people")]
    return max((day for day in days if day), default=None)


def _last(spool: Spool, kind: Kind) -> date | None:
    place = kind.place("date")
    if place is None:
        return None
    return max((day for row in spool.by_id(kind) if isinstance(day := row.values[place], date)), default=None)


def _leave_out(spool: Spool, family: Family, kind: Kind, until: date) -> set[Document]:
    place = kind.place("date")
    if place is None or kind.key in DATED_LISTS:
        return set()
    later = {row.document for row in spool.by_id(kind) if isinstance(day := row.values[place], date) and day > until}
    spool.drop_documents(family.name, later)
    return {(kind.key, document) for document in later}


def leave_out_files(spool: Spool, left_out: set[Document]) -> None:
    """A file of a document that is left out is left out with it."""
    kind = spool.kind("attachments")
    if kind is None:
        return
    # A payment's or an entry's file is known by the entry that the ledger has of it.
    entries = {("journal_entries", document) for key, document in left_out if key == "ledger"}
    of, which = kind.keys.index("document_kind"), kind.keys.index("document_id")
    gone = left_out | entries
    files = [row.document for row in spool.by_id(kind) if (row.values[of], row.values[which]) in gone]
    spool.drop_documents("attachments", files)


def _leave_out_applications(spool: Spool, kind: Kind | None, left_out: set[Document]) -> None:
    """What was paid before its document was made is not applied to it yet, on a day when there is no such document."""
    if kind is None:
        return
    by_kind, by, to_kind, to = (
        kind.keys.index(key) for key in ("payment_kind", "payment_id", "document_kind", "document_id")
    )
    gone = [
        row.id
        for row in spool.by_id(kind)
        if left_out & {(row.values[by_kind], row.values[by]), (row.values[to_kind], row.values[to])}
    ]
    spool.drop(kind, gone)


def _rebalance(spool: Spool, applications: Kind | None, kinds: Sequence[str], payments: str) -> None:
    sums = settled(spool, applications) if applications else {}
    undated = _undated(spool, applications) | vague(spool, applications.key) if applications else frozenset()
    for name in kinds:
        known = _Settled(name, sums, undated) if applications else None
        _rewrite(spool, name, partial(_open_on_that_day, known))
    known = _Settled(payments, sums, undated) if applications else None
    _rewrite(spool, payments, partial(_unapplied_on_that_day, known))


def _undated(spool: Spool, applications: Kind) -> frozenset[Document]:
    wanted = ("date", "payment_kind", "payment_id", "document_kind", "document_id")
    places = [applications.keys.index(key) for key in wanted]
    found: set[Document] = set()
    for row in spool.by_id(applications):
        day, by_kind, by, to_kind, to = (row.values[place] for place in places)
        if day is None:
            found |= {(str(by_kind), str(by)), (str(to_kind), str(to))}
    return frozenset(found)


def _rewrite(spool: Spool, key: str, change: Change) -> None:
    kind = spool.kind(key)
    if kind is not None:
        spool.rewrite(kind, partial(_changed, kind.keys, change))


def _changed(keys: Sequence[str], change: Change, row: Record) -> Record:
    values = dict(zip(keys, row.values, strict=True))
    values |= change(row, values)
    return row._replace(values=tuple(values.values()))


def _open_on_that_day(known: _Settled | None, row: Record, values: Values) -> Values:
    total, applied = values["total"], known.of(row) if known else None
    if values["status"] == "draft" or not isinstance(total, Decimal):
        return {}
    if row.state is not State.LIVE:
        return {"balance": None if applied is None else -applied}
    if applied is None:
        return {"balance": None, "status": "unknown"}
    return {"balance": total - applied, "status": _status(total, total - applied)}


def _status(total: Decimal, left: Decimal) -> str:
    if not left:
        return "paid"
    if not total or left / total >= 1:
        return "open"
    return "partly_paid" if left / total > 0 else "overpaid"


def _unapplied_on_that_day(known: _Settled | None, row: Record, values: Values) -> Values:
    amount, applied = values["amount"], known.of(row) if known else None
    if row.state is not State.LIVE or not isinstance(amount, Decimal):
        return {}
    return {"unapplied": None if applied is None else amount - applied}


def _posted_by_that_day(balances: Mapping[str, Decimal], row: Record, values: Values) -> Values:
    # Some accounts hold nothing and have no currency, such as the root of the chart: they have no balance either.
    return {} if values["balance"] is None else {"balance": balances.get(row.id, ZERO)}


def _account_balances(spool: Spool) -> dict[str, Decimal]:
    ledger = spool.kind("ledger")
    found: dict[str, Decimal] = {}
    if ledger is not None:
        account, amount = ledger.keys.index("account_id"), ledger.keys.index("amount_currency")
        for row in spool.by_id(ledger):
            value = row.values[amount]
            if isinstance(value, Decimal) and row.state is State.LIVE:
                found[str(row.values[account])] = found.get(str(row.values[account]), ZERO) + value
    return found
