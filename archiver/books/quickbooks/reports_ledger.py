"""The general ledger, every posting, from the report of that name: entities alone do not hold all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from archiver import kinds
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.reports_shape import Cell, Report, Rows, amount, day
from archiver.books.quickbooks.reports_types import DOCUMENTS
from archiver.model import Record

PATH = "reports/GeneralLedger"
FIELDS = {
    "id": "GeneralLedger.txn_type.id, tx_date, account, position",
    "date": "GeneralLedger.tx_date",
    "entry_id": "GeneralLedger.txn_type.id",
    "document_kind": "GeneralLedger.txn_type",
    "document_id": "GeneralLedger.txn_type.id",
    "account_id": "GeneralLedger.Header.id",
    "account_number": "Account.AcctNum",
    "account": "Account.FullyQualifiedName",
    "debit": "GeneralLedger.debt_home_amt, debt_amt",
    "credit": "GeneralLedger.credit_home_amt, credit_amt",
    "entry_currency": "GeneralLedger.Header.Currency",
    "currency": "Account.CurrencyRef",
    "amount_currency": "GeneralLedger.nat_foreign_amount",
    "party": "GeneralLedger.name",
    "memo": "GeneralLedger.memo",
    "entry_number": "GeneralLedger.doc_num",
    "reconciled": "GeneralLedger.is_cleared",
}
KIND = kinds.kind("ledger").reading(FIELDS)
HOME, PLAIN = ("debt_home_amt", "credit_home_amt"), ("debt_amt", "credit_amt")
TOLD = (
    *("tx_date", "txn_type", "doc_num", "name", "memo", "is_cleared", "klass_name", "dept_name"),
    *("currency", "nat_foreign_amount"),
)
COLUMNS = (*TOLD, *HOME, *PLAIN)
"""What is asked for; of the amounts, the service gives those that the company has: with more than one currency the
home ones, else the plain ones. Amounts in foreign currency are the entry's, not the account's.
"""
DATE = KIND.keys.index("date")
SPARING = 0.8
COMFORTABLE = 100_000
"""Cells of a report that take little memory: a quarter of what the service allows."""
AT_THE_BANK = frozenset({"bank", "card"})
CLEARED = {"R": "reconciled", "C": "cleared"}
ZERO = Decimal(0)
EMPTY = Cell()


def posts(report: Report) -> bool:
    """Whether a report has the columns without which there is no ledger."""
    keys = {each.key for each in report.headings}
    return {"tx_date", "txn_type"} <= keys and any(set(each) <= keys for each in (HOME, PLAIN))


def days(report: Report) -> list[date]:
    """The days of the postings that a report shows."""
    place = next((place for place, each in enumerate(report.headings) if each.key == "tx_date"), 0)
    shown = (each.cells[place].value for each in report.printed() if each.part == "figures" and len(each.cells) > place)
    return [on for text in shown if (on := day(text))]


def fitting(rows: Sequence[Record], report: Report) -> int | None:
    """How many days may well fit into one report, judged by one that did; None where it had next to nothing."""
    cells = len(rows) * len(report.headings)
    if cells < COMFORTABLE / 10:
        return None
    shown = [on for row in rows if isinstance(on := row.values[DATE], date)]
    return max(1, int(((max(shown) - min(shown)).days + 1) * SPARING * COMFORTABLE / cells))


MADE = (
    *("id", "date", "entry_id", "document_kind", "document_id", "account_id", "account_number", "account"),
    *("debit", "credit", "entry_currency", "currency", "amount_currency"),
    *("party", "memo", "entry_number", "reconciled", "closing", "other"),
)
_in_order = itemgetter(*(MADE.index(key) if key in MADE else -1 for key in KIND.keys))
"""Values as they are made, with nothing at their end, in the order of the columns: there are hundreds of thousands."""


class _In(NamedTuple):
    """The account that a section is of."""

    id: str | None
    name: str | None
    number: str | None
    currency: str | None
    at_the_bank: bool


class Postings:
    """The postings of one report, which holds some days whole."""

    def __init__(self, report: Report, names: Names, home: str | None) -> None:
        self._report, self._names = report, names
        self._home = report.said("Currency") or home
        places = {each.key: place for place, each in enumerate(report.headings) if each.key}
        sides = HOME if set(HOME) <= places.keys() else PLAIN
        self._width = len(report.headings)
        self._cells = itemgetter(*(places.get(key, -1) for key in (*TOLD, *sides)))
        self._seen: Counter[str] = Counter()
        self._rows: list[Record] = []

    def rows(self) -> list[Record]:
        """A record for each posting.

        A line without a date is none: what an account began with, or a total. Nor is one outside every account that
        has no amount, which is how the report lists documents that post nothing.
        """
        self._take(self._report.rows, _In(None, None, None, self._home, at_the_bank=False))
        return self._rows

    def _take(self, rows: Rows | None, account: _In) -> None:
        for row in (rows.row if rows else None) or ():
            if figures := row.figures:
                self._line(figures, account)
            if row.rows:
                self._take(row.rows, self._account(row.heading[0]) if row.heading else account)

    def _account(self, heading: Cell) -> _In:
        known, name = self._names.account(heading.id), self._names.of("accounts", heading.id)
        if known is None:
            return _In(heading.id, name or heading.value, None, self._home, at_the_bank=False)
        currency, at_the_bank = known.currency or self._home, known.role in AT_THE_BANK
        return _In(heading.id, name or heading.value, known.number, currency, at_the_bank)

    def _line(self, cells: list[Cell], account: _In) -> None:
        # The last cell is always an empty one: that is where columns are that did not come.
        cells.extend([EMPTY] * (self._width + 1 - len(cells)))
        told, type_, number, party, memo, cleared, class_, place, currency, foreign, debit, credit = self._cells(cells)
        on, up, down = day(told.value), amount(debit.value), amount(credit.value)
        if on is None or not (account.id or up or down):
            return
        up, down = up or ZERO, down or ZERO
        entry = type_.id or f"{on}/{type_.value or ''}/{number.value or ''}"
        kind = DOCUMENTS.get((type_.value or "").casefold())
        id_ = self._id(f"{entry}/{on}/{account.id or ''}")
        document = (kind, type_.id if kind else None)
        owner = (account.id, account.number, account.name)
        moved = (up, down, self._home, account.currency, self._own(account, currency, foreign, up - down))
        others = _others(None if kind else type_.value, class_.value, place.value)
        texts = (party.value or None, memo.value or None, number.value or None)
        values = (id_, on, entry, *document, *owner, *moved, *texts, _seen(cleared, account), False, others, None)
        self._rows.append(Record(id_, entry, _in_order(values)))

    def _id(self, posting: str) -> str:
        """The entry, its day, the account, and which of its postings there: the same as long as the entry is.

        A day is in one report only, so that no other report can come to the same id.
        """
        self._seen[posting] += 1
        return f"{posting}/{self._seen[posting]}"

    def _own(self, account: _In, of_entry: Cell, foreign: Cell, moved: Decimal) -> Decimal | None:
        """The amount in the account's currency: what the entry is in, where that is the same, else the home amount."""
        if account.currency == self._home:
            return moved
        found = amount(foreign.value) if account.currency == of_entry.value else None
        if found is None:
            # A revaluation moves it in home currency alone; of an entry in a third one, nobody says by how much.
            return None
        return abs(found).copy_sign(moved) if moved else found


def _seen(cleared: Cell, account: _In) -> str | None:
    """Whether the bank has seen it."""
    told = CLEARED.get((cleared.value or "").strip().upper())
    return told or ("new" if account.at_the_bank else None)


def _others(type_: str | None, class_: str | None, place: str | None) -> str | None:
    """What has no column: class, place, and the type of an entry that no document of ours stands behind."""
    if not (type_ or class_ or place):
        return None
    named = (("txn_type", type_), ("klass_name", class_), ("dept_name", place))
    return "\n".join(f"{key}: {value}" for key, value in named if value)
